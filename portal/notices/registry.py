"""Who does what with an event of the outbox, and who is meant by the name of a group of recipients.

An app registers its handlers in its `tasks.py` and its recipients in its `notices.py`; both are imported when Django
starts. Registering nothing here means: `outbox.put` of that topic is refused in the caller's test, not at night.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeVar
from uuid import UUID

QueueName = Literal["bell", "paper", "feed", "bulk"]


@dataclass(frozen=True, slots=True)
class Work:
    """One event in the hands of a worker. `attempt` (1, 2, 3) is also the fence: a later attempt shuts out an earlier."""

    id: UUID
    topic: str
    payload: Mapping[str, Any]
    center_id: int | None
    actor_id: int | None
    attempt: int
    created_at: datetime
    # Set while the lease could not be renewed: somebody else may be at it by now.
    lost: Callable[[], bool] = field(default=lambda: False, compare=False)


class Later(Exception):
    """Raised by a handler when the fault lies outside (a mail server that is down): try again, count no attempt.

    The message is shown to the system administrator, so it names hosts and codes, never people or contents. After
    `portal.notices.work.PATIENCE` the event goes into quarantine all the same.
    """


class Hopeless(Exception):
    """Raised by a handler when no further attempt can help; the message is shown to the system administrator."""


class UnknownTopic(LookupError):
    """No app handles this topic."""


@dataclass(frozen=True, slots=True)
class Handler:
    """What is done with one topic, and how.

    `opens_scope`: the body runs in one transaction in the system scope, which also marks the event done. Otherwise it
    runs outside any transaction, enters scopes itself, and must be idempotent: it may run again after a crash.
    `forgets`: the payload holds a secret (a log-in link) and is emptied when the event is done.
    """

    topic: str
    run: Callable[[Work], None]
    queue: QueueName
    opens_scope: bool
    forgets: bool


_handlers: dict[str, Handler] = {}


def handler(
    topic: str, *, queue: QueueName = "bell", opens_scope: bool = True, forgets: bool = False
) -> Callable[[Callable[[Work], None]], Callable[[Work], None]]:
    """Register a function as the handler of `topic` (see Handler)."""

    def register(function: Callable[[Work], None]) -> Callable[[Work], None]:
        if topic in _handlers:
            raise ValueError(f"Two handlers for the topic {topic!r}.")
        _handlers[topic] = Handler(topic, function, queue, opens_scope, forgets)
        return function

    return register


def find(topic: str) -> Handler:
    """Return the handler of a topic; raise UnknownTopic when no app registered one."""
    try:
        return _handlers[topic]
    except KeyError:
        raise UnknownTopic(f"No app handles the topic {topic!r}.") from None


def topics() -> Mapping[str, Handler]:
    """Return every registered handler by topic."""
    return dict(_handlers)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person to be told, and the seat (`center:3`, `enterprise:7`, `expert`, "") from which the link opens."""

    user_id: int
    seat: str = ""


Resolver = Callable[..., Iterable[Recipient]]
R = TypeVar("R", bound=Resolver)
_resolvers: dict[str, Resolver] = {}


def recipients(name: str) -> Callable[[R], R]:
    """Register a function that finds the people behind `name`; it runs in the system scope, with the event's arguments."""

    def register(function: R) -> R:
        if name in _resolvers:
            raise ValueError(f"Two resolvers of the recipients {name!r}.")
        _resolvers[name] = function
        return function

    return register


def resolver(name: str) -> Resolver:
    """Return the function behind a name of recipients; raise LookupError when no app registered one."""
    try:
        return _resolvers[name]
    except KeyError:
        raise LookupError(f"No app knows the recipients {name!r}.") from None
