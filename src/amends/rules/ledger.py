"""
The ledger of what customers are owed and were given: accounts, and what is booked when.

One entry is one row with both its sides: an amount leaves one account and arrives at another. So no entry can be out of
balance, in any currency, whatever happens to a process on the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from amends.rules.money import Money
from amends.rules.refusals import gettext_noop

OWED = "owed_to_customers"
OUTSTANDING = "vouchers_outstanding"

# account: its kind, and its name
ACCOUNTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        OWED: ("liability", gettext_noop("Owed to customers")),
        "legal_expense": ("expense", gettext_noop("Owed by law")),
        "promise_expense": ("expense", gettext_noop("Owed by our own promise")),
        "goodwill_expense": ("expense", gettext_noop("Goodwill")),
        "paid": ("asset", gettext_noop("Paid")),
        OUTSTANDING: ("liability", gettext_noop("Vouchers outstanding")),
        "credited": ("liability", gettext_noop("Credited to accounts")),
        "performed": ("income", gettext_noop("Given in kind")),
        "redeemed": ("income", gettext_noop("Vouchers redeemed")),
        "lapsed": ("income", gettext_noop("Vouchers that ran out")),
    }
)
EXPENSES = tuple(account for account, (kind, _name) in ACCOUNTS.items() if kind == "expense")
# by what a remedy reaches the customer: the account it then stands on
DELIVERED_TO: Mapping[str, str] = MappingProxyType(
    {
        "payment": "paid",
        "voucher": OUTSTANDING,
        "account": "credited",
        "booking": "performed",
        "message": "performed",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """``amount`` more on the ``debit`` side of one account and on the ``credit`` side of another."""

    debit: str
    credit: str
    amount: Money


def on_acceptance(*, total: Money, floor: Money, is_by_law: bool) -> tuple[Entry, ...]:
    """
    Return what is booked when a customer accepts: all of it is owed, and the books say why.

    Worked value: 160.00 of which the law gives 100.00: 100.00 of legal and 60.00 of goodwill expense.
    """
    owed = "legal_expense" if is_by_law else "promise_expense"
    entries = (Entry(owed, OWED, floor), Entry("goodwill_expense", OWED, total - floor))
    return tuple(entry for entry in entries if entry.amount.minor)


def on_delivery(fulfilled_by: str, amount: Money) -> Entry:
    """Return what is booked when a remedy reached the customer: it is owed no longer."""
    return Entry(OWED, DELIVERED_TO[fulfilled_by], amount)


def on_redemption(amount: Money) -> Entry:
    """Return what is booked when part of a voucher was redeemed: so much less of it is outstanding."""
    return Entry(OUTSTANDING, "redeemed", amount)


def on_lapse(left: Money) -> Entry:
    """Return what is booked when a voucher has run out with something left on it."""
    return Entry(OUTSTANDING, "lapsed", left)


def reversal(entry: Entry) -> Entry:
    """Return the entry that undoes another one: nothing booked is ever changed."""
    return Entry(entry.credit, entry.debit, entry.amount)
