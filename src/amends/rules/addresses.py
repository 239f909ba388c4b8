"""Whose address a request comes from, when proxies may stand between."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

HOUSEHOLD = 64  # bits of an IPv6 address that one subscriber has to themselves


def networks_of(texts: Sequence[str]) -> tuple[Network, ...]:
    """Return networks for what the operator wrote: "10.0.0.0/8", "::1". Raises ValueError for anything else."""
    return tuple(ip_network(text, strict=False) for text in texts)


def caller(remote: str, forwarded_for: str, proxies: Sequence[Network]) -> str:
    """
    Return the address of whoever asks, "" when it cannot be told.

    ``remote`` is who is connected to us. ``forwarded_for`` is the header proxies add to; anybody may write into it, so
    it is read from its end, and only as far as the word of a proxy of ours goes. Worked values, with the proxy
    10.0.0.1: remote 10.0.0.1 and "6.6.6.6, 203.0.113.9" gives 203.0.113.9; remote 203.0.113.9 and "6.6.6.6" gives
    203.0.113.9, since a stranger's header is nobody's word.
    """
    known = _address(remote)
    for text in reversed(forwarded_for.split(",") if forwarded_for.strip() else []):
        if known is None or not _is_ours(known, proxies):
            break
        before = _address(text)
        if before is None:
            break
        known = before
    return str(known) if known else ""


def household(address: str) -> str:
    """
    Return what is counted as one caller: an IPv4 address as it is, of an IPv6 address the first half.

    A subscriber may take any of 2^64 addresses. Worked value: "2001:db8:1:2:3::4" gives "2001:db8:1:2::/64".
    """
    known = _address(address)
    if isinstance(known, IPv6Address):
        return str(ip_network((known, HOUSEHOLD), strict=False))
    return str(known) if known else ""


def coarse(address: str) -> str:
    """Return so much of an address that it says roughly where, and not who: 203.0.113.0/24, 2001:db8:1::/48."""
    known = _address(address.partition("/")[0])
    return str(ip_network((known, 24 if known.version == 4 else 48), strict=False)) if known else ""


def _address(text: str) -> Address | None:
    text = text.strip().strip('"')
    if text.startswith("["):  # [2001:db8::1]:443
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:  # 203.0.113.9:51234
        text = text.partition(":")[0]
    try:
        known = ip_address(text)
    except ValueError:
        return None
    return known.ipv4_mapped or known if isinstance(known, IPv6Address) else known


def _is_ours(address: Address, proxies: Sequence[Network]) -> bool:
    return any(address in network for network in proxies)
