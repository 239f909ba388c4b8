"""The remedies there are, one file each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from importlib import resources
from typing import Any

from amends.rules.refusals import Invalid, gettext_noop

LOSSES = ("money", "goods", "service", "attention", "time")  # what was lost, by which a remedy is matched
RESOURCES = frozenset({"money", "goods", "service", "status", "esteem"})
FULFILMENTS = frozenset({"payment", "voucher", "account", "booking", "message"})


@dataclass(frozen=True, slots=True)
class Remedy:
    """
    One way to put something right.

    suits         the kinds of loss it makes good
    price_share   for which sums it can stand, as shares of the price; None: for none that may be chosen (an apology)
    cost_share    what it costs us of what it is worth to the customer
    fulfilled_by  payment, voucher, account, booking or message
    on_the_spot   it can be given to a guest who stands there
    in_parts      a voucher is used in parts, and not whole at once
    valid_days    for how many days a voucher is good
    wording       language -> what the customer reads; {amount}, {date} and {failure} are filled in
    """

    key: str
    en: str
    zh: str
    resource: str
    suits: frozenset[str]
    price_share: tuple[Fraction, Fraction] | None
    cost_share: Fraction
    fulfilled_by: str
    on_the_spot: bool
    in_parts: bool
    valid_days: int
    wording: dict[str, str]


@lru_cache(maxsize=1)
def remedies() -> dict[str, Remedy]:
    """Return every remedy by its key; adding one is adding a file."""
    files = sorted(resources.files(__name__).iterdir(), key=lambda file: file.name)
    found = [
        _read(file.name[:-5], tomllib.loads(file.read_text("utf-8"))) for file in files if file.name[-5:] == ".toml"
    ]
    return {remedy.key: remedy for remedy in found}


def remedy_of(key: str) -> Remedy:
    """Return a remedy; raise Invalid naming what there is."""
    if found := remedies().get(key):
        return found
    words = gettext_noop("There is no remedy “%(key)s”; there are %(known)s.")
    raise Invalid(words, field="wanted", params={"key": key, "known": ", ".join(remedies())})


def _read(key: str, told: dict[str, Any]) -> Remedy:
    least_and_most = told.get("price_share")
    return Remedy(
        key=key,
        en=told["en"],
        zh=told["zh"],
        resource=told["resource"],
        suits=frozenset(told["suits"]),
        price_share=(Fraction(least_and_most[0]), Fraction(least_and_most[1])) if least_and_most else None,
        cost_share=Fraction(told["cost_share"]),
        fulfilled_by=told["fulfilled_by"],
        on_the_spot=told.get("on_the_spot", False),
        in_parts=told.get("in_parts", False),
        valid_days=told.get("valid_days", 365),
        wording=told["wording"],
    )
