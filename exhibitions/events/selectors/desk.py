"""Who signed up, as the center's staff see it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from exhibitions.events.choices import Place, State
from exhibitions.events.models import Event, SignUp
from portal.accounts.actors import Actor
from portal.tenancy.models import Center


def people(event: Event, *, which: str = "", text: str = "") -> QuerySet[SignUp]:
    """Give the sign-ups of an event, narrowed to one list and to names, firms or addresses that hold `text`."""
    rows = SignUp.objects.filter(event=event)
    narrowed = {
        "seats": Q(state=Place.CONFIRMED),
        "waiting": Q(state=Place.WAITING),
        "came": Q(checked_in_at__isnull=False),
        "absent": Q(state=Place.CONFIRMED, checked_in_at__isnull=True),
        "cancelled": Q(state=Place.CANCELLED),
        "pending": Q(state=Place.PENDING),
    }
    if which in narrowed:
        rows = rows.filter(narrowed[which])
    if text:
        rows = rows.filter(
            Q(name__icontains=text)
            | Q(organisation__icontains=text)
            | Q(email__icontains=text)
            | Q(phone__contains=text)
        )
    return rows


def certificates_to_make(actor: Actor) -> int:
    """Count the acting center's held events of which somebody earned a certificate and has none."""
    earned = SignUp.objects.filter(
        Q(event__pass_mark=None) | Q(passed_at__isnull=False), checked_in_at__isnull=False, certificate=None, erased_at=None,
        event__gives_certificate=True, event__state=State.HELD, event__center_id=actor.own_center_id,
    )  # fmt: skip
    return earned.values("event_id").distinct().count()


def centers() -> list[tuple[str, str]]:
    """List the centers that have events at all: (code, name)."""
    ids = Event.objects.values("center_id")
    return [(center.code, center.name) for center in Center.objects.filter(pk__in=ids).order_by("kind", "code")]
