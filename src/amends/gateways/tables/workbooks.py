"""Lists in an Excel workbook: the first sheet that holds something, read row by row."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from amends.gateways.tables.delimited import EMPTY
from amends.gateways.tables.streams import DAMAGED, FREE_BYTES, MEGABYTE, MOST_RATIO, TOO_MUCH
from amends.gateways.tables.table import (
    FIRST_ROWS,
    MOST_COLUMNS,
    Contents,
    FindHeading,
    Row,
    UnusableFile,
    named_columns,
)
from amends.rules.refusals import gettext_noop

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MOST_UNPACKED = 4096 * MEGABYTE
MOST_SHARED_STRINGS = 512 * MEGABYTE  # the one part that is held in memory
MOST_PARTS = 10_000

NOT_A_WORKBOOK = gettext_noop("%(name)s is not an Excel workbook. Open it in Excel and save it as .xlsx or CSV.")
OWN_ENTITIES = gettext_noop("%(name)s defines its own XML entities, as no spreadsheet does. It was not read.")


class WorkbookTable:
    """A .xlsx file."""

    def __init__(
        self, path: Path, *, find_heading: FindHeading | None = None, most_unpacked: int = MOST_UNPACKED
    ) -> None:
        """Check what the file unpacks to before any of it is read, then read its heading."""
        self.path = path
        refuse_unfit(path, most_unpacked=most_unpacked)
        with path.open("rb") as file:
            self.contents = Contents(hashlib.file_digest(file, "sha256").hexdigest())
        self._read, self._rows = 0, 0
        rows = list(islice(self._cells(), FIRST_ROWS if find_heading else 1))
        if not rows:
            raise UnusableFile(EMPTY, name=path.name)
        wanted = find_heading(rows) if find_heading else 0
        self._heading_row, cells = next((row for row in rows if row[0] == wanted), rows[0])
        while cells and not cells[-1]:
            cells.pop()
        self.columns = named_columns(cells)

    def fraction(self) -> float:
        """How much of the sheet has been read, as far as the sheet says how long it is."""
        return min(self._read / self._rows, 1.0) if self._rows else 0.0

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the heading."""
        wanted = len(self.columns)
        for number, cells in self._cells():
            self._read = number
            if number > self._heading_row:
                yield Row(number, number, cells[:wanted] + [""] * (wanted - len(cells)))

    def _cells(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the number and the cells of each row that is not empty."""
        with _first_sheet(self.path) as sheet:
            self._rows = sheet.max_row or 0
            sheet.reset_dimensions()  # some programs write a wrong size into the sheet
            # The stubs take the sheet for one that can be written to.
            rows: Iterable[tuple[object, ...]] = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)  # type: ignore[misc]
            try:
                for number, row in enumerate(rows, start=1):
                    cells = [as_text(value) for value in row]
                    if any(cells):
                        yield number, cells
            except (zipfile.BadZipFile, SyntaxError, KeyError, ValueError, EOFError):
                raise UnusableFile(DAMAGED, name=self.path.name) from None


@contextmanager
def _first_sheet(path: Path) -> Iterator[ReadOnlyWorksheet]:
    # Heavy: it loads NumPy and Pillow where they are installed. Lists in other forms, and the pages, do without.
    from openpyxl import load_workbook  # noqa: PLC0415
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet  # noqa: PLC0415

    # Opened here: by its name openpyxl would go by the ending, and what was sent to us has none.
    with path.open("rb") as file:
        try:
            book: Workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except (zipfile.BadZipFile, SyntaxError, KeyError, ValueError, EOFError, OSError, TypeError, AttributeError):
            raise UnusableFile(NOT_A_WORKBOOK, name=path.name) from None
        with closing(book):
            sheets = [sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
            if not sheets:
                raise UnusableFile(EMPTY, name=path.name)
            visible = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
            yield (visible or sheets)[0]


def refuse_unfit(path: Path, *, most_unpacked: int = MOST_UNPACKED) -> None:
    """Refuse a file that is no workbook, unpacks to far too much, or hides a text bomb in its XML."""
    try:
        with zipfile.ZipFile(path) as parts:
            infos = parts.infolist()
            unpacked = sum(info.file_size for info in infos)
            shared = sum(info.file_size for info in infos if "sharedstrings" in info.filename.lower())
            packed = path.stat().st_size
            is_bomb = unpacked > FREE_BYTES and unpacked > MOST_RATIO * packed
            if is_bomb or unpacked > most_unpacked or shared > MOST_SHARED_STRINGS or len(infos) > MOST_PARTS:
                raise UnusableFile(
                    TOO_MUCH, name=path.name, megabytes=unpacked // MEGABYTE, packed=-(-packed // MEGABYTE)
                )
            for info in infos:
                if info.filename.endswith((".xml", ".rels")):
                    with parts.open(info) as part:
                        if b"<!DOCTYPE" in part.read(4096).upper().replace(b"\0", b""):
                            raise UnusableFile(OWN_ENTITIES, name=path.name)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError):
        raise UnusableFile(NOT_A_WORKBOOK, name=path.name) from None


def as_text(value: object) -> str:
    """
    Return a cell's value as text: a whole number without ".0", an instant as ISO 8601.

    Worked value: 7.0 gives "7", a date at midnight gives "2026-03-02 00:00:00".
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)
