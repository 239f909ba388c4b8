import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.addresses import caller, coarse, household, networks_of

PROXIES = networks_of(["10.0.0.0/8", "::1"])
addresses = st.ip_addresses().map(str)


@pytest.mark.parametrize(
    ("remote", "header", "found"),
    [
        ("203.0.113.9", "6.6.6.6", "203.0.113.9"),  # a stranger's header is nobody's word
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"),  # what stood there before the proxy is the caller's own
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),  # two proxies of ours
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9:51234", "203.0.113.9"),
        ("::1", "[2001:db8::7]:443", "2001:db8::7"),
        ("::ffff:10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
        ("", "203.0.113.9", ""),
    ],
)
def test_a_header_is_believed_as_far_as_our_own_proxies_reach(remote: str, header: str, found: str):
    assert caller(remote, header, PROXIES) == found


@given(addresses, st.lists(addresses, max_size=4))
def test_nobody_chooses_the_address_they_are_counted_under(stranger: str, made_up: list[str]):
    # However long a header somebody makes up, our proxy writes the true address behind it.
    through_proxy = caller("10.0.0.1", ", ".join([*made_up, stranger]), networks_of(["10.0.0.1"]))

    assert through_proxy == caller(stranger, "", ()) or stranger == "10.0.0.1"


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_it(remote: str, header: str):
    household(caller(remote, header, PROXIES))


def test_an_ipv6_subscriber_is_one_caller():
    assert household("2001:db8:1:2:3::4") == household("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert household("203.0.113.9") == "203.0.113.9"


@pytest.mark.parametrize(
    ("address", "roughly"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_what_is_kept_says_where_and_not_who(address, roughly):
    assert coarse(address) == roughly
