"""What words to a customer are there for: their author says so, and the record can then be read by a playbook."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from amends.rules.refusals import Invalid, gettext_noop
from amends.rules.wording.apology import is_apology

PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "apology": gettext_noop("Apologises"),
        "restatement": gettext_noop("Says it back"),
        "explanation": gettext_noop("Explains the cause"),
        "compensation": gettext_noop("Offers compensation"),
        "progress": gettext_noop("Reports progress"),
        "decision": gettext_noop("Decides on their request"),
    }
)


def purposes_of(text: str, marked: Iterable[str] = ()) -> tuple[str, ...]:
    """
    Return what words are there for: what their author marked, and an apology where they say sorry, each once.

    Raise Invalid naming "purposes" for one that does not exist.
    Worked value: "We are sorry, here is the refund." marked "compensation" gives ("apology", "compensation").
    """
    given = set(marked) | ({"apology"} if is_apology(text) else set())
    if given - PURPOSES.keys():
        raise Invalid(gettext_noop("Words to a customer have no such purpose."), field="purposes")
    return tuple(one for one in PURPOSES if one in given)
