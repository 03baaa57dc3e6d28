"""What the public reads of events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from exhibitions.events import access
from exhibitions.events.choices import Audience, Mode, State
from exhibitions.events.models import Event
from portal.accounts.actors import Actor
from portal.tenancy.models import Center

_SHOWN = 4


def found(actor: Actor, asked: Mapping[str, Any]) -> QuerySet[Event]:
    """Narrow what stands in lists for `actor`: coming events, or past ones that took place."""
    rows = access.listed(actor).select_related("center", "series")
    now = timezone.now()
    if asked.get("when") == "past":
        rows = rows.filter(ends_at__lte=now, state__in=[State.OPEN, State.HELD])
    else:
        rows = rows.filter(ends_at__gt=now)
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    if asked.get("mode"):
        rows = rows.filter(mode__in=[asked["mode"], Mode.BOTH])
    if asked.get("center"):
        rows = rows.filter(center__code=asked["center"])
    if asked.get("series"):
        rows = rows.filter(series__public_id=asked["series"])
    return rows


def centers_with_events() -> list[tuple[str, str]]:
    """List the centers that announced anything in lists: (code, name). One query."""
    ids = Event.objects.exclude(state=State.DRAFT).exclude(audience=Audience.LINK).values("center_id")
    return [(center.code, center.name) for center in Center.objects.filter(pk__in=ids).order_by("kind", "code")]


def _coming(narrowed: Q) -> list[Event]:
    rows = Event.objects.select_related("center").filter(
        narrowed, state=State.OPEN, audience=Audience.PUBLIC, ends_at__gt=timezone.now()
    )
    return list(rows.order_by("starts_at", "id")[:_SHOWN])


def next_for_home() -> Mapping[str, Any] | None:
    """Give the next events of all centers, None while none is announced."""
    rows = _coming(Q())
    return {"events": rows} if rows else None


def next_for_center(center: Center) -> Mapping[str, Any] | None:
    """Give a center's own next events, with the nation's online ones behind them."""
    rows = _coming(Q(center=center))
    if len(rows) < _SHOWN:
        national = Q(center__kind=Center.Kind.NATIONAL) & ~Q(mode=Mode.ONSITE) & ~Q(center=center)
        rows += _coming(national)[: _SHOWN - len(rows)]
    return {"events": rows, "center": center} if rows else None
