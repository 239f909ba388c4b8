"""Letters by e-mail: one SMTP server, the organisation's own."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from amends.gateways.letters import CannotDeliver, Letter

TIMEOUT_SECONDS = 20
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Mail:
    """
    Sends through one server.

    url     smtp://user:password@host:587 (encrypted from the first chance on) or smtps://…:465 (from the beginning)
    sender  the address it comes from
    """

    url: str = field(repr=False)
    sender: str

    def __post_init__(self) -> None:
        if urlsplit(self.url).scheme not in {"smtp", "smtps"} or not urlsplit(self.url).hostname:
            # The address holds a password, so it is not repeated here.
            raise ValueError("AMENDS_MAIL_URL must look like smtp://user:password@host:587 or smtps://…:465")
        if "@" not in self.sender:
            raise ValueError("AMENDS_MAIL_URL needs AMENDS_MAIL_FROM beside it: the address mail comes from")

    def send(self, address: str, letter: Letter) -> None:
        """Send it as plain text."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, address, letter.subject
        message["Message-ID"] = f"<{letter.key}@{self.sender.rpartition('@')[2].strip('>')}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        try:
            with self._connected() as server:
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as trouble:
            raise CannotDeliver(type(trouble).__name__) from None

    def _connected(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, context = parts.hostname or "", ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=context)
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT_SECONDS)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
            elif host not in LOOPBACK:
                server.close()
                raise CannotDeliver("NotEncrypted")
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server
