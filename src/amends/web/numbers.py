"""Numbers that come in addresses and forms."""

from __future__ import annotations

LONGEST = 18  # digits that any database takes for a key


def number_in(text: str | None) -> int | None:
    """
    Return the key that an address or a form names, or None when it is none: nobody's typing may overflow a database.

    Worked value: "42" gives 42; "", "-1", "４２" and thirty nines give None.
    """
    is_one = text is not None and text.isascii() and text.isdecimal() and len(text) <= LONGEST
    return int(text) if is_one and text else None
