"""Subscribers, what is published to them, and the workers' hands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from alerts.publishing.filters import Wanted
from alerts.subscriptions.services import people as deeds
from alerts.subscriptions.services.people import Hours
from portal.notices import relay, tasks, work
from portal.notices.models import Delivery, OutboxEvent
from portal.tenancy import scope as scopes
from tests.publishing.conftest import desk  # noqa: F401 - the editorial office is a fixture here, too
from tests.smtp import Server, serving

NO_QUIET = Hours(quiet_from=0, quiet_to=0)


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    with serving(settings) as running:
        yield running


def ask(
    address: str, *, wanted: Wanted | None = None, frequency: str = "once", hours: Hours = NO_QUIET, **more: Any
) -> None:
    """Ask with an address alone, as the public page does."""
    with scopes.enter(scopes.login()):
        deeds.subscription_ask(
            address=address,
            frequency=frequency,
            hours=hours,
            wanted=wanted or Wanted(),
            **{"language": "zh-hans", **more},
        )


def wish_of(address: str) -> UUID:
    """Look up the key that only the mail knows: the latest one of an address."""
    return UUID(rows("select w.key::text from subscriptions_wish w join subscriptions_subscriber s on s.id = w.subscriber_id"
                     " where s.address = lower(%s) order by w.id desc limit 1", address)[0][0])  # fmt: skip


def subscribe(address: str, **more: Any) -> UUID:
    """Ask and confirm; return the key of the subscription."""
    ask(address, **more)
    with scopes.enter(scopes.login()):
        key = deeds.subscription_confirm(wish=wish_of(address))
    assert key is not None
    return key


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask the database in the system scope; a write answers nothing."""
    with scopes.enter(scopes.system()), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def work_off(*topics: str) -> int:
    """Do all work of these topics that is due (every topic of subscriptions and mail when none is named); return how much."""
    wanted = topics or ("subscriptions.spread", "subscriptions.collect", "notice.deliver", "mail")
    done = 0
    while True:
        for queue in relay.ROOM:
            relay.claim(queue, 100)
        with scopes.enter(scopes.system()):
            ids = list(
                OutboxEvent.objects.filter(state="leased", topic__in=wanted).order_by("id").values_list("pk", flat=True)
            )
        if not ids:
            return done
        for event_id in ids:
            started = work.start(event_id)
            assert started is not None
            tasks._run(started)
            done += 1


def states() -> dict[str, int]:
    """Count the deliveries to subscribers by state."""
    found: dict[str, int] = {}
    with scopes.enter(scopes.system()):
        for state in Delivery.objects.filter(recipient__startswith="s:").values_list("state", flat=True):
            found[state] = found.get(state, 0) + 1
    return found


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(mail: EmailMessage, purpose: str) -> str:
    """Find the path of a link in a mail."""
    found = re.search(rf"https?://[^/]+(/subscriptions/{purpose}/[^\s>]+)", text_of(mail))
    assert found is not None, text_of(mail)
    return found[1]
