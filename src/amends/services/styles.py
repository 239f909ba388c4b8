"""Note what a customer did about a failure, correct it, and read the label that the signs of late make."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Case, Customer, StyleSign
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict, Faults, Invalid
from amends.rules.styles import LASTS, Label, Seen, Sign, style_label
from amends.rules.writing import require_name
from amends.services import events
from amends.services.lifecycle import lock
from amends.services.staff import require

LONGEST = 300


@transaction.atomic
def note_sign(*, case: Case, sign: str, words: str, seen_at: datetime, by: Actor, now: datetime) -> StyleSign:
    """Write down one sign with the words that show it; there is none of a minor, and none without a customer."""
    case = lock(case)
    require(by, "case.triage", case.site_id)
    faults = Faults()
    with faults:
        if sign not in set(Sign):
            raise Invalid(_("What did they do? Choose one."), field="sign")
    with faults:
        words = require_name(words, longest=LONGEST, field="words")
    with faults:
        if not now - LASTS < seen_at <= now:
            raise Invalid(_("A sign counts for 180 days. Choose a day within them."), field="seen_on")
    faults.refuse()
    if case.customer_id is None or is_minor(case.customer_id):
        raise Conflict(_("There is no label on a minor, nor on somebody we do not know."))
    noted = StyleSign.objects.create(
        case=case, sign=sign, words=words, seen_at=seen_at, noted_by_id=by.staff_id, noted_at=now
    )
    events.record(case, "style.noted", by=by, now=now, sign=noted.pk, of=sign)
    return noted


@transaction.atomic
def withdraw_sign(*, sign: StyleSign, by: Actor, now: datetime) -> None:
    """Correct a sign that is wrong; that it once stood stays readable."""
    case = lock(sign.case)
    require(by, "case.triage", case.site_id)
    # Compare-and-set: who comes second is told, and the history has it once.
    if not StyleSign.objects.standing().filter(pk=sign.pk).update(withdrawn_at=now):
        raise Conflict(_("This was corrected already."))
    events.record(case, "style.withdrawn", by=by, now=now, sign=sign.pk)


def label_of(*, customer: Customer, by: Actor, now: datetime) -> tuple[Label | None, dict[int, StyleSign]]:
    """Return the label that the signs in cases one may see make, and those signs by their keys."""
    cases = Case.objects.visible_to(by).filter(customer=customer)
    lately = StyleSign.objects.standing().filter(case__in=cases, seen_at__gt=now - LASTS)
    signs = {one.pk: one for one in lately}
    seen = [Seen(Sign(one.sign), one.seen_at, one.pk) for one in signs.values() if one.sign in set(Sign)]
    return style_label(seen, is_minor=bool(signs) and is_minor(customer.pk), now=now), signs


def is_minor(customer_id: int) -> bool:
    """Whether a case of this customer says that they are under age."""
    flags = Case.objects.filter(customer=customer_id, flags__isnull=False).values_list("flags", flat=True)
    return any("minor" in (each or ()) for each in flags)
