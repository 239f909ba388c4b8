"""Texts and labels from a file of comma-separated values, packed or not."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

LONGEST_CELL = 10_000_000  # characters; the standard library stops at 131,072


class CannotReadTable(ValueError):
    """The file cannot be used as it is; the message says why."""


@dataclass(frozen=True, slots=True)
class Table:
    """Texts in their order, and what people said they are, "" where nobody did."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]

    def labelled(self) -> Table:
        """Return the rows that have both."""
        both = [pair for pair in zip(self.texts, self.labels, strict=True) if pair[0].strip() and pair[1]]
        return Table(tuple(text for text, _ in both), tuple(label for _, label in both))


def read(file: Path, text: Sequence[str], label: str = "") -> Table:
    """Return the columns of the file; several columns of text are read as one, line under line."""
    csv.field_size_limit(LONGEST_CELL)
    try:
        with _opened(file) as lines:
            rows = csv.DictReader(lines)
            _require(rows.fieldnames or (), (*text, *([label] if label else [])))
            pairs = [("\n".join(row[name] or "" for name in text), (row.get(label) or "").strip()) for row in rows]
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise CannotReadTable(str(error)) from error
    return Table(tuple(text for text, _ in pairs), tuple(label for _, label in pairs))


def columns_of(file: Path) -> tuple[str, ...]:
    """Return the names in the head line; none when the file cannot be read, which reading it will say."""
    try:
        with _opened(file) as lines:
            return tuple(next(csv.reader(lines), ()))
    except (OSError, EOFError, UnicodeDecodeError, csv.Error):
        return ()


def _opened(file: Path) -> TextIO:
    if file.suffix == ".gz":
        return gzip.open(file, "rt", encoding="utf-8-sig", newline="")
    return file.open(encoding="utf-8-sig", newline="")


def _require(found: Sequence[str], wanted: Sequence[str]) -> None:
    for name in wanted:
        if name not in found:
            raise CannotReadTable(f"there is no column {name}; there are {', '.join(found)}")
