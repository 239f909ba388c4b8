"""Flags: what a colleague marks on a case because it changes how the case is handled."""

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from amends.rules.refusals import Invalid, gettext_noop

# In the order in which they are shown where only two fit.
FLAGS: Mapping[str, str] = MappingProxyType(
    {
        "safety": gettext_noop("Safety"),
        "food": gettext_noop("Food safety"),
        "legal": gettext_noop("Lawyer"),
        "media": gettext_noop("Media"),
        "minor": gettext_noop("Minor"),
        "vulnerable": gettext_noop("Vulnerable"),
        "disproportionate": gettext_noop("Asks too much"),
        "abusive": gettext_noop("Abusive conduct"),
        "third_party": gettext_noop("Speaks for another"),
        "anonymous": gettext_noop("Wants no name"),
        "wrong_company": gettext_noop("Not our company"),
    }
)

# People, the law or the public wait behind these, so nothing goes before them.
URGENT: frozenset[str] = frozenset({"safety", "food", "legal", "media", "minor", "vulnerable"})


def in_order(flags: Collection[str]) -> tuple[str, ...]:
    """Return the flags a case bears, the one that changes most first; one nobody knows any more is left out."""
    return tuple(flag for flag in FLAGS if flag in flags)


def require_flags(flags: Iterable[str]) -> tuple[str, ...]:
    """Return the flags in order; raise Invalid naming "flags" for one that does not exist."""
    given = set(flags)
    if given - FLAGS.keys():
        raise Invalid(gettext_noop("There is no such flag."), field="flags")
    return in_order(given)
