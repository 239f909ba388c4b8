"""The key a customer keeps: twelve letters that open their own page, as they are written down, typed and run out."""

import unicodedata
from datetime import datetime, timedelta

GROUP = 4
OPEN_AFTER_CLOSING = timedelta(days=400)  # a year in which one may come back to it, and a month for the post


def key_of(text: str) -> str:
    """
    Return the key somebody typed: any case, with blanks and dashes or without, full-width letters too.

    Worked value: "xuyz-y4pb rxw3" gives "XUYZY4PBRXW3".
    """
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).upper() if letter.isalnum())


def spelled(key: str) -> str:
    """Return a key as it is read out and copied by hand: "XUYZY4PBRXW3" gives "XUYZ-Y4PB-RXW3"."""
    return "-".join(key[at : at + GROUP] for at in range(0, len(key), GROUP))


def runs_out_at(closed_at: datetime | None) -> datetime | None:
    """Return when a key opens nothing any more: never while the case is open."""
    return closed_at + OPEN_AFTER_CLOSING if closed_at else None


def still_opens(closed_at: datetime | None, now: datetime) -> bool:
    """Return whether a key still opens its case; closed 400 days ago to the second, it does not."""
    ends = runs_out_at(closed_at)
    return ends is None or now < ends
