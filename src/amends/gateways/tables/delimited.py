"""Lists separated by commas, semicolons, tabs or bars, in any encoding, packed or not, with words over many lines."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import IO

from amends.gateways.tables.encodings import look_at
from amends.gateways.tables.streams import MEGABYTE, opened
from amends.gateways.tables.table import FIRST_ROWS, Contents, FindHeading, Row, UnusableFile, named_columns
from amends.rules.refusals import Invalid, gettext_noop

DELIMITERS = ",;\t|"
LONGEST_CELL = 256 * 1024  # characters; also how far a quote that is never closed can swallow rows
LONGEST_LINE = 4 * 1024 * 1024
SAMPLE_LINES = 200
REJECT_COLUMNS = ("reject_line", "reject_reason")  # ours, in front of rows that were not taken in
_NAMED_DELIMITER = re.compile(r"sep=(.)\s*")  # Excel's own first line

csv.field_size_limit(LONGEST_CELL)

NEVER_CLOSED = gettext_noop("A quotation mark is opened here and never closed.")
TOO_LONG = gettext_noop("This line is longer than %(most)d characters.")
BROKEN = gettext_noop("Some characters of this row are not readable as %(encoding)s.")
TOO_MANY_CELLS = gettext_noop("This row has %(cells)d cells, the list has %(columns)d columns.")
EMPTY = gettext_noop("%(name)s is empty.")


class DelimitedTable:
    """A .csv file and its like."""

    def __init__(self, path: Path, *, find_heading: FindHeading | None = None) -> None:
        """Look at the whole file once, and read its heading."""
        self.path = path
        with opened(path) as (content, _):
            self.contents = look_at(iter(lambda: content.read(MEGABYTE), b""))
        self._size, self._place = max(path.stat().st_size, 1), 0
        with opened(path) as (content, _), text_of(content, self.contents) as text:
            lines = first_lines(text)
        named = _NAMED_DELIMITER.fullmatch(lines[0]) if lines else None
        self._skipped_lines = 1 if named else 0
        self._delimiter = named[1] if named else ""
        if find_heading:
            self._skipped_lines += lines_above(lines[self._skipped_lines :], self._delimiter, find_heading)
        lines = lines[self._skipped_lines :]
        self._delimiter = self._delimiter or sniff_delimiter(lines)
        heading = next(split(lines, self._delimiter), None)
        if heading is None:
            raise UnusableFile(EMPTY, name=path.name)
        # Rejects that were mended come back without what we had written beside them.
        self._dropped = len(REJECT_COLUMNS) if tuple(heading[: len(REJECT_COLUMNS)]) == REJECT_COLUMNS else 0
        self.columns = named_columns([cell.replace("\0", "") for cell in heading[self._dropped :]])

    def fraction(self) -> float:
        """How much of the file has been read."""
        return min(self._place / self._size, 1.0)

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the heading."""
        with opened(self.path) as (content, packed), text_of(content, self.contents) as text:
            lines = _Lines(text)
            for _ in range(self._skipped_lines):
                next(lines)
            records = self._records(lines)
            next(records, None)  # the heading
            for row in records:
                self._place = packed.tell()
                yield row

    def _records(self, lines: _Lines) -> Iterator[Row]:
        reader = csv.reader(lines, delimiter=self._delimiter)
        while True:
            lines.begin()
            line = lines.number + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except _LineTooLong as stop:
                fault = Invalid(TOO_LONG, params={"most": LONGEST_LINE})
                yield Row(line, lines.number, [stop.beginning], fault)
                continue
            except csv.Error:
                yield lines.take_back(line)
                continue
            if lines.ended_inside:
                yield lines.take_back(line)
            elif cells:
                yield self._row(line, lines.number, cells[self._dropped :])

    def _row(self, line: int, last_line: int, cells: list[str]) -> Row:
        fault = None
        wanted = len(self.columns)
        if self.contents.has_nul:
            cells = [cell.replace("\0", "") for cell in cells]
        if self.contents.has_broken and not is_text(cells):
            fault = Invalid(BROKEN, params={"encoding": "UTF-8"})
        if len(cells) < wanted:
            cells += [""] * (wanted - len(cells))  # spreadsheets leave out empty cells at the end
        elif len(cells) > wanted:
            if any(cells[wanted:]):
                fault = Invalid(TOO_MANY_CELLS, params={"cells": len(cells), "columns": wanted})
            else:
                del cells[wanted:]
        return Row(line, last_line, cells, fault)


def first_lines(text: io.TextIOWrapper) -> list[str]:
    """Return some lines from the beginning, enough to see how the list is written."""
    lines: list[str] = []
    letters = 0
    while len(lines) < SAMPLE_LINES and letters < LONGEST_LINE and (line := text.readline(LONGEST_LINE)):
        lines.append(line)
        letters += len(line)
    return lines


def is_text(cells: list[str]) -> bool:
    """Return whether every character of the cells can be written down; bytes that were none cannot."""
    try:
        for cell in cells:
            if not cell.isascii():
                cell.encode()
    except UnicodeEncodeError:
        return False
    return True


def split(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    """Yield the rows of some lines that are not empty, up to one that cannot be read."""
    try:
        yield from (cells for cells in csv.reader(lines, delimiter=delimiter) if cells)
    except csv.Error:
        return


def lines_above(lines: list[str], delimiter: str, find_heading: FindHeading) -> int:
    """Return how many lines stand above the heading, by whichever separator shows one."""
    for one in delimiter or DELIMITERS:
        reader = csv.reader(lines, delimiter=one)
        rows, begins = [], 1
        with suppress(csv.Error):
            for cells in islice(reader, FIRST_ROWS):
                rows.append((begins, cells))
                begins = reader.line_num + 1
        if found := find_heading([row for row in rows if row[1]]):
            return found - 1
    return 0


def sniff_delimiter(lines: list[str]) -> str:
    """Return the separator that cuts the first lines into the most rows as wide as the heading, else a comma."""

    def fit(delimiter: str) -> tuple[float, int]:
        widths = [len(cells) for cells in split(lines, delimiter)]
        if not widths or widths[0] < 2:
            return 0.0, 0
        return Counter(widths)[widths[0]] / len(widths), widths[0]

    best = max(DELIMITERS, key=fit)
    return best if fit(best)[1] else ","


def text_of(content: IO[bytes], contents: Contents) -> io.TextIOWrapper:
    """Return the content as text; bytes that are none stay recognisable where rows are checked for them."""
    errors = "surrogateescape" if contents.has_broken else "replace"
    return io.TextIOWrapper(content, contents.encoding, errors, newline="")


class _LineTooLong(Exception):
    """A line without end; what follows it can still be read."""

    def __init__(self, beginning: str) -> None:
        self.beginning = beginning


class _Lines:
    """Hands lines to the csv reader, counts them, and takes back those of a record that never ended."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.number = 0
        self.ended_inside = False
        self._text = text
        self._given: list[str] = []
        self._again: list[str] = []  # taken back, the next one last

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else self._text.readline(LONGEST_LINE)
        if not line:
            self.ended_inside = bool(self._given)
            raise StopIteration
        self.number += 1
        if len(line) >= LONGEST_LINE:
            rest = line
            while rest and rest[-1] not in "\r\n":
                rest = self._text.readline(LONGEST_LINE)
            raise _LineTooLong(line[:1000])
        self._given.append(line)
        return line

    def begin(self) -> None:
        """A new record begins."""
        self._given.clear()
        self.ended_inside = False

    def take_back(self, line: int) -> Row:
        """Give up the first line of this record, to read the others again on their own."""
        first, rest = self._given[0], self._given[1:]
        self._again += reversed(rest)
        self.number -= len(rest)
        return Row(line, line, [first.rstrip("\r\n")], Invalid(NEVER_CLOSED))
