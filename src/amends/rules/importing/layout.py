"""Which columns of one list, by their number, hold which field: found by the names a mapping gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase

from amends.rules.importing.mapping import FIELDS, JOINED, ListMapping, wrong_mapping
from amends.rules.importing.names import plain_name
from amends.rules.refusals import Invalid, gettext_noop

Layout = dict[str, tuple[int, ...]]
Fits = Callable[[str, int], bool]
WORDS = ("text", "title", "type")  # one of them a list must have
MOST_JOINED = 3

NO_SUCH_COLUMN = gettext_noop(
    "The mapping names a column “%(column)s”, which the list does not have. It has: %(columns)s."
)
DID_YOU_MEAN = gettext_noop(
    "The mapping names a column “%(column)s”, which the list does not have. Is it “%(meant)s”? It has: %(columns)s."
)
NO_WORDS = gettext_noop(
    "No column of this list looks like what a customer said. Its columns: %(columns)s. Write a mapping: a file with "
    'two lines, [columns] and text = "…", and give it with --mapping.'
)


def lay_out(mapping: ListMapping, columns: Sequence[str], fits: Fits) -> Layout:
    """
    Return where each field of a mapping stands in a list with these columns.

    A mapping whose columns may be missing only wishes, so ``fits`` (see ``grant_wishes``) is asked as well. Raises
    Invalid for a column that is not there, and when nothing holds any words.
    """
    if mapping.may_miss:
        layout = grant_wishes(mapping.columns, columns, fits)
    else:
        layout = {name: tuple(_number(column, columns) for column in mapping.columns.get(name, ())) for name in FIELDS}
    require_words_column(layout, columns)
    return {name: numbers for name, numbers in layout.items() if numbers}


def require_words_column(layout: Layout, columns: Sequence[str]) -> None:
    """Refuse a list in which nothing could be what a customer said."""
    if not any(layout.get(name) for name in WORDS):
        raise Invalid(NO_WORDS, field="mapping", params={"columns": _enumerated(columns)})


def grant_wishes(
    wishes: Mapping[str, Iterable[str]], columns: Sequence[str], fits: Fits, *, fields: Sequence[str] = FIELDS
) -> Layout:
    """
    Return the columns that wishes find, each column given away once, in the order of ``fields``, the first wish first.

    ``fits(field, number)`` may refuse a column whose cells do not look like the field.
    """
    plain = [plain_name(column) for column in columns]
    taken: set[int] = set()
    layout: Layout = {}
    for name in fields:
        found: list[int] = []
        for wish in wishes.get(name, ()):
            pattern = wish if "*" in wish else plain_name(wish)
            matching = (number for number, column in enumerate(plain) if fnmatchcase(column, pattern))
            found += [number for number in matching if number not in taken | set(found) and fits(name, number)]
        layout[name] = tuple(found[: MOST_JOINED if name in JOINED else 1])
        taken |= set(layout[name])
    return layout


def _number(wanted: str, columns: Sequence[str]) -> int:
    if wanted in columns:
        return columns.index(wanted)
    plain = [plain_name(column) for column in columns]
    if plain_name(wanted) in plain:
        return plain.index(plain_name(wanted))
    meant = get_close_matches(plain_name(wanted), plain, 1)
    if meant:
        found = columns[plain.index(meant[0])]
        raise wrong_mapping(DID_YOU_MEAN, column=wanted, meant=found, columns=_enumerated(columns))
    raise wrong_mapping(NO_SUCH_COLUMN, column=wanted, columns=_enumerated(columns))


def _enumerated(columns: Sequence[str]) -> str:
    return ", ".join(columns[:60]) + (", …" if len(columns) > 60 else "")
