"""Words added to a case: ours to the customer, ours among ourselves, and the customer's that a program brings."""

from __future__ import annotations

from typing import Literal

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import AliasChoices, Field

from amends.api.answers import WRITES, once
from amends.api.auth import ApiRequest
from amends.api.cases import visible_case
from amends.api.conversation import Entry, heard_entry, message_entry
from amends.api.fields import Attachments, Given, Instant, keep_files
from amends.models import Case
from amends.rules.refusals import Invalid
from amends.services.cases import reply_to_customer, write_note
from amends.services.listening import hear_more
from amends.services.staff import require

router = Router(tags=["messages"])
PERMISSIONS = {"in": "intake.hear", "out": "case.reply", "note": "case.note"}


class MessageIn(Given):
    """Something to say in a case."""

    kind: Literal["out", "note", "in"] = Field(
        "out",
        validation_alias=AliasChoices("kind", "direction"),
        description="`out`: the customer reads it. `note`: colleagues only. `in`: the customer said it to you.",
    )
    text: str = Field(description="At most 20,000 characters.")
    next_at: Instant | None = Field(None, description="For `out`: when the customer hears from us next; else in a day.")
    attachments: Attachments | None = None


@router.post("/{reference}/messages", response={201: Entry, **WRITES}, summary="Say something in a case")
def add_message(request: ApiRequest, reference: str, body: MessageIn) -> HttpResponse:
    """An answer to the customer keeps what was promised until now and names the next date."""
    if body.next_at is not None and body.kind != "out":
        raise Invalid(_("Only an answer to the customer names a next date."), field="next_at")

    def act() -> tuple[int, Entry]:
        return 201, _say(visible_case(reference, request), body, request)

    return once(request, body, act)


def _say(case: Case, body: MessageIn, request: ApiRequest) -> Entry:
    by, now = request.auth, timezone.now()
    require(by, PERMISSIONS[body.kind], case.site_id)  # before anything reaches the file store
    files = keep_files(body.attachments)
    if body.kind == "in":
        return heard_entry(hear_more(case=case, text=body.text, post="api", files=files, by=by, now=now))
    if body.kind == "note":
        return message_entry(write_note(case=case, text=body.text, files=files, by=by, now=now))
    sent = reply_to_customer(case=case, text=body.text, next_at=body.next_at, files=files, by=by, now=now)
    return message_entry(sent)
