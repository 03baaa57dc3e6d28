"""`manage.py relay`: the process between the outbox and the broker; it also seals the audit trail."""

from __future__ import annotations

import logging
import threading
from typing import Any
from weakref import WeakSet

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from portal.audit import sealer
from portal.notices.broker import BrokerAway
from portal.notices.outbox import CHANNEL
from portal.notices.process import Stop, keep_on
from portal.notices.relay import Relay

logger = logging.getLogger("portal.notices.relay")

SWEEP_SECONDS = 2.0
BROKER_PAUSE_SECONDS = 1.0
_listening: WeakSet[Any] = WeakSet()


class Command(BaseCommand):
    help = "Hand due events of the outbox to the workers and seal the audit trail, until SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="offer what is due now, seal, and end")

    def handle(self, *args: Any, **options: Any) -> None:
        relay, seal = Relay(), sealer.Sealer()
        if options["once"]:
            while relay.round():
                pass
            seal.round()
            return
        stop = Stop()
        stop.listen()
        # Its own thread and connection: a broker that hangs for two seconds does not keep the trail waiting.
        sealing = threading.Thread(target=keep_on, args=("sealer", stop, lambda: seal.step(stop)), name="sealer")
        sealing.start()
        logger.info("The relay runs.")
        try:
            keep_on("relay", stop, lambda: self._step(relay, stop))
        finally:
            stop()
            sealing.join()
            relay.sender.close()
        logger.info("The relay has stopped.")

    def _step(self, relay: Relay, stop: Stop) -> None:
        line = _listen()
        try:
            if relay.round():
                return
        except BrokerAway:
            stop.wait(BROKER_PAUSE_SECONDS)
            return
        # What was committed during the round has rung already.
        line.poll()
        if not line.notifies:
            stop.wait(SWEEP_SECONDS, line.fileno())
            line.poll()
        line.notifies.clear()


def _listen() -> Any:
    """Return the driver's connection, listening for the outbox's bell; a fresh connection listens again."""
    connection.ensure_connection()
    line = connection.connection
    if line not in _listening:
        with connection.cursor() as cursor:
            cursor.execute(f"listen {CHANNEL}")
        _listening.add(line)
    return line
