"""
Write lists: .csv, .xlsx, .jsonl, row by row.

A spreadsheet runs what begins like a formula. What customers wrote may begin so, and must never run: such a cell gets
an apostrophe in front (OWASP, "CSV Injection"). JSON is read by programs and stays as it is.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from amends.gateways.tables.table import UnusableFile
from amends.rules.refusals import gettext_noop

Cell = str | int | datetime | None

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SHEET_ROWS = 1_048_576
SHEET_LETTERS = 32_767
_NUMBER = re.compile(r"[+-]?\d[\d .,]*")
_NOT_IN_A_SHEET = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")

UNKNOWN = gettext_noop("%(name)s: lists are written as .csv, .xlsx or .jsonl.")
TOO_LONG = gettext_noop("An Excel sheet holds %(rows)d rows at most, and these are more. Write .csv instead.")


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, like: str = "") -> int:
    """
    Write rows to a file and return how many there were; the ending of ``like`` (else of the path) says in which way.

    Instants are written in UTC.
    """
    ending = Path(like or path.name).suffix.lower()
    if ending not in WRITERS:
        raise UnusableFile(UNKNOWN, name=Path(like or path.name).name)
    return WRITERS[ending](path, columns, rows)


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    count = 0
    # The mark at the beginning shows spreadsheets that it is UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([harmless(_as_text(cell)) for cell in row])
            count += 1
    return count


def _write_json_lines(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            cells = (_as_text(cell) if isinstance(cell, datetime) else cell for cell in row)
            file.write(json.dumps(dict(zip(columns, cells, strict=True)), ensure_ascii=False) + "\n")
            count += 1
    return count


def _write_workbook(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    # Heavy, see workbooks.py.
    from openpyxl import Workbook  # noqa: PLC0415

    count = 0
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Amends")
    sheet.append(list(columns))
    for count, row in enumerate(rows, start=1):
        if count >= SHEET_ROWS:
            raise UnusableFile(TOO_LONG, rows=SHEET_ROWS)
        sheet.append([_in_sheet(cell) for cell in row])
    book.save(path)  # a file, no row of ours
    return count


WRITERS = {".csv": _write_csv, ".jsonl": _write_json_lines, ".xlsx": _write_workbook}


def harmless(text: str) -> str:
    """
    Return a cell that no spreadsheet runs.

    Worked value: "=1+1" gives "'=1+1", "+8613800138000" and "-5" stay as they are.
    """
    if text.lstrip(" ").startswith(FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _as_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return str(cell)


def _in_sheet(cell: Cell) -> Cell:
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).replace(tzinfo=None)  # a sheet knows no time zones
    if isinstance(cell, str):
        text = harmless(_NOT_IN_A_SHEET.sub("", cell))
        return text if len(text) <= SHEET_LETTERS else f"{text[: SHEET_LETTERS - 1]}…"
    return cell
