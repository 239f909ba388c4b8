"""Ask the customer something, and let the clocks stand still until they answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from amends.models import Case, Message
from amends.rules.actors import Actor
from amends.rules.hearing import StoredFile
from amends.rules.pausing import REASONS
from amends.services.cases import reply_to_customer
from amends.services.lifecycle import lock
from amends.services.pausing import pause_clocks, resume_clocks
from amends.services.staff import require


@transaction.atomic
def ask_and_pause(
    *,
    case: Case,
    text: str,
    reason: str,
    by: Actor,
    now: datetime,
    until: datetime | None = None,
    files: Iterable[StoredFile] = (),
    purposes: Iterable[str] = (),
) -> Message:
    """Answer with a question; what is still promised waits for theirs, ``until`` then at the latest."""
    case = lock(case)
    message = reply_to_customer(case=case, text=text, by=by, now=now, files=files, purposes=purposes)
    case = lock(case)  # its chain has grown with the answer
    pause_clocks(case=case, reason=reason, until=until or now + REASONS.get(reason, REASONS["answer"]), by=by, now=now)
    return message


@transaction.atomic
def go_on(*, case: Case, by: Actor, now: datetime) -> Case:
    """Let the clocks run on before the customer answered."""
    case = lock(case)
    require(by, "case.reply", case.site_id)
    resume_clocks(case=case, by=by, now=now)
    return case
