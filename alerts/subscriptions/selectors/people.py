"""What a person sees of the own subscription."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from alerts.subscriptions.asked import Asked
from alerts.subscriptions.choices import MOST_WISHES, Frequency
from alerts.subscriptions.models import Wish
from alerts.subscriptions.services.people import Hours
from alerts.subscriptions.wording import filter_words


@dataclass(frozen=True)
class SeenWish:
    """One filter as its owner sees it."""

    key: UUID
    frequency: str
    wanted: Asked
    confirmed: bool

    @property
    def words(self) -> str:
        return filter_words(self.wanted)

    @property
    def frequency_label(self) -> str:
        return str(Frequency(self.frequency).label)


@dataclass(frozen=True)
class Seen:
    """A subscription as its owner sees it."""

    key: UUID
    address: str
    language: str
    has_account: bool
    ended: bool
    # Ended by the portal because the address took no mail.
    stopped: bool
    refused: bool
    hours: Hours
    wishes: Sequence[SeenWish]

    @property
    def full(self) -> bool:
        return sum(wish.confirmed for wish in self.wishes) >= MOST_WISHES

    def wish(self, key: UUID) -> SeenWish | None:
        """Find one of the filters."""
        return next((wish for wish in self.wishes if wish.key == key), None)


def _one(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"select {statement}", values)
        return cursor.fetchone()[0]


def seen(key: UUID) -> Seen | None:
    """Read the subscription behind a key. One query."""
    found = _one("subscription_read(%s)::text", key)
    if found is None:
        return None
    row: Mapping[str, Any] = json.loads(found)
    return Seen(
        key=key,
        address=row["address"],
        language=row["language"],
        has_account=row["has_account"],
        ended=row["ended"],
        stopped=row["stopped"],
        refused=row["refused"],
        hours=Hours(**{name: row[name] for name in Hours.__dataclass_fields__}),
        wishes=[
            SeenWish(UUID(each["key"]), each["frequency"], Asked.read(each), each["confirmed"])
            for each in row["wishes"]
        ],
    )


def own_key() -> UUID | None:
    """Give the key of the acting account's subscription, also of one its address began before there was an account."""
    key: UUID | None = _one("subscription_mine()")
    return key


def asked(wish: UUID) -> SeenWish | None:
    """Read a filter that waits for its link; None when the link's time is over."""
    found = _one("subscription_look(%s)::text", wish)
    if found is None:
        return None
    row = json.loads(found)
    return SeenWish(wish, row["frequency"], Asked.read(row), row["confirmed"])


def markets_of(user_id: int) -> set[str]:
    """Give the markets that an account's filters name. Needs its own bare log-in. One query."""
    rows = Wish.objects.filter(subscriber__user_id=user_id, subscriber__ended_at=None, confirmed_at__isnull=False)
    return {code for countries in rows.values_list("countries", flat=True) for code in countries}
