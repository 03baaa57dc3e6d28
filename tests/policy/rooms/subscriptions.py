"""What the matrix's world subscribed to: a filter of every persona's account, and a subscription that links open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from alerts.subscriptions import links
from alerts.subscriptions.models import Subscriber, Wish
from portal.policy.table import Relation
from portal.tenancy import scope as scopes
from tests.policy.targets import NOTHING, Body, Kwargs, target

if TYPE_CHECKING:
    from tests.policy.world import World

KEY = UUID("00000000-0000-4000-8000-000000000001")
WISH = UUID("00000000-0000-4000-8000-000000000002")
HOURS = {"time_zone": "Asia/Shanghai", "quiet_from": "22", "quiet_to": "8", "digest_hour": "9", "digest_weekday": "1"}
ASK = {**HOURS, "frequency": "once", "email": "new@example.com", "language": "zh-hans", "deed": "ask"}


def build(world: World) -> None:
    """Subscribe everybody."""
    with scopes.enter(scopes.system()):
        _subscribe("reader@example.com", key=KEY, wish=WISH)
        for person in world.people.values():
            if person.user is not None:
                found = _subscribe(person.user.email, user=person.user)
                world.extras[f"wish of {person.persona}"] = found


def _subscribe(address: str, *, wish: UUID | None = None, **values: Any) -> Wish:
    now = timezone.now()
    subscriber = Subscriber.objects.create(address=address, created_at=now, confirmed_at=now, **values)
    keyed = {"key": wish} if wish else {}
    return Wish.objects.create(subscriber=subscriber, frequency="once", created_at=now, confirmed_at=now, **keyed)


@target("wish")
def wish(world: World, persona: str, relation: Relation) -> Kwargs | None:
    if relation == "nonexistent":
        return {"wish": NOTHING}
    if relation == "mine":
        own = world.extras.get(f"wish of {persona}")
        return {"wish": own.key} if own else None
    return {"wish": WISH}


_MANAGE = {"token": links.token(links.MANAGE, KEY)}
# The pages behind links.
PLAIN: dict[str, Mapping[str, Any]] = {
    "subscriptions:confirm": {"token": links.token(links.CONFIRM, WISH)},
    "subscriptions:leave": {"token": links.token(links.LEAVE, KEY)},
    "subscriptions:manage": _MANAGE,
    "subscriptions:wish": _MANAGE,
    "subscriptions:wish_edit": {**_MANAGE, "wish": WISH},
}

BODIES: dict[str, Body] = {
    "subscriptions:start": ASK,
    "subscriptions:link": {"email": "reader@example.com"},
    "subscriptions:manage": {**HOURS, "language": "en", "deed": "hours"},
    "subscriptions:wish": {"frequency": "daily"},
    "subscriptions:wish_edit": {"frequency": "daily"},
    "subscriptions:mine": {**HOURS, "deed": "hours"},
    "subscriptions:mine_wish": {"frequency": "daily"},
    "subscriptions:mine_wish_edit": {"frequency": "daily"},
}
