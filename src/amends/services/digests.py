"""
Tell colleagues outside these pages what they have not read yet: a message a quarter of an hour at most, of everything.

What waits is gathered into a digest in one transaction. Sending it takes its time and holds no lock: each try is
claimed first, so that no two workers make the same one; who is killed while sending sends it again, with the same key.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import dateformat, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from amends.gateways.letters import CannotDeliver, Courier, Letter
from amends.models import Channel, Digest, Notification, Staff
from amends.rules.references import reference
from amends.rules.team_chat import team_chat
from amends.services.channels import CHAT
from amends.services.directory import directory
from amends.services.notice_words import sentences
from amends.services.staff import actor_of
from amends.services.warning_words import headline

log = logging.getLogger(__name__)

PAUSE = timedelta(minutes=15)
LEASE = timedelta(minutes=5)
ATTEMPTS = 6
KEPT_FOR = timedelta(days=14)
MOST = 50  # lines in one message; the rest is counted


def gather_digests(*, now: datetime) -> int:
    """Make a digest for everybody who has something waiting and got none lately; return how many."""
    waiting = Notification.objects.waiting().order_by().values_list("to", flat=True).distinct()
    return sum(_gather(staff_id, now=now) for staff_id in list(waiting))


@transaction.atomic
def _gather(staff_id: int, *, now: datetime) -> bool:
    # The colleague's own row is the lock: two workers must not both find that there was no message lately.
    to = Staff.objects.select_for_update().get(pk=staff_id)
    if Digest.objects.filter(to=to, made_at__gt=now - PAUSE).exists():
        return False
    channels = list(Channel.objects.filter(staff=to).order_by("pk").values_list("pk", flat=True))
    waiting = Notification.objects.filter(to=to).waiting()
    if not channels or not to.is_active:
        waiting.update(goes_out=False)
        return False
    digest = Digest.objects.create(to=to, made_at=now, next_try_at=now, left=channels)
    waiting.update(goes_out=False, digest=digest)
    return True


def deliver_digest(*, couriers: Mapping[str, Courier], now: datetime) -> bool:
    """Send the next digest that is due, if there is one; return whether there was. Outside any transaction."""
    digest = Digest.objects.due(now).select_related("to").order_by("next_try_at", "pk").first()
    if digest is None:
        return False
    mine = Digest.objects.filter(pk=digest.pk, attempts=digest.attempts)
    if mine.update(attempts=F("attempts") + 1, next_try_at=now + LEASE):
        _try(digest, couriers=couriers, now=now)
    return True


def _try(digest: Digest, *, couriers: Mapping[str, Courier], now: datetime) -> None:
    letter = compose(digest)
    left = list(digest.left) if letter else []
    for channel in Channel.objects.filter(pk__in=left).order_by("pk"):
        if letter and _is_sent(channel, digest.to, letter, couriers=couriers, now=now):
            left.remove(channel.pk)
            Digest.objects.filter(pk=digest.pk).update(left=left)
    left = [pk for pk in left if Channel.objects.filter(pk=pk).exists()]
    is_over = not left or digest.attempts + 1 >= ATTEMPTS
    again_at = now + timedelta(minutes=2**digest.attempts)
    Digest.objects.filter(pk=digest.pk).update(left=left, next_try_at=again_at, finished_at=now if is_over else None)


def _is_sent(channel: Channel, to: Staff, letter: Letter, *, couriers: Mapping[str, Courier], now: datetime) -> bool:
    address = team_chat(channel.address).way if channel.kind == CHAT else to.email
    try:
        couriers[channel.kind].send(address, letter)
    except (CannotDeliver, KeyError) as trouble:
        log.warning("a message to colleague %s by %s did not go out: %s", to.pk, channel.kind, trouble)
        Channel.objects.filter(pk=channel.pk, failing_since=None).update(failing_since=now)
        return False
    Channel.objects.filter(pk=channel.pk).update(failing_since=None)
    return True


def compose(digest: Digest) -> Letter | None:
    """Return the message in the colleague's words; None when all of it was read meanwhile. No word of a customer."""
    to = digest.to
    unread = Notification.objects.visible_to(actor_of(to)).unread().filter(digest=digest)
    about = ("case__site", "promise", "warning__site", "warning__failure_type", "warning__watch", "topic__site")
    rows = list(unread.select_related(*about).order_by("case", "warning", "topic", "pk")[:MOST])
    if not rows:
        return None
    zone = ZoneInfo(to.timezone or directory().organisation.timezone)
    with translation.override(to.language):
        matters = groupby(rows, key=lambda row: (row.case_id, row.warning_id, row.topic_id))
        cases = [_about(list(of_one), zone) for _matter, of_one in matters]
        subject = ngettext("%(count)d case wants your eyes", "%(count)d cases want your eyes", len(cases))
        if any(row.case is None for row in rows):
            subject = ngettext("%(count)d matter wants your eyes", "%(count)d matters want your eyes", len(cases))
        foot = _("At most one message in a quarter of an hour. What you are told, and how, you choose here:")
        parts = [*cases, f"{foot}\n{settings.PUBLIC_URL}/settings/me#notices"]
        return Letter(f"digest-{digest.pk}", subject % {"count": len(cases)}, "\n\n".join(parts))


def _about(rows: list[Notification], zone: ZoneInfo) -> str:
    case, warning, topic = rows[0].case, rows[0].warning, rows[0].topic
    if topic is not None:  # without its phrases: they are customers' words
        return f"{sentences()[rows[0].kind]}\n{topic.site.name}\n{settings.PUBLIC_URL}/warnings/topics/{topic.pk}"
    if warning is not None:
        return f"{headline(warning)}\n{warning.site.name}\n{settings.PUBLIC_URL}/warnings/{warning.pk}"
    if case is None:
        raise ValueError("a notification is about a case, a warning or a topic")
    number = reference(case.pk, directory().organisation.reference_prefix)
    lines = [f"{number} · {case.site.name}", *dict.fromkeys(_line(row, zone) for row in rows)]
    return "\n".join([*lines, f"{settings.PUBLIC_URL}/cases/{number}"])


def _line(row: Notification, zone: ZoneInfo) -> str:
    by = directory().given_names.get(row.by_id or 0, "") or _("The customer")
    words = sentences().get(row.kind, row.kind) % {"by": by}
    if row.promise is None:
        return words
    at = dateformat.format(row.promise.due_at.astimezone(zone), pgettext("an instant in a letter", "j F, H:i"))
    return f"{words} ({at})"


def forget_digests(*, now: datetime) -> int:
    """Forget messages sent long ago; return how many."""
    return Digest.objects.filter(finished_at__lt=now - KEPT_FOR).delete()[0]
