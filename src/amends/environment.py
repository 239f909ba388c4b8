"""What the environment told this installation, read without Django: the data folder, addresses, the secret key."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from amends.rules.single_sign_on import Provider

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def data_folder() -> Path:
    """Return the folder that holds everything this installation keeps (AMENDS_DATA, default ./var)."""
    return Path(os.environ.get("AMENDS_DATA") or "var").expanduser().absolute()


def sqlite_file() -> Path:
    """Return the file of the embedded database."""
    return data_folder() / "amends.sqlite3"


def files_folder() -> Path:
    """Return the folder of content-addressed files (attachments)."""
    return data_folder() / "files"


def models_folder() -> Path:
    """Return the folder of what was learnt from the cases; made anew from the database when it is gone."""
    return data_folder() / "models"


def database_url() -> str:
    """Return the address of the PostgreSQL database, or "" when the embedded one is in use."""
    return os.environ.get("AMENDS_DATABASE_URL", "").strip()


def host() -> str:
    """Return the address the web process listens on."""
    return os.environ.get("AMENDS_HOST") or "127.0.0.1"


def port() -> int:
    """Return the port the web process listens on."""
    return int(os.environ.get("PORT") or 8000)


def public_url() -> str:
    """Return the address customers see, without a slash at its end; tracking links begin with it."""
    return (os.environ.get("AMENDS_PUBLIC_URL") or f"http://127.0.0.1:{port()}").rstrip("/")


def setup_key() -> str:
    """Return the key that opens the first-run page (AMENDS_SETUP_KEY), "" when it is open to whoever comes first."""
    return os.environ.get("AMENDS_SETUP_KEY", "")


def survives_power_loss() -> bool:
    """Return whether every answer waits for the disk (AMENDS_DURABILITY=power)."""
    return os.environ.get("AMENDS_DURABILITY") == "power"


def is_debugging() -> bool:
    """Return whether a developer asked for detailed error pages (AMENDS_DEBUG=1)."""
    return os.environ.get("AMENDS_DEBUG", "") not in {"", "0"}


def is_loopback(address: str) -> bool:
    """Return whether only this machine can reach ``address``."""
    return address in LOOPBACK or address.startswith("127.")


def allowed_hosts() -> list[str]:
    """
    Return the host names we answer to.

    Loopback, the public address and AMENDS_ALLOWED_HOSTS. Somebody who listens on every address and names none is asked
    for nothing: no link is ever built from the Host header, they all begin with the public address.
    """
    named = [name.strip() for name in os.environ.get("AMENDS_ALLOWED_HOSTS", "").split(",") if name.strip()]
    if "AMENDS_PUBLIC_URL" in os.environ and (public_host := urlsplit(public_url()).hostname):
        named.append(public_host)
    if not is_loopback(host()):
        named.append("*" if not named else host())
    return ["127.0.0.1", "localhost", "[::1]", *named]


def proxies() -> list[str]:
    """
    Return the addresses and networks of the proxies whose word on the visitor's address is taken (AMENDS_PROXIES).

    By default this machine alone: whoever speaks to us from here was let in already.
    """
    named = os.environ.get("AMENDS_PROXIES")
    return [one.strip() for one in (named if named is not None else "127.0.0.0/8,::1").split(",") if one.strip()]


def tells_an_hour() -> int:
    """Return how often one address may tell us something within an hour (AMENDS_TELLS_AN_HOUR); 0 is no limit."""
    return int(os.environ.get("AMENDS_TELLS_AN_HOUR") or 300)


def tells_an_hour_at_a_place() -> int:
    """Return how often strangers may tell us something about one place in an hour; 0 is no limit."""
    return int(os.environ.get("AMENDS_TELLS_AN_HOUR_AT_A_PLACE") or 3000)


def single_sign_on() -> Provider | None:
    """
    Return the provider our colleagues sign in with (AMENDS_OIDC_ISSUER and the rest), or None.

    Raises ValueError, fit to show, when it is set by halves: a button that leads nowhere helps nobody.
    """
    issuer = os.environ.get("AMENDS_OIDC_ISSUER", "").strip()
    client_id = os.environ.get("AMENDS_OIDC_CLIENT_ID", "").strip()
    if not issuer:
        return None
    file = os.environ.get("AMENDS_OIDC_CLIENT_SECRET_FILE", "")
    secret = Path(file).read_text("utf-8").strip() if file else os.environ.get("AMENDS_OIDC_CLIENT_SECRET", "")
    if not (client_id and secret):
        raise ValueError("AMENDS_OIDC_ISSUER needs AMENDS_OIDC_CLIENT_ID and AMENDS_OIDC_CLIENT_SECRET beside it")
    return Provider(
        issuer=issuer,
        client_id=client_id,
        client_secret=secret,
        name=os.environ.get("AMENDS_OIDC_NAME", "").strip() or urlsplit(issuer).hostname or issuer,
        asks_twice=os.environ.get("AMENDS_OIDC_SECOND_FACTOR", "") not in {"", "0"},
    )


def mail() -> tuple[str, str]:
    """Return the address of the mail server (AMENDS_MAIL_URL, a secret; empty: no mail) and who mail comes from."""
    file = os.environ.get("AMENDS_MAIL_URL_FILE", "")
    url = Path(file).read_text("utf-8").strip() if file else os.environ.get("AMENDS_MAIL_URL", "").strip()
    return url, os.environ.get("AMENDS_MAIL_FROM", "").strip()


def parse_postgres_url(url: str) -> dict[str, object]:
    """
    Return Django's connection settings for ``postgres://user:password@host:port/name?sslmode=require``.

    Parts may be percent-encoded; a host that is a folder (``%2Ftmp%2Fsock`` or ``?host=/tmp/sock``) is a unix socket.
    Raises ValueError, fit to show, for anything else.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        # The address holds a password, so it is not repeated here.
        raise ValueError("AMENDS_DATABASE_URL must look like postgres://user:password@host:port/name")
    options = dict(parse_qsl(parts.query))
    return {
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": options.pop("port", "") or str(parts.port or ""),
        "OPTIONS": options,
    }


def secret_key_file() -> Path:
    """Return the file that keeps the key which signs cookies and links."""
    return data_folder() / "secret.key"


def read_secret_key() -> str:
    """Return the signing key, or "" when none has been made yet; never makes one."""
    if given := os.environ.get("AMENDS_SECRET_KEY"):
        return given
    try:
        return secret_key_file().read_text("ascii").strip()
    except OSError:
        return ""


def ensure_secret_key() -> str:
    """Return the signing key, making one readable by its owner only when there is none."""
    if key := read_secret_key():
        return key
    secret_key_file().parent.mkdir(parents=True, exist_ok=True)
    fresh = secret_key_file().with_name(f"secret.key.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    try:
        # A link, unlike a rename, never replaces: of two processes at once both read the first one's key.
        os.link(fresh, secret_key_file())
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return read_secret_key()
