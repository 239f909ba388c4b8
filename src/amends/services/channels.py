"""How a colleague wants to be reached outside these pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Channel, Staff
from amends.rules.refusals import Invalid
from amends.rules.team_chat import TeamChat, team_chat
from amends.services.directory import forget_directory

MAIL, CHAT = "mail", "chat"


@dataclass(frozen=True, slots=True)
class Ways:
    """How one colleague is reached; ``failing`` are the kinds that did not go through the last time."""

    by_mail: bool
    chat: TeamChat | None
    failing: frozenset[str]


def ways_of(staff: Staff) -> Ways:
    """Return how a colleague is reached."""
    channels = {channel.kind: channel for channel in Channel.objects.filter(staff=staff)}
    chat = team_chat(channels[CHAT].address) if CHAT in channels else None
    return Ways(MAIL in channels, chat, frozenset(kind for kind, one in channels.items() if one.failing_since))


@transaction.atomic
def choose_channels(*, staff: Staff, by_mail: bool, chat: str = "", keeps_chat: bool = True) -> Ways:
    """
    Choose to be told by mail too, and in the chat whose webhook address is given; no address leaves it as it is, unless
    it is not to be kept.
    """
    if by_mail and not settings.MAIL_URL:
        raise Invalid(_("This installation sends no mail yet. Whoever runs it sets AMENDS_MAIL_URL."), field="by_mail")
    if by_mail:
        Channel.objects.get_or_create(staff=staff, kind=MAIL)
    else:
        Channel.objects.filter(staff=staff, kind=MAIL).delete()
    if chat.strip():
        address = team_chat(chat).address
        Channel.objects.update_or_create(staff=staff, kind=CHAT, defaults={"address": address, "failing_since": None})
    elif not keeps_chat:
        Channel.objects.filter(staff=staff, kind=CHAT).delete()
    forget_directory()
    return ways_of(staff)
