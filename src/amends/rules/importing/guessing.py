"""What the columns of a list nobody described probably mean: by their names first, then by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from statistics import fmean

from amends.rules.importing.dates import read_date
from amends.rules.importing.layout import Fits, Layout, grant_wishes, require_words_column
from amends.rules.importing.mapping import DATES, ListMapping
from amends.rules.importing.status import is_closed

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_MOBILE = re.compile(r"(?:\+?86[- ]?)?1[3-9]\d{9}|\+\d{8,15}")
_NUMBER = re.compile(r"[-+(]?[\d.,%)\s]+")
_HAN = re.compile("[\u3400-\u9fff]")
FEW = 3  # filled cells; fewer prove nothing against a name
LONGEST_ID = 64
ENOUGH = 500  # characters of a cell to see what it is


def guess_layout(columns: Sequence[str], sample: Sequence[Sequence[str]], words: ListMapping) -> tuple[Layout, bool]:
    """
    Return which columns hold what, and whether an answered row counts as closed.

    ``words`` are the names columns have in lists of this world (the mapping "generic"); ``sample`` the first rows.
    Raises Invalid when nothing holds any words.
    """
    cells = filled_cells(sample)
    layout = grant_wishes(words.columns, columns, looks_right(sample))
    if sample:
        _look_inside(layout, cells, len(sample))
    require_words_column(layout, columns)
    found = {name: numbers for name, numbers in layout.items() if numbers}
    # A list of questions and answers that says nothing of an end: the answer was the end.
    reply_closes = "reply" in found and "reply_date" in found and not {"closed", "status"} & found.keys()
    return found, reply_closes


def filled_cells(sample: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the beginnings of the cells of each column that hold something; patterns are slow on endless ones."""
    return [[cell[:ENOUGH].strip() for cell in column if cell.strip()] for column in zip(*sample, strict=True)]


def looks_right(sample: Sequence[Sequence[str]]) -> Fits:
    """Return whether the cells of a column (by its number) look like a field; without any rows all do."""
    cells = filled_cells(sample)
    return lambda name, number: fits(name, cells[number], len(sample)) if cells else True


def fits(name: str, cells: Sequence[str], rows: int) -> bool:
    """
    Return whether filled cells can be what a column's name promises; a name alone would believe any heading.

    Few good cells are enough: a column of dates that are mostly wrong has to be complained about, not passed over.
    """
    if len(cells) < FEW:
        return True
    if name in DATES:
        return share(cells, is_date) > 0.1
    return LOOKS[name](cells, rows) if name in LOOKS else True


def _look_like_states(cells: Sequence[str], _rows: int) -> bool:
    return len(set(cells)) <= max(30, len(cells) // 20) and share(cells, knows_status) > 0.3


def _look_short(cells: Sequence[str], _rows: int) -> bool:
    return fmean(map(len, cells)) <= 60


LOOKS: Mapping[str, Callable[[Sequence[str], int], bool]] = {
    "email": lambda cells, _rows: share(cells, _EMAIL.search) > 0.2,
    "phone": lambda cells, _rows: share(cells, lambda cell: sum(map(str.isdigit, cell)) >= 5) > 0.2,
    "status": _look_like_states,
    "id": lambda cells, rows: len(cells) >= 0.9 * rows and max(map(len, cells)) <= 200,
    "name": _look_short,
    "user": _look_short,
    "member": _look_short,
    "type": lambda cells, _rows: fmean(map(len, cells)) <= 100 and share(cells, _NUMBER.fullmatch) < 0.5,
    "text": lambda cells, _rows: share(cells, _NUMBER.fullmatch) < 0.5,
}


def share(cells: Sequence[str], holds: Callable[[str], object]) -> float:
    """Return the share of cells of which something is true, 0 when there are none."""
    return sum(bool(holds(cell)) for cell in cells) / len(cells) if cells else 0.0


def is_date(cell: str) -> bool:
    """Return whether a cell is a date in either order."""
    return any(read_date(cell, day_first=day_first, zone=UTC) for day_first in (True, False))


def knows_status(cell: str) -> bool:
    """Return whether a cell says that something is open or closed."""
    return is_closed(cell) is not None


def _look_inside(layout: Layout, cells: Sequence[Sequence[str]], rows: int) -> None:
    """Give away by their content the columns whose names said nothing."""

    def free() -> list[int]:
        taken = {number for numbers in layout.values() for number in numbers}
        return [number for number in range(len(cells)) if number not in taken and cells[number]]

    def give(name: str, numbers: Sequence[int]) -> None:
        if not layout.get(name) and numbers:
            layout[name] = (numbers[0],)

    give("email", [number for number in free() if share(cells[number], _EMAIL.fullmatch) > 0.8])
    give("phone", [number for number in free() if share(cells[number], _MOBILE.fullmatch) > 0.8])
    give("status", [number for number in free() if fits("status", cells[number], rows) and _says_status(cells[number])])
    give("received", [number for number in free() if _looks_like_dates(cells[number], rows)])
    give("id", [number for number in free()[:1] if number == 0 and _looks_like_ids(cells[number], rows)])
    wanted = 40 if layout.get("title") or layout.get("type") else 15
    talkative = [number for number in free() if _talks(cells[number], at_least=wanted)]
    give("text", sorted(talkative, key=lambda number: -fmean(map(weight, cells[number]))))


def _says_status(cells: Sequence[str]) -> bool:
    return len(cells) >= FEW and share(cells, knows_status) > 0.8


def _looks_like_dates(cells: Sequence[str], rows: int) -> bool:
    written = [cell for cell in cells if not cell.isdigit()]  # 20150224 is a date, 40605566 is not
    return len(written) > 0.9 * rows and share(written, is_date) > 0.95


def _looks_like_ids(cells: Sequence[str], rows: int) -> bool:
    return (
        len(set(cells)) == len(cells) == rows >= FEW
        and max(map(len, cells)) <= LONGEST_ID
        and share(cells, lambda cell: " " not in cell and any(map(str.isdigit, cell))) == 1
        and not _looks_like_dates(cells, rows)
    )


def _talks(cells: Sequence[str], *, at_least: float) -> bool:
    return (
        fmean(map(weight, cells)) >= at_least
        and len(set(cells)) > len(cells) / 2
        and share(cells, _NUMBER.fullmatch) < 0.2
        and not share(cells, is_date) > 0.5
        and share(cells, lambda cell: " " in cell or _HAN.search(cell)) > 0.5
    )


def weight(cell: str) -> int:
    """Return how much a cell says, in letters; a Chinese character says as much as three."""
    return len(cell) + 2 * len(_HAN.findall(cell))
