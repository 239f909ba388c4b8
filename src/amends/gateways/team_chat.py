"""Letters into a team's chat: WeCom, DingTalk, Feishu, Slack, Teams and more, each by the address of a robot there."""

from __future__ import annotations

import logging

from amends.gateways.letters import CannotDeliver, Letter


class TeamChats:
    """Sends to any of the services of ``rules.team_chat``."""

    def send(self, address: str, letter: Letter) -> None:
        """Send it; ``address`` as ``rules.team_chat`` spells it for the library."""
        # Forty megabytes with all its services: loaded by the worker when the first letter goes into a chat.
        import apprise  # noqa: PLC0415

        logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its complaints name addresses
        asset = apprise.AppriseAsset(app_id="Amends", secure_logging=True, storage_mode="memory")
        chat = apprise.Apprise.instantiate(address, asset=asset)
        if chat is None or not chat.notify(title=letter.subject, body=letter.text, body_format="text"):
            raise CannotDeliver("TeamChat")
