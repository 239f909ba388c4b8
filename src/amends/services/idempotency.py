"""Answer a repeated request with the first answer, and without a second effect."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from amends.models import IdempotencyKey
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict, Invalid
from amends.rules.writing import storable

KEPT_FOR = timedelta(days=7)
LONGEST_KEY = 100

Answer = tuple[int, Any]  # status and JSON value


def once(*, key: str, request: Any, by: Actor, now: datetime, act: Callable[[], Answer]) -> tuple[Answer, bool]:
    """
    Act and remember the answer in one transaction; a repetition gets the remembered answer.

    ``request`` is what identifies the request: method, path and body as a JSON value. The same key with another request
    is refused, since one of the two would be lost. Worked example: two clicks on "send" write one message.
    """
    if not 0 < len(key) <= LONGEST_KEY or storable(key) != key:
        raise Invalid(_("An Idempotency-Key has 1 to 100 characters."), field="Idempotency-Key")
    caller = f"{by.kind}:{by.id}"
    digest = hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()
    if (known := _remembered(caller, key, digest)) is not None:
        return known, False
    try:
        with transaction.atomic():
            # The row goes in first: of two requests at the same instant, one waits here and then finds the answer.
            row = IdempotencyKey.objects.create(
                caller=caller, key=key, request_digest=digest, status=0, answer=None, created_at=now
            )
            answer = act()
            IdempotencyKey.objects.filter(pk=row.pk).update(status=answer[0], answer=answer[1])
            return answer, True
    except IntegrityError:
        if (known := _remembered(caller, key, digest)) is not None:
            return known, False
        raise


def _remembered(caller: str, key: str, digest: str) -> Answer | None:
    row = IdempotencyKey.objects.filter(caller=caller, key=key).first()
    if row is None:
        return None
    if row.request_digest != digest:
        raise Conflict(_("This Idempotency-Key was used for a different request."), field="Idempotency-Key")
    return row.status, row.answer


def forget_answers(*, now: datetime) -> int:
    """Forget answers older than a week; return how many."""
    return IdempotencyKey.objects.filter(created_at__lt=now - KEPT_FOR).delete()[0]
