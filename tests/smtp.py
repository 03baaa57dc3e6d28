"""A real SMTP server whose answers a test chooses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.core.cache import cache

from portal.embedded.postgres import free_port


class Server:
    """A real SMTP server whose answers a test chooses per address."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.received: list[tuple[str, bytes]] = []
        # Who stands on the envelope as its sender, mail by mail.
        self.senders: list[str] = []
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if answer := self.answers.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        self.senders.append(envelope.mail_from)
        self.received.append((envelope.rcpt_tos[0], envelope.content))
        return self.answers.get("data", "250 OK")

    def mails(self, address: str) -> list[EmailMessage]:
        """Give what came for one address, oldest first."""
        return [message_from_bytes(content, policy=policy.default) for to, content in self.received if to == address]


@contextmanager
def serving(settings: Any) -> Iterator[Server]:
    """Run a server and have the portal mail there."""
    running = Server()
    running.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.controller.port
    cache.clear()
    try:
        yield running
    finally:
        running.controller.stop()
        cache.clear()
