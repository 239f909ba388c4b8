"""An offer that waits for approval, as whoever decides has to see it: its clock, its reason, what like cases got."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amends.models import Approval, Offer
from amends.rules.actors import Actor
from amends.rules.offers import decided_by, raised_at
from amends.rules.remedies.authority import LADDER
from amends.rules.remedies.comparing import Spread, percent_of, spread
from amends.services.approvals import HELD_AS, may_decide
from amends.services.comparing import Paid, kind_of, paid_in_like_cases
from amends.services.directory import directory
from amends.web import moments, rings
from amends.web.colleagues import failure_names
from amends.web.happenings import customer_name
from amends.web.navigation import role_names
from amends.web.references import spoken
from amends.web.ways import Way, amount, maker_of, sums_of, ways_of

SHOWN = 12  # of the like cases, by name
STRIP = 1000  # units across the strip of what was paid


@dataclass(frozen=True, slots=True)
class Like:
    """What was paid in like cases: a sentence, a strip of marks with this offer's own, and the cases themselves."""

    words: str
    marks: tuple[int, ...]
    own: int
    is_enough: bool
    cases: tuple[tuple[str, str, datetime], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One offer that waits for a word, as whoever gives it has to see it."""

    offer: Offer
    reference: str
    customer: str
    site: str
    failure: str
    made_by: str
    badge: SafeString
    total: str
    of_price: str
    reason: str
    needs: str
    is_raised: bool
    sums: list[tuple[str, str, str]]
    ways: list[Way]
    like: Like
    may_decide: bool


def waiting_cards(offers: Sequence[Offer], *, by: Actor, now: datetime) -> list[Waiting]:
    """Return offers that wait for approval as cards."""
    like = paid_in_like_cases(offers, by=by, now=now)
    return [_card(offer, like.get(kind_of(offer), []), by=by, now=now) for offer in offers]


def ready_answers() -> list[str]:
    """Return the reasons for a no that most often fit, each one tap away."""
    return [
        _("More than in like cases. Please come closer to those."),
        _("Please offer another kind of remedy first."),
        _("Please ask the customer first what they want."),
    ]


def clock_badge(approval: Approval, now: datetime) -> SafeString:
    """Return how much time is left to decide."""
    due_at = decided_by(approval.asked_at)
    state, share_left = rings.running_state(approval.asked_at, due_at, now)
    words = rings.late_words(due_at, now) if state == "broken" else moments.left(due_at, now)
    return rings.badge(state, words, share_left=share_left, due_at=due_at, made_at=approval.asked_at)


def _card(offer: Offer, paid: list[Paid], *, by: Actor, now: datetime) -> Waiting:
    case, approval = offer.case, offer.approval
    return Waiting(
        offer=offer,
        reference=spoken(case.pk),
        customer=customer_name(case),
        site=directory().names.get(case.site_id, ""),
        failure=failure_names().get(case.failure_type_id, ""),
        made_by=maker_of(offer),
        badge=clock_badge(approval, now),
        total=amount(offer.total_minor, offer.currency),
        of_price=_of_price(offer),
        reason=approval.reason,
        needs=role_names().get(HELD_AS[approval.needs], ""),
        is_raised=raised_at(approval.asked_at) <= now and approval.needs != LADDER[-1],
        sums=sums_of(offer),
        ways=ways_of(offer.options, offer.currency, now),
        like=_like(offer, paid),
        may_decide=may_decide(offer, by=by),
    )


def _of_price(offer: Offer) -> str:
    price = offer.facts.get("price_minor") or 0
    if not price:
        return ""
    told = {"percent": percent_of(offer.total_minor, price), "price": amount(price, offer.currency)}
    return _("%(percent)d %% of the %(price)s paid.") % told


def _like(offer: Offer, paid: list[Paid]) -> Like:
    like = spread(one.minor for one in paid)
    scale = max(offer.total_minor, like.most if like else 0, 1)
    return Like(
        words=_like_words(offer, like),
        marks=tuple(round(STRIP * minor / scale) for minor in like.paid) if like else (),
        own=round(STRIP * offer.total_minor / scale),
        is_enough=like is not None and like.is_enough,
        cases=tuple((spoken(one.case_id), amount(one.minor, offer.currency), one.at) for one in paid[:SHOWN]),
    )


def _like_words(offer: Offer, like: Spread | None) -> str:
    if offer.case.failure_type_id is None:
        return _("Nobody has said yet what kind of failure it was, so there is nothing to compare it with.")
    if like is None:
        return _("Nothing was paid for this kind of failure here within a year.")
    count, more = len(like.paid), like.above(offer.total_minor)
    least, middle, most = (amount(minor, offer.currency) for minor in (like.least, like.middle, like.most))
    told = {"count": count, "more": more, "least": least, "middle": middle, "most": most}
    if not like.is_enough:
        if count == 1:
            return _("One like it here within a year: %(least)s.") % told
        return _("%(count)d like it here within a year: %(least)s to %(most)s. Too few for a middle.") % told
    if not more:
        words = _("%(count)d like it here within a year: %(least)s to %(most)s, half of them up to %(middle)s. "
                  "None got more.")  # fmt: skip
        return words % told
    words = _("%(count)d like it here within a year: %(least)s to %(most)s, half of them up to %(middle)s. "
              "%(more)d got more.")  # fmt: skip
    return words % told
