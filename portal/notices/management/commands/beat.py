"""`manage.py beat`: put periodic jobs into the outbox when they are due (portal.schedule)."""

from __future__ import annotations

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from portal.notices.beat import Beat
from portal.notices.process import Stop, keep_on
from portal.schedule import jobs

logger = logging.getLogger("portal.notices.beat")


class Command(BaseCommand):
    help = "Put periodic jobs into the outbox when they are due, until SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="run what is due now and end")

    def handle(self, *args: Any, **options: Any) -> None:
        beat = Beat(jobs())
        if options["once"]:
            for name in beat.round():
                self.stdout.write(f"{timezone.localtime():%Y-%m-%d %H:%M:%S} {name}")
            return
        stop = Stop()
        stop.listen()
        logger.info("The beat runs: %s.", ", ".join(sorted(beat.jobs)))
        keep_on("beat", stop, lambda: beat.step(stop))
        logger.info("The beat has stopped.")
