"""
The second factor: six digits that an app counts out, and words for the day the telephone is gone.

Sources: RFC 4226 (HOTP), RFC 6238 (TOTP). Worked value (RFC 6238, appendix B, the last six of eight digits): with the
secret ``12345678901234567890`` the digits at 1970-01-01 00:00:59 UTC are 287082.
"""

import base64
import hashlib
import hmac
import re
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
RECOVERY_CODES = 10
# None that two people could read differently.
RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_NOT_IN_A_CODE = re.compile(r"[^0-9a-z]")


def step_of(now: datetime) -> int:
    """Return the number of the half minute that ``now`` lies in; 1970-01-01 00:00:59 UTC gives 1."""
    return int(now.timestamp()) // STEP_SECONDS


def digits_at(secret: bytes, step: int) -> str:
    """Return the six digits of one half minute."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 0x0F
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def matching_step(secret: bytes, given: str, *, now: datetime, after: int) -> int | None:
    """
    Return the half minute whose digits were given, or None.

    One half minute early or late is accepted, since clocks differ; one at or before ``after`` is not: digits that were
    used once are used up (RFC 6238, section 5.2).
    """
    typed = plain(given)
    here = step_of(now)
    found = None
    for step in (here - 1, here, here + 1):
        # Every step is compared, so that the answer takes as long whatever was typed.
        if hmac.compare_digest(digits_at(secret, step).encode(), typed.encode()) and step > after:
            found = step
    return found


def plain(given: str) -> str:
    """Return a code as it is compared: "287 082" gives "287082", "ABCDE-23456" gives "abcde23456"."""
    return _NOT_IN_A_CODE.sub("", given.lower())[:40]


def spelled(secret: bytes) -> str:
    """Return the secret as a person types it into an app that cannot scan: groups of four."""
    letters = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def address_for_app(secret: bytes, *, account: str, issuer: str) -> str:
    """Return the address an app reads from the picture; the name before the colon may hold none itself."""
    issuer = issuer.replace(":", " ")
    label = quote(f"{issuer}:{account}", safe="@:")
    letters = base64.b32encode(secret).decode().rstrip("=")
    return f"otpauth://totp/{label}?" + urlencode({"secret": letters, "issuer": issuer}, quote_via=quote)
