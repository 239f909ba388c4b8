"""What every list looks like once it is open: named columns, and rows of text with the line they began on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from amends.rules.refusals import Invalid, gettext_noop

MOST_COLUMNS = 1000
TOO_MANY = gettext_noop("The list has %(count)d columns. More than %(most)d are not read.")


class UnusableFile(Invalid):
    """The file as a whole cannot be read as a list; the message is fit to show."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message, field="file", params=params)


class Row(NamedTuple):
    """
    One row: the cells as text, as many as there are columns.

    line       the line (or the row of the sheet) it begins on, the first is 1
    last_line  the line it ends on; words in quotes may hold several lines
    fault      why it cannot be read, None when it can; then ``cells`` hold what there is of it
    """

    line: int
    last_line: int
    cells: list[str]
    fault: Invalid | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """
    What a first look at the whole file found.

    fingerprint  SHA-256 of the (unpacked) content in hex: the same list has the same one under any name
    encoding     as Python names it
    has_nul      whether NUL characters have to be taken out
    has_broken   whether some bytes are no text in this encoding, so that rows must be checked one by one
    """

    fingerprint: str
    encoding: str = "utf-8"
    has_nul: bool = False
    has_broken: bool = False


class Table(Protocol):
    """A list in a file. Rows are read as a stream, anew from the top each time they are asked for."""

    path: Path
    columns: list[str]
    contents: Contents

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the heading, in order. Memory does not grow with the file."""

    def fraction(self) -> float:
        """How much of the file the rows yielded last have used up, 0 to 1."""


# Given the first rows of a list with the lines they begin on, the line of its heading; 0: the first row.
FindHeading = Callable[[Sequence[tuple[int, list[str]]]], int]
FIRST_ROWS = 60  # below which no heading is looked for


def named_columns(heading: list[str]) -> list[str]:
    """
    Return one name a column: trimmed, none empty, none twice.

    Worked value: ["Id", "", "Id "] gives ["Id", "column 2", "Id (2)"].
    """
    if len(heading) > MOST_COLUMNS:
        raise UnusableFile(TOO_MANY, count=len(heading), most=MOST_COLUMNS)
    names: list[str] = []
    for number, cell in enumerate(heading, start=1):
        name = wanted = " ".join(cell.split())[:200] or f"column {number}"
        again = 2
        while name in names:
            name, again = f"{wanted} ({again})", again + 1
        names.append(name)
    return names
