"""
What a colleague looks at in the queue: a view, filters that narrow it, an order, and the columns to show.

It stands in the address of the page, so it can be sent to a colleague, kept under a name, and taken out as a file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date

from amends.rules.judging import LEVELS

VIEWS = ("mine", "team", "unclaimed", "twice", "waiting", "snoozed", "all")
SORTS = ("due", "received", "word")
COLUMNS = (
    "ref",
    "priority",
    "customer",
    "site",
    "owner",
    "state",
    "severity",
    "failure",
    "language",
    "tags",
    "received",
    "last",
)
USUAL = ("ref", "priority", "customer", "site", "owner", "last")
LANGUAGES = ("zh", "en")
LONGEST_KEY = 18  # digits that any database takes


@dataclass(frozen=True, slots=True)
class Look:
    """One way to look at the queue; None and "" filter nothing."""

    view: str = "team"
    sort: str = "due"
    columns: tuple[str, ...] = USUAL
    site: int | None = None
    owner: int | None = None
    state: str = ""
    severity: int | None = None
    failure: int | None = None
    tag: int | None = None
    post: int | None = None
    language: str = ""
    since: date | None = None
    until: date | None = None
    overdue: bool = False

    @property
    def filters(self) -> tuple[str, ...]:
        """The names of the filters that are on."""
        return tuple(name for name in FILTERS if getattr(self, name))


FILTERS = tuple(field.name for field in fields(Look) if field.name not in {"view", "sort", "columns"})


def read_look(get: Callable[[str, str], str], states: frozenset[str]) -> Look:
    """
    Return what an address asks for; ``get`` gives the text of a part of it, or the fallback.

    What nobody could mean is as if it were not there. Worked value: view=mine&severity=9&site=3 gives the view "mine"
    at place 3, with any severity.
    """
    view = _one_of(get("view", ""), VIEWS) or "team"
    severity = _key(get("severity", ""))
    return Look(
        view=view,
        sort="received" if view == "all" else _one_of(get("sort", ""), SORTS) or "due",
        columns=_columns(get("columns", "")),
        site=_key(get("site", "")),
        owner=_key(get("owner", "")),
        state=_one_of(get("state", ""), tuple(states)),
        severity=severity if severity in LEVELS else None,
        failure=_key(get("failure", "")),
        tag=_key(get("tag", "")),
        post=_key(get("post", "")),
        language=_one_of(get("language", ""), LANGUAGES),
        since=_day(get("since", "")),
        until=_day(get("until", "")),
        overdue=get("overdue", "") == "yes",
    )


def written(look: Look) -> Mapping[str, str]:
    """Return the parts of the address that say this look, without those that say what is usual."""
    usual = Look()
    said: dict[str, str] = {"view": look.view}
    if look.sort != usual.sort and look.view != "all":
        said["sort"] = look.sort
    if look.columns != usual.columns:
        said["columns"] = ".".join(look.columns) or "none"
    for name in look.filters:
        value = getattr(look, name)
        said[name] = "yes" if value is True else value.isoformat() if isinstance(value, date) else str(value)
    return said


def _one_of(text: str, known: tuple[str, ...]) -> str:
    return text if text in known else ""


def _columns(text: str) -> tuple[str, ...]:
    """The chosen ones, in the order of the table whatever order they were named in."""
    chosen = set(text.split("."))
    return tuple(name for name in COLUMNS if name in chosen) if text else USUAL


def _key(text: str) -> int | None:
    is_one = text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY
    return int(text) or None if is_one else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
