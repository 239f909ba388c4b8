"""What a tag is called: one short word or two, the same for the whole organisation."""

from amends.rules.refusals import Invalid, gettext_noop
from amends.rules.writing import require_name

LONGEST = 24
MOST = 8  # on one case; more would say nothing


def tag_name(text: str) -> str:
    """
    Return a tag as it will be kept: one line, no # before it.

    Worked value: " #Wedding  party" gives "Wedding party". Raises Invalid naming the field "tag".
    """
    return require_name(text.strip().lstrip("#＃"), longest=LONGEST, field="tag")


def require_room(count: int) -> None:
    """Refuse one more tag on a case that bears ``count`` already."""
    if count >= MOST:
        message = gettext_noop("A case bears at most %(most)d tags. Take one off first.")
        raise Invalid(message, field="tag", params={"most": MOST})
