"""Rows that could not be taken in: beside the list, with line and reason, so that they can be mended and read again."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from amends.gateways.tables.delimited import REJECT_COLUMNS

ENDING = ".rejects.csv"


class Reject(NamedTuple):
    """One row: the line it begins on, why it was not taken in, and its cells as they were."""

    line: int
    reason: str
    cells: Sequence[str]


class RejectsFile:
    """
    A CSV file that appears with its first row.

    Rows are on their way to the disk before the database is told; those of a run that was killed in between are found
    again and must not stand here twice, so ``go_on_after`` drops them.
    """

    def __init__(self, path: Path, columns: Sequence[str], *, is_durable: bool = False) -> None:
        """Write to ``path``; with ``is_durable`` each batch waits for the disk."""
        self.path = path
        self._heading = [*REJECT_COLUMNS, *columns]
        self._is_durable = is_durable
        self._is_begun = False

    def go_on_after(self, line: int) -> None:
        """Keep the rows of an earlier run up to ``line``, and add to them."""
        fresh = self.path.with_name(self.path.name + ".new")
        if not self.path.exists():
            return
        rows = _whole_rows(self.path)
        if next(rows, None) == self._heading:
            kept = (row for row in rows if row and row[0].isdigit() and int(row[0]) <= line)
            self._put(fresh, [self._heading, *kept], mode="w")
            fresh.replace(self.path)
            self._is_begun = True

    def add(self, rejects: Iterable[Reject]) -> None:
        """Add rows; they survive a crash of this process when this returns."""
        rows = [[str(reject.line), reject.reason, *reject.cells] for reject in rejects]
        if not rows:
            return
        if not self._is_begun:
            self._is_begun = True
            if self.path.exists():
                # Somebody may have mended rows in it.
                self.path.replace(self.path.with_name(self.path.name.removesuffix(".csv") + ".old.csv"))
            self._put(self.path, [self._heading, *rows], mode="w")
        else:
            self._put(self.path, rows, mode="a")

    def _put(self, path: Path, rows: Iterable[Sequence[str]], *, mode: str) -> None:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        # The mark at the beginning shows spreadsheets that it is UTF-8; bytes that were no text stay what they were.
        encoding = "utf-8-sig" if mode == "w" else "utf-8"
        with path.open(mode + "b") as file:
            file.write(text.getvalue().encode(encoding, "surrogateescape"))
            file.flush()
            if self._is_durable:
                os.fsync(file.fileno())


def _whole_rows(path: Path) -> Iterator[list[str]]:
    """Yield the rows of a file but for the last one when it was cut off in the middle, number and all."""
    with path.open("rb") as file:
        file.seek(-1 if path.stat().st_size else 0, os.SEEK_END)
        is_whole = file.read() == b"\n"
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as text:
        rows = csv.reader(text)
        last = next(rows, None)
        for row in rows:
            if last is not None:
                yield last
            last = row
        if last is not None and is_whole:
            yield last


def place_for_rejects(path: Path, instead: Path) -> Path:
    """Return where the rejects of a list go: beside it, or into the folder ``instead`` where nobody may write there."""
    beside = path.with_name(path.name + ENDING)
    if os.access(path.parent, os.W_OK) and (not beside.exists() or os.access(beside, os.W_OK)):
        return beside
    instead.mkdir(parents=True, exist_ok=True)
    return instead / beside.name
