"""The line to the broker: a transport that survives rubbish in a queue, and a sender that never waits long.

Measured with the defaults: a broker that is down blocks `.delay()` for 19 s, one that hangs for over 30 s. The relay must
do neither, and a worker must come back by itself when the broker does.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from queue import Empty
from typing import Any
from uuid import UUID

from celery import Celery
from celery.app.amqp import AMQP
from kombu import Connection, Queue
from kombu.exceptions import OperationalError
from kombu.transport import redis as redis_transport

from portal.tenancy import scope as scopes
from portal.tenancy.tasks import HEADER

logger = logging.getLogger(__name__)

RECONNECT_SECONDS = 3.0
SEND_OPTIONS = {"socket_connect_timeout": 1.0, "socket_timeout": 2.0, "max_retries": 0, "retry_on_timeout": False}


class Channel(redis_transport.Channel):
    """Drop a message that is no JSON, or whose body is not what its envelope says, where kombu would stop the worker."""

    def _brpop_read(self, **options: Any) -> Any:
        try:
            return super()._brpop_read(**options)  # type: ignore[misc] # the stubs leave kombu's inner parts out
        except ValueError as error:
            logger.error("Dropped a message that cannot be read: %s.", type(error).__name__)
            raise Empty from error


class Transport(redis_transport.Transport):
    """kombu's Redis transport, which takes every JSON document for an envelope; this one looks first."""

    Channel = Channel

    def _deliver(self, message: Any, queue: str | None) -> None:
        if _is_envelope(message):
            super()._deliver(message, queue)
        else:
            logger.error("Dropped a message of queue %s that is no envelope.", queue)


def _is_envelope(message: Any) -> bool:
    return (
        isinstance(message, dict)
        and isinstance(message.get("properties"), dict)
        and isinstance(message.get("headers"), dict)
        and isinstance(message["properties"].get("delivery_tag"), str)
        and isinstance(message["properties"].get("delivery_info"), dict)
    )


class PatientConnection(Connection):
    """Use the transport above, and look for a broker that went away every few seconds; kombu would wait up to 30 s."""

    def get_transport_cls(self) -> Any:
        found = super().get_transport_cls()
        return Transport if found is redis_transport.Transport else found

    def ensure_connection(self, *args: Any, **options: Any) -> Any:
        options.setdefault("interval_start", RECONNECT_SECONDS)
        options.setdefault("interval_step", 0)
        options.setdefault("interval_max", RECONNECT_SECONDS)
        return super().ensure_connection(*args, **options)


class PortalAMQP(AMQP):
    """Celery's line to the broker, with the connection above."""

    Connection = PatientConnection


class BrokerAway(Exception):
    """The broker does not answer; `sent` of the messages went out before."""

    def __init__(self, sent: int = 0) -> None:
        super().__init__("The broker does not answer.")
        self.sent = sent


class Sender:
    """The relay's own connection: short timeouts, no retries, thrown away at the first fault."""

    def __init__(self, app: Celery) -> None:
        self.app = app
        self.options: dict[str, Any] = {
            "headers": {HEADER: asdict(scopes.system())},
            "retry": False,
            # The worker's own limits count, not those of the process that sends.
            "time_limit": None,
            "soft_time_limit": None,
        }
        self._connection: Connection | None = None

    def waiting(self, queues: Iterable[str]) -> dict[str, int]:
        """Count the messages that wait in each queue; raise BrokerAway when the broker does not answer."""
        try:
            channel = self._open().default_channel
            return {name: _length(name, channel) for name in queues}
        except self._faults() as error:
            self.close()
            raise BrokerAway from error

    def send(self, task_name: str, queue: str, ids: Sequence[UUID]) -> None:
        """Send one message per id; raise BrokerAway with the number that went out when the broker fails."""
        sent = 0
        try:
            with self.app.amqp.Producer(self._open()) as producer:
                for event_id in ids:
                    self.app.tasks[task_name].apply_async(
                        (str(event_id),), queue=queue, producer=producer, **self.options
                    )
                    sent += 1
        except self._faults() as error:
            self.close()
            raise BrokerAway(sent) from error

    def close(self) -> None:
        """Let go of the connection; the next call opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.collect(socket_timeout=0.2)
            except Exception as error:  # a dead line may fail in any way
                logger.debug("Closing the line to the broker: %s", type(error).__name__)

    def _open(self) -> Connection:
        if self._connection is None:
            options = {**self.app.conf.broker_transport_options, **SEND_OPTIONS}
            self._connection = self.app.connection_for_write(transport_options=options)
        return self._connection

    def _faults(self) -> tuple[type[BaseException], ...]:
        line = self._connection
        return (OperationalError, OSError, *((*line.connection_errors, *line.channel_errors) if line else ()))


def _length(queue: str, channel: Any) -> int:
    # A passive declaration fails for an empty queue, because Redis knows no empty list.
    declared: Any = Queue(queue, channel=channel).queue_declare()
    return int(declared.message_count)
