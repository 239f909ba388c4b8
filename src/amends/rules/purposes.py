"""What words to a customer are there for; their author says so, and the record can then be read without guessing."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from amends.rules.refusals import Invalid, gettext_noop

PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "apology": gettext_noop("Apologises"),
        "restatement": gettext_noop("Says it back"),
        "explanation": gettext_noop("Explains the cause"),
        "compensation": gettext_noop("Offers compensation"),
        "progress": gettext_noop("Reports progress"),
    }
)


def require_purposes(purposes: Iterable[str]) -> tuple[str, ...]:
    """Return the purposes, each once and in order; raise Invalid naming "purposes" for one that does not exist."""
    given = set(purposes)
    if given - PURPOSES.keys():
        raise Invalid(gettext_noop("Words to a customer have no such purpose."), field="purposes")
    return tuple(one for one in PURPOSES if one in given)
