"""What an offer says to people: its ways, how the sum adds up, and what became of the one that was chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from amends.models import Case, Delivery, Offer
from amends.rules.lifecycle import State
from amends.rules.money import Money, spelled
from amends.rules.promise_kinds import KINDS
from amends.rules.remedies.catalogue import remedy_of
from amends.services.directory import directory
from amends.web import moments

BETWEEN_CHINESE = re.compile("(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
SHOWN = {State.OFFERED, State.DELIVERING, State.RESOLVED}


@dataclass(frozen=True, slots=True)
class Part:
    """One remedy of a way, in the words of the catalogue."""

    name: str
    words: str
    worth: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way to choose: what it is called, what it is made of, what all of it is worth."""

    number: int
    name: str
    parts: tuple[Part, ...]
    worth: str


@dataclass(frozen=True, slots=True)
class Going:
    """
    One remedy that was chosen: on its way, or delivered with its proof.

    failure   why it came back from the bank or the till the last time; "" where it never did
    asks_for  what proves that it reached the customer; "" for a voucher, which we issue ourselves
    left      what is left on the voucher, until ``until``; "" where there is none
    """

    pk: int
    name: str
    worth: str
    proof: str
    at: datetime | None
    asks_for: str = ""
    failure: str = ""
    left: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What the customer's page shows of an offer: what there is to choose, or what becomes of what was chosen."""

    offer: Offer
    total: str
    ways: list[Way]
    sums: list[tuple[str, str, str]]
    going: list[Going]


def choice_of(case: Case, now: datetime) -> Choice | None:
    """Return what the customer can choose or has chosen; None where there is nothing of the kind."""
    if State(case.state) not in SHOWN:
        return None
    offer = Offer.objects.filter(case=case, offered_at__isnull=False).order_by("-pk").first()
    if offer is None or not (offer.accepted_at or offer.stands(now)):
        return None
    ways = [] if offer.accepted_at else ways_of(offer.options, offer.currency, now)
    return Choice(offer, amount(offer.total_minor, offer.currency), ways, sums_of(offer), going(offer))


def maker_of(offer: Offer) -> str:
    """Return the first name of who made an offer."""
    return directory().given_names.get(offer.made_by_id or 0, "") or _("A program")


def amount(minor: int, currency: str) -> str:
    """Return an amount in the language of the page."""
    return spelled(Money(minor, currency), is_chinese=_is_chinese())


def ways_of(options: Iterable[Sequence[Sequence[object]]], currency: str, now: datetime) -> list[Way]:
    """Return the ways of an offer as the customer reads them; ``options`` hold [remedy, minor units]."""
    ways = []
    for number, option in enumerate(options):
        parts = tuple(_part(str(key), int(str(minor)), currency, now) for key, minor in option)
        name = pgettext("between two remedies", " and ").join(_begun(parts))
        worth = amount(sum(int(str(minor)) for _key, minor in option), currency)
        ways.append(Way(number, name, parts, worth))
    return ways


def sums_of(offer: Offer) -> list[tuple[str, str, str]]:
    """Return how the total adds up: the name of each line, what is said of it, and its amount."""
    names = step_names()
    if sources := _sources(offer):
        names["law"] = (names["law"][0], _("%(sources)s. Yours in full") % {"sources": sources})
    return [(*names.get(kind, (kind, "")), amount(minor, offer.currency)) for kind, minor in offer.steps]


def _sources(offer: Offer) -> str:
    """Return where it stands what the law gives; "" where somebody typed the sum."""
    floors = [floor for law in offer.law for floor in law["floors"] if floor["counted"] and floor["amount_minor"]]
    return pgettext("between two sources", "; ").join(dict.fromkeys(floor["citation"] for floor in floors))


def step_names() -> dict[str, tuple[str, str]]:
    """Return what the lines of a sum are called, and what is said of them."""
    return {
        "law": (_("What the law gives you"), _("Yours by law, in full")),
        "promise": (_("What we promise in such a case"), _("Yours by our own promise, in full")),
        "undelivered": (_("What you paid for and did not get"), ""),
        "receipts": (_("What you spent because of it"), ""),
        "time": (_("Your time"), ""),
        "distress": (_("What it put you through"), ""),
        "loss": (_("What it cost you beyond that"), ""),
        "goodwill": (_("From us"), _("Because it should not have happened")),
    }


def going(offer: Offer) -> list[Going]:
    """Return what becomes of the way that was chosen."""
    rows = Delivery.objects.filter(offer=offer).select_related("voucher").order_by("pk") if offer.accepted_at else ()
    return [_going(one, offer.currency) for one in rows]


def _going(delivery: Delivery, currency: str) -> Going:
    voucher = getattr(delivery, "voucher", None)
    return Going(
        pk=delivery.pk,
        name=remedy_name(delivery.remedy),
        worth=amount(delivery.amount_minor, currency),
        proof=delivery.proof,
        at=delivery.delivered_at,
        asks_for=proof_name(delivery.remedy),
        failure=delivery.failure,
        left=amount(voucher.left.minor, currency) if voucher else "",
        until=voucher.expires_at if voucher else None,
    )


def proof_name(key: str) -> str:
    """Return what proves that a remedy reached the customer; "" for a voucher, of which we make the code ourselves."""
    names = {
        "payment": _("Number of the payment"),
        "account": _("Number of the entry in their account"),
        "booking": _("Number of the booking or order"),
        "message": _("What was sent, and when"),
    }
    return names.get(remedy_of(key).fulfilled_by, "")


def remedy_name(key: str) -> str:
    """Return what a remedy is called in the language of the page."""
    remedy = remedy_of(key)
    return remedy.zh if _is_chinese() else remedy.en


def _part(key: str, minor: int, currency: str, now: datetime) -> Part:
    remedy, worth = remedy_of(key), amount(minor, currency)
    words = remedy.wording["zh" if _is_chinese() else "en"]
    is_voucher = remedy.fulfilled_by == "voucher"
    length = timedelta(days=remedy.valid_days) if is_voucher else KINDS["pay"].allowance().length or timedelta()
    told = words.format(amount=worth, date=moments.date(now + length, now), failure="")
    # The catalogue sets figures apart from Chinese; where a name stands in their place it needs no space.
    return Part(remedy_name(key), BETWEEN_CHINESE.sub("", told), worth)


def _begun(parts: Sequence[Part]) -> list[str]:
    """Return the names, the later ones in small letters where a language has them."""
    return [part.name if not number else part.name[0].lower() + part.name[1:] for number, part in enumerate(parts)]


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")
