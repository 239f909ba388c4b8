"""Which column of a bank's or a provider's list is what, and what one row of it says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import cache
from importlib.resources import files

from amends.rules.importing.dates import DAY_FIRST, UNSETTLED, date_order, read_date
from amends.rules.importing.guessing import FEW, filled_cells, is_date, share
from amends.rules.importing.layout import grant_wishes
from amends.rules.importing.names import plain_name
from amends.rules.money import Money
from amends.rules.reconciling.amounts import decimal_mark, read_amount
from amends.rules.refusals import Invalid, gettext_noop

# What a column can be, in the order in which columns are given away.
FIELDS = ("currency", "state", "day", "out", "back", "amount", "proof")
MONEY = ("amount", "out", "back")
_CODE = re.compile(r"[A-Za-z]{3}", re.ASCII)
# A state that says that the money came back or never arrived.
_RETURNED = re.compile(
    r"\b(?:return|refus|reject|fail|bounce|revers|cancel|chargeback|declin)|退回|退票|退汇|失败|拒绝|撤销|冲正"
)

NO_PROOF = gettext_noop("Which column holds the number of the payment? Choose it.")
NO_AMOUNT = gettext_noop("Which column holds the amount? Choose one, or what was paid out and what came back.")
NOT_THERE = gettext_noop("The list has no such column.")
UNNUMBERED = gettext_noop("no number")
UNREADABLE = gettext_noop("“%(told)s” is no amount of %(currency)s")
NO_CURRENCY = gettext_noop("“%(told)s” is no currency")


@dataclass(frozen=True, slots=True)
class Reading:
    """
    How a list is read.

    layout        field of ``FIELDS``: number of its column; without those that are not there
    currency      of rows that name none
    mark          what stands before the cents
    is_out_minus  money that left the house stands with a minus, as on a statement of an account
    """

    layout: Mapping[str, int]
    currency: str
    mark: str
    day_first: bool
    zone: tzinfo
    is_out_minus: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One row: the number of the payment as it stands, what left the house (what came back is below zero), and when."""

    line: int
    proof: str
    amount: Money
    day: date | None


def guess_layout(columns: Sequence[str], sample: Sequence[Sequence[str]]) -> dict[str, int]:
    """Return the columns by their names, where what stands in them is not against it."""
    cells = filled_cells(sample)

    def fits(field: str, number: int) -> bool:
        return not cells or len(cells[number]) < FEW or _LOOKS[field](cells[number])

    found = grant_wishes(_wishes(), columns, fits, fields=FIELDS)
    layout = {field: numbers[0] for field, numbers in found.items() if numbers}
    # One amount is not counted twice: of both sides and their difference, one is enough.
    twice = "amount" if "back" in layout and "out" in layout else "out"
    return {field: number for field, number in layout.items() if field != twice or "amount" not in layout}


def heading_line(rows: Sequence[tuple[int, Sequence[str]]]) -> int:
    """
    Return the line on which the heading stands, given the first rows and their lines; 0 where none names enough.

    Banks put the account, the holder and the days above it. The heading is the row that names the most of what a
    column can be, a payment's number and an amount among them. Worked value: [(1, ["Account", "DE02"]), (3, ["Date",
    "Reference", "Amount"])] gives 3.
    """
    named = [(len(found), line) for line, cells in rows if _is_enough(found := guess_layout(cells, ()))]
    most = max((count for count, _line in named), default=0)
    return next((line for count, line in named if count == most), 0)


def _is_enough(layout: Mapping[str, int]) -> bool:
    return "proof" in layout and bool(layout.keys() & set(MONEY))


def require_layout(layout: Mapping[str, int], columns: Sequence[str]) -> dict[str, int]:
    """Return a layout that says enough; raise Invalid naming the field that has no column."""
    if odd := next((field for field, number in layout.items() if not 0 <= number < len(columns)), ""):
        raise Invalid(NOT_THERE, field=odd)
    if "proof" not in layout:
        raise Invalid(NO_PROOF, field="proof")
    if not layout.keys() & set(MONEY):
        raise Invalid(NO_AMOUNT, field="amount")
    return dict(layout)


def reading_of(
    layout: Mapping[str, int],
    sample: Sequence[Sequence[str]],
    *,
    currency: str,
    zone: tzinfo,
    is_out_minus: bool | None = None,
) -> Reading:
    """Return how a list is read, from what stands in its columns; ``is_out_minus`` None: as most amounts tell."""
    columns = list(zip(*sample, strict=True))

    def cells(*fields: str) -> list[str]:
        return [
            cell for field in fields if field in layout and columns for cell in columns[layout[field]] if cell.strip()
        ]

    mark = decimal_mark(cells(*MONEY))
    order = date_order(cells("day"))
    if is_out_minus is None:
        amounts = [read_amount(cell, currency, mark=mark) for cell in cells("amount")]
        signs = [amount.minor < 0 for amount in amounts if amount and amount.minor]
        is_out_minus = sum(signs) * 2 > len(signs)
    # Where no date tells: as people write it there.
    is_elsewhere = order == UNSETTLED and not str(zone).startswith("America/")
    return Reading(layout, currency, mark, order == DAY_FIRST or is_elsewhere, zone, is_out_minus)


def read_row(line: int, cells: Sequence[str], reading: Reading) -> Told | Invalid | None:
    """Return what a row says, why it cannot be read, or None for one that moves no money, such as a total."""

    def cell(field: str) -> str:
        return cells[reading.layout[field]].strip() if field in reading.layout else ""

    if not any(map(cell, MONEY)):
        return None
    code = cell("currency").upper() or reading.currency
    if not _CODE.fullmatch(code):
        return Invalid(NO_CURRENCY, params={"told": code})
    minor = dict.fromkeys(MONEY, 0)
    for field in filter(cell, MONEY):
        amount = read_amount(cell(field), code, mark=reading.mark)
        if amount is None:
            return Invalid(UNREADABLE, params={"told": cell(field), "currency": code})
        minor[field] = amount.minor
    left = (-1 if reading.is_out_minus else 1) * minor["amount"] + abs(minor["out"]) - abs(minor["back"])
    if not left:
        return None
    if not plain_proof(cell("proof")):
        return Invalid(UNNUMBERED)
    found = read_date(cell("day"), day_first=reading.day_first, zone=reading.zone)
    amount = Money(-abs(left) if _RETURNED.search(plain_name(cell("state"))) else left, code)
    return Told(line, cell("proof"), amount, found.astimezone(reading.zone).date() if found else None)


def plain_proof(proof: str) -> str:
    """
    Return the number of a payment as it is compared: letters and digits alone, in small letters, no zeros in front.

    A spreadsheet drops those zeros, a bank puts its own spaces in. Worked value: "SEPA-0071 22" gives "sepa007122",
    "000 7122" gives "7122".
    """
    return plain_name(proof).replace(" ", "").lstrip("0")


@cache
def _wishes() -> Mapping[str, tuple[str, ...]]:
    text = files("amends.rules.reconciling").joinpath("columns.toml").read_text(encoding="utf-8")
    return {field: tuple(names) for field, names in tomllib.loads(text).items()}


def _has_figures(cells: Sequence[str]) -> bool:
    return share(cells, lambda cell: any(read_amount(cell, "EUR", mark=mark) is not None for mark in ".,")) > 0.5


_LOOKS: Mapping[str, Callable[[Sequence[str]], bool]] = {
    "currency": lambda cells: share(cells, _CODE.fullmatch) > 0.5,
    "state": lambda cells: not _has_figures(cells),
    "day": lambda cells: share(cells, is_date) > 0.5,
    "out": _has_figures,
    "back": _has_figures,
    "amount": _has_figures,
    "proof": lambda cells: share(cells, lambda cell: any(map(str.isdigit, cell))) > 0.5,
}
