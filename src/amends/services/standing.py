"""How a conversation stood when somebody began to answer, so that two answers do not cross unseen."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from amends.models import Case, Draft
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict


@dataclass(frozen=True, slots=True)
class Standing:
    """The last words known: the customer's, ours, and the replies of others that wait to be sent."""

    intake: int = 0
    message: int = 0
    waiting: frozenset[int] = frozenset()


class Crossed(Conflict):
    """Somebody spoke since the page was opened; nothing was sent."""


def require_nothing_new(case: Case, seen: Standing, *, by: Actor) -> None:
    """Refuse when a colleague has answered, is about to, or the customer has spoken since."""
    ours = case.messages.for_customers().filter(pk__gt=seen.message).exclude(author=by.staff_id)
    if (other := ours.order_by("-pk").first()) is not None:
        raise _crossed(_("%(name)s just sent a reply. Your words are kept and not sent."), other.author_name)
    waiting = Draft.objects.waiting().filter(case=case).exclude(author=by.staff_id).exclude(pk__in=seen.waiting)
    if (begun := waiting.select_related("author").first()) is not None:
        raise _crossed(_("%(name)s’s reply is about to be sent. Your words are kept and not sent."), begun.author.name)
    if case.intakes.filter(pk__gt=seen.intake).exists():
        raise Crossed(_("The customer has written since you opened this page. Your words are kept and not sent."))


def _crossed(message: object, name: str) -> Crossed:
    return Crossed(message, params={"name": name})
