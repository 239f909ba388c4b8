"""The ways of sending that this installation is set up for."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings

from amends.gateways.letters import Courier
from amends.gateways.mail import Mail
from amends.gateways.team_chat import TeamChats
from amends.services.channels import CHAT, MAIL


def couriers() -> Mapping[str, Courier]:
    """Return a courier for each kind of channel; without a mail server there is none for mail."""
    ways: dict[str, Courier] = {CHAT: TeamChats()}
    if settings.MAIL_URL:
        ways[MAIL] = Mail(settings.MAIL_URL, settings.MAIL_FROM)
    return ways
