"""Write canned replies, and offer those that suit a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.models import CannedReply, Case, Site
from amends.rules.actors import Actor
from amends.rules.canned import filled, starters
from amends.rules.refusals import Invalid, NotAllowed
from amends.rules.writing import at_most, one_line, require_name, storable
from amends.services import events
from amends.services.staff import require

MOST_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Wording:
    """What a canned reply says, and where it is found."""

    name: str
    folder: str = ""
    text_zh: str = ""
    text_en: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A canned reply as the composer offers it: in the customer's language, with the facts of the case put in."""

    name: str
    folder: str
    text: str
    key: str = ""


@transaction.atomic
def add_canned_reply(
    *, wording: Wording, is_own: bool, by: Actor, now: datetime, site: Site | None = None
) -> CannedReply:
    """Add a canned reply for a place, for the whole house, or for oneself alone."""
    if is_own:
        require(by, "case.reply")
        site = None
    else:
        _require_shared(site.pk if site else None, by)
    reply = CannedReply(owner_id=by.staff_id if is_own else None, site=site, key=wording.key[:40])
    return _write(reply, wording, by=by, now=now)


@transaction.atomic
def edit_canned_reply(*, reply: CannedReply, wording: Wording, by: Actor, now: datetime) -> CannedReply:
    """Change what a canned reply says. Replies that were sent with it stay as they were."""
    _require_over(reply, by)
    return _write(reply, wording, by=by, now=now)


@transaction.atomic
def retire_canned_reply(*, reply: CannedReply, is_retired: bool, by: Actor, now: datetime) -> None:
    """Offer a canned reply no more, or again."""
    _require_over(reply, by)
    reply.retired_at = now if is_retired else None
    reply.save(update_fields=["retired_at"])
    _record(reply, by=by, now=now)


def may_edit(reply: CannedReply, by: Actor) -> bool:
    """Whether somebody may change a canned reply: their own, or a shared one of their places."""
    if reply.owner_id is not None:
        return reply.owner_id == by.staff_id
    return by.may("canned.edit", reply.site_id) and (reply.site_id is not None or by.places("canned.edit") is None)


def offers(*, case: Case, facts: Mapping[str, str], by: Actor) -> list[Offer]:
    """Return the canned replies that suit a case, its own place's and one's own first: one query."""
    above = [int(pk) for pk in case.site.path.split("/") if pk]
    rows = CannedReply.objects.visible_to(by).filter(Q(site=None) | Q(site__in=above))
    found = sorted(rows, key=lambda row: (row.owner_id is None, row.site_id is None, row.folder, row.name))
    is_chinese = case.language.startswith("zh")
    shown = [
        Offer(row.name, row.folder, filled((row.text_zh if is_chinese else row.text_en), facts), row.key)
        for row in found
        if row.retired_at is None
    ]
    return [offer for offer in shown if offer.text] + list(_shipped(found, facts, is_chinese=is_chinese))


def _shipped(copies: list[CannedReply], facts: Mapping[str, str], *, is_chinese: bool) -> Iterator[Offer]:
    """Yield the shipped replies that nobody replaced or took out of use for everybody."""
    replaced = {copy.key for copy in copies if copy.owner_id is None and copy.site_id is None}
    for one in starters():
        if one.key not in replaced:
            name, folder = (one.name_zh, one.folder_zh) if is_chinese else (one.name_en, one.folder_en)
            yield Offer(name, folder, filled(one.text_zh if is_chinese else one.text_en, facts), one.key)


def _write(reply: CannedReply, wording: Wording, *, by: Actor, now: datetime) -> CannedReply:
    reply.name = require_name(wording.name, longest=80, field="name")
    reply.folder = at_most(one_line(wording.folder), 40, field="folder")
    reply.text_zh = at_most(storable(wording.text_zh).strip(), MOST_CHARACTERS, field="text_zh")
    reply.text_en = at_most(storable(wording.text_en).strip(), MOST_CHARACTERS, field="text_en")
    if not (reply.text_zh or reply.text_en):
        raise Invalid(_("Write it in one of the two languages at least."), field="text_en")
    reply.edited_at = now
    reply.save()
    _record(reply, by=by, now=now)
    return reply


def _record(reply: CannedReply, *, by: Actor, now: datetime) -> None:
    if reply.owner_id is None:  # what somebody keeps for themselves is no history of the house
        events.record_for_organisation("canned.edited", by=by, now=now, canned=reply.pk)


def _require_shared(site_id: int | None, by: Actor) -> None:
    """Refuse an actor who may not write what everybody of a place is offered; None stands for the whole house."""
    require(by, "canned.edit", site_id)
    if site_id is None and by.places("canned.edit") is not None:
        raise Invalid(_("You look after some places only. Choose one of them, or keep it for yourself."), field="site")


def _require_over(reply: CannedReply, by: Actor) -> None:
    if not may_edit(reply, by):
        raise NotAllowed(_("You may not do this here. Ask a supervisor, or someone who works at this place."))
