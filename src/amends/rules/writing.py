"""
Text as both databases can keep it, and how much of it we take in.

A database of ours refuses NUL, and half a surrogate pair has no UTF-8: neither may cost a customer their words.
"""

import unicodedata

from amends.rules.refusals import Invalid, gettext_noop

MOST_CHARACTERS = 20_000
MOST_IN_A_LIST = 200_000  # what another system took in once is not refused a second time for its length


def storable(text: str) -> str:
    """
    Return the text without NUL, halves of a surrogate pair joined where both are there and shown as � where not.

    Worked value: "caf\\x00é \\ud83d" gives "café �".
    """
    if "\x00" in text:
        text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def require_words(text: str, *, field: str = "text", longest: int = MOST_CHARACTERS) -> str:
    """Return the words as they will be kept; raise Invalid for emptiness and for more than ``longest`` characters."""
    text = storable(text).strip()
    if not any(map(_is_seen, text)):
        raise Invalid(gettext_noop("There is nothing written here yet."), field=field)
    return at_most(text, longest, field=field)


def require_name(text: str, *, longest: int, field: str) -> str:
    """Return a name on one line; raise Invalid for emptiness and for more than ``longest`` characters."""
    name = one_line(text)
    if not any(map(_is_seen, name)):
        raise Invalid(gettext_noop("This must not be empty."), field=field)
    return at_most(name, longest, field=field)


def at_most(text: str, longest: int, *, field: str) -> str:
    """Return the text; raise Invalid when it is longer than ``longest``, since nobody may cut what was said."""
    if len(text) <= longest:
        return text
    if longest == MOST_CHARACTERS:
        raise Invalid(gettext_noop("This is longer than 20,000 characters. Send the rest as a file."), field=field)
    raise Invalid(gettext_noop("This is longer than %(longest)d characters."), field=field, params={"longest": longest})


def one_line(text: str) -> str:
    """Return the text on one line with single spaces: " Ada\\n Lovelace" gives "Ada Lovelace"."""
    return " ".join(storable(text).split())


def _is_seen(letter: str) -> bool:
    """Whether a reader sees anything: no space, no control character, no zero-width joiner."""
    return letter > " " and (letter < "\x7f" or unicodedata.category(letter)[0] not in "CZ")
