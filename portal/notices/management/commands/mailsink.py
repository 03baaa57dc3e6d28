"""`manage.py mailsink`: a real SMTP server that keeps what it gets and passes nothing on (demo and tests)."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.notices import mailbox
from portal.notices.process import Stop

SWEEP_EVERY = 100


class Keeper:
    """Takes every message and stores it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.received = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Store one message before its receipt is confirmed."""
        mailbox.keep(self.folder, envelope.content)
        self.received += 1
        if self.received % SWEEP_EVERY == 0:
            mailbox.sweep(self.folder)
        return "250 Kept"


class Command(BaseCommand):
    help = "Receive mail on a local address and keep it in MAILSINK_DIR, until SIGTERM."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.EMAIL_PORT)
        parser.add_argument("--folder", type=Path, default=settings.MAILSINK_DIR, help=argparse.SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from aiosmtpd.controller import Controller
        except ImportError as error:
            raise CommandError("The mail sink needs the development requirements (aiosmtpd).") from error
        stop = Stop()
        stop.listen()
        controller = Controller(Keeper(options["folder"]), hostname=options["host"], port=options["port"])
        try:
            controller.start()
        except OSError as error:
            raise CommandError(f"Cannot listen on {options['host']}:{options['port']}: {error.strerror}.") from error
        self.stdout.write(f"The mail sink listens on {options['host']}:{controller.port}.")
        self.stdout.flush()
        stop.event.wait()
        controller.stop()
