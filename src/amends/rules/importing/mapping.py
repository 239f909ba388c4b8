"""
What each column of a list means, written as TOML: the shipped ones lie in ``rules/mappings``, anybody can write one.

    timezone = "Asia/Shanghai"          # of dates that name none; else the place's own
    dates = "day first"                 # or "month first"; else found out from the dates
    source = "front-desk"               # the list's name, part of every outside id; else the file's name
    reply_closes = true                 # an answered row counts as closed
    columns_may_be_missing = true       # the names below are wishes, and * stands for anything

    [columns]                           # field = "column" or ["column", "another", …]
    text = ["Narrative", "Issue"]

    [status]
    closed = ["closed", "done"]         # how a status begins that means closed
    open = ["reopened"]

    [failure_types]
    late_delivery = ["late", "delayed"] # our key = words in the list's own type
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TypeVar

from amends.rules.importing.dates import DAY_FIRST, MONTH_FIRST
from amends.rules.importing.names import plain_name
from amends.rules.refusals import Invalid, gettext_noop

# What a column can be, in the order in which columns are given away: "reply date" before "date".
FIELDS: tuple[str, ...] = (
    "reply_date", "reply_author", "due", "closed", "status_date", "occurred", "received", "email", "phone", "member",
    "user", "name", "id", "status", "reply", "type", "title", "place", "site", "wanted", "text",
)  # fmt: skip
DATES = frozenset({"reply_date", "due", "closed", "status_date", "occurred", "received"})
JOINED = frozenset({"type", "title", "place"})  # several columns say it together; of the others, the first filled one
KEYS = (
    "timezone", "dates", "source", "reply_closes", "columns_may_be_missing", "columns", "status", "failure_types",
)  # fmt: skip

NOT_TOML = gettext_noop("The mapping cannot be read: %(reason)s.")
NO_SUCH_KEY = gettext_noop("The mapping says “%(key)s”, which means nothing here. Known are: %(known)s.")
WRONG_KIND = gettext_noop("The mapping says something under “%(key)s” that cannot be understood.")
NO_SUCH_MAPPING = gettext_noop("There is no mapping “%(name)s”. Give the path of a .toml file, or one of: %(known)s.")

Kind = TypeVar("Kind", str, bool)


@dataclass(frozen=True, slots=True)
class ListMapping:
    """
    A mapping as it was written.

    columns    field: names of columns, or wishes for them when ``may_miss``
    dates      "day first", "month first", or "" when the dates of the list have to tell
    kinds      (plain words, key of one of our failure types), in order
    """

    columns: Mapping[str, tuple[str, ...]]
    source: str = ""
    timezone: str = ""
    dates: str = ""
    reply_closes: bool = False
    may_miss: bool = False
    closed_words: tuple[str, ...] = ()
    open_words: tuple[str, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()


def read_mapping(text: str) -> ListMapping:
    """Return a mapping written in TOML; raise Invalid (field "mapping") that says what is wrong with it."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise wrong_mapping(NOT_TOML, reason=error) from None
    columns, status, kinds = _table(told, "columns"), _table(told, "status"), _table(told, "failure_types")
    _require_known(told, KEYS)
    _require_known(columns, FIELDS)
    _require_known(status, ("closed", "open"))
    dates = _value(told, "dates", "")
    if dates not in {"", DAY_FIRST, MONTH_FIRST}:
        raise wrong_mapping(WRONG_KIND, key="dates")
    return ListMapping(
        columns={name: _names(columns, name) for name in columns},
        source=_value(told, "source", ""),
        timezone=_value(told, "timezone", ""),
        dates=dates,
        reply_closes=_value(told, "reply_closes", False),  # noqa: FBT003 - the value that stands for none
        may_miss=_value(told, "columns_may_be_missing", False),  # noqa: FBT003
        closed_words=tuple(plain_name(word) for word in _names(status, "closed")),
        open_words=tuple(plain_name(word) for word in _names(status, "open")),
        kinds=tuple((plain_name(word), key) for key in kinds for word in _names(kinds, key)),
    )


def shipped_mappings() -> dict[str, str]:
    """Return the mappings that come with Amends: the name by which they are asked for, and their text."""
    folder = files("amends.rules").joinpath("mappings")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return {name.removesuffix(".toml"): folder.joinpath(name).read_text(encoding="utf-8") for name in names}


def shipped_mapping(name: str) -> ListMapping:
    """Return a shipped mapping by its name; raise Invalid naming those there are."""
    known = shipped_mappings()
    if name not in known:
        raise wrong_mapping(NO_SUCH_MAPPING, name=name, known=", ".join(known))
    return read_mapping(known[name])


def wrong_mapping(message: str, **params: object) -> Invalid:
    """Return the refusal of a mapping."""
    return Invalid(message, field="mapping", params=params)


def _table(told: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = told.get(key, {})
    if not isinstance(value, dict):
        raise wrong_mapping(WRONG_KIND, key=key)
    return value


def _value(told: Mapping[str, object], key: str, default: Kind) -> Kind:
    value = told.get(key, default)
    if not isinstance(value, type(default)):
        raise wrong_mapping(WRONG_KIND, key=key)
    return value


def _names(told: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = told.get(key, ())
    names = (value,) if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) and name.strip() for name in names):
        raise wrong_mapping(WRONG_KIND, key=key)
    return tuple(names)


def _require_known(told: Mapping[str, object], known: Sequence[str]) -> None:
    for key in told:
        if key not in known:
            raise wrong_mapping(NO_SUCH_KEY, key=key, known=", ".join(known))
