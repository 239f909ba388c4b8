"""How often colleagues say back to a customer what they heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.models import Case, Event, Message
from amends.rules.actors import Actor
from amends.rules.proportions import wilson_interval
from amends.rules.wording.restatement import restates
from amends.services.staff import require

SPAN = timedelta(days=28)  # four whole weeks, as response times
MOST = 5_000  # replies, the newest


@dataclass(frozen=True, slots=True)
class SaidBack:
    """In how many of the cases answered by a person a reply said back what was heard."""

    count: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share."""
        return wilson_interval(self.count, self.of)


def said_back(*, by: Actor, now: datetime) -> SaidBack:
    """
    Count over the last four weeks, at the places one may see.

    A reply says it back when its author marked it so, or when its words set out to; whether it hit the mark is for the
    customer to say.
    """
    require(by, "times.read")
    seen = Case.objects.visible_to(by)
    replies = Message.objects.for_customers().filter(case__in=seen, author__isnull=False, sent_at__gt=now - SPAN)
    written = replies.order_by("-pk").values_list("case", "text")[:MOST]
    cases, said = set(), set()
    for case, text in written:
        cases.add(case)
        if restates(text):
            said.add(case)
    marked = Event.objects.filter(verb="message.sent", at__gt=now - SPAN, case__in=cases).values_list("case", "facts")
    said |= {case for case, facts in marked if "restatement" in (facts.get("purposes") or ())}
    return SaidBack(len(said & cases), len(cases))
