"""Helpers of the notices' tests: events by hand, and the real processes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import tests.drill.app.tasks  # noqa: F401 - registers the topics `drill.*` in this process too
from portal.notices import outbox
from portal.notices.models import OutboxEvent
from portal.tenancy import scope as scopes
from tests.drill import processes


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[processes.Sink]:
    """A real SMTP server for this test."""
    with processes.mail_sink(tmp_path) as running:
        yield running


def put(topic: str, payload: dict[str, Any] | None = None, **options: Any) -> UUID:
    """Put an event into the outbox in the system scope and commit."""
    with scopes.enter(scopes.system()):
        return outbox.put(topic, payload or {}, **options)


def event(event_id: UUID) -> OutboxEvent:
    """Read an event."""
    with scopes.enter(scopes.system()):
        return OutboxEvent.objects.get(pk=event_id)


def change(event_id: UUID, **values: Any) -> None:
    """Change an event behind everybody's back."""
    with scopes.enter(scopes.system()):
        OutboxEvent.objects.filter(pk=event_id).update(**values)
