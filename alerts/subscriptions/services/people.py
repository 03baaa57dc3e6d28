"""What people do with their own subscription: ask, confirm, change, end. By functions of the database (rls.py).

Needs the bare log-in. `key` comes out of a signed link (links.py) or is the acting account's own (selectors.people).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.db import connection

from alerts.publishing.filters import Wanted
from alerts.subscriptions.asked import Asked
from portal.audit import trail

Outcome = Literal["saved", "gone", "ended", "full", "absent"]


@dataclass(frozen=True)
class Hours:
    """When mail may come: whole hours of a time zone (choices.TIME_ZONES), weekday 1 to 7."""

    time_zone: str = "Asia/Shanghai"
    quiet_from: int = 22
    quiet_to: int = 8
    digest_hour: int = 9
    digest_weekday: int = 1

    def stored(self) -> str:
        """Give what the functions read."""
        return json.dumps(vars(self))


def _ask(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"select {statement}", values)
        found = cursor.fetchone()[0]
    return json.loads(found) if isinstance(found, str) and found.startswith("{") else found


def _filter(wanted: Wanted) -> str:
    return json.dumps(Asked.of(wanted).stored())


def subscription_ask(*, address: str, language: str, hours: Hours, frequency: str, wanted: Wanted) -> None:
    """Mail a link to `address` that confirms one filter. The answer is the same whether the address is known or not."""
    _ask(
        "subscription_ask(%s, %s, %s::jsonb, %s, %s::jsonb)",
        address,
        language,
        hours.stored(),
        frequency,
        _filter(wanted),
    )


def subscription_link(*, address: str, language: str) -> None:
    """Mail the link to their settings to a subscriber; nothing to anybody else."""
    _ask("subscription_link(%s, %s)", address, language)


def subscription_confirm(*, wish: UUID) -> UUID | None:
    """Confirm a filter and give the key of the subscription; None when the link's time is over. Twice is once."""
    found: Mapping[str, Any] | None = _ask("subscription_confirm(%s)", wish)
    if found is None:
        return None
    trail.record("subscriber.confirmed", object_type="subscriber", object_id=found["id"])
    return UUID(found["key"])


def subscription_open(*, language: str, hours: Hours) -> UUID | None:
    """Begin the acting account's subscription, or give the key of the one it has; None while its address is not proved."""
    key: UUID | None = _ask("subscription_open(%s, %s::jsonb)", language, hours.stored())
    if key is not None:
        trail.record("subscriber.opened", object_type="subscriber")
    return key


def hours_save(*, key: UUID, language: str, hours: Hours) -> bool:
    """Keep when mail may come and in which language; False when the subscription has ended."""
    return _ask("subscription_set(%s, %s, %s::jsonb)", key, language, hours.stored()) is not None


def wish_save(*, key: UUID, wish: UUID | None, frequency: str, wanted: Wanted) -> Outcome:
    """Add a filter, or change the one named by `wish`."""
    outcome: Outcome = _ask("subscription_wish_save(%s, %s, %s, %s::jsonb)", key, wish, frequency, _filter(wanted))
    return outcome


def wish_drop(*, key: UUID, wish: UUID) -> Outcome:
    """Take a filter away; with the last one the subscription ends."""
    outcome: Outcome = _ask("subscription_wish_save(%s, %s, '', null)", key, wish)
    if outcome == "ended":
        trail.record("subscriber.left", object_type="subscriber")
    return outcome


def subscription_end(*, key: UUID) -> None:
    """End a subscription; a second time changes nothing."""
    person = _ask("subscription_end(%s)", key)
    if person is not None:
        trail.record("subscriber.left", object_type="subscriber", object_id=person)


def subscription_restart(*, key: UUID) -> bool:
    """Begin again what ended because the address took no mail, filters and all; False for any other subscription."""
    person = _ask("subscription_restart(%s)", key)
    if person is not None:
        trail.record("subscriber.restarted", object_type="subscriber", object_id=person)
    return person is not None
