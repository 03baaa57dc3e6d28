"""What publishing puts on the public home and on the page of a center."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alerts.publishing.choices import Kind
from alerts.publishing.filters import Wanted
from alerts.publishing.selectors import reading
from portal.tenancy.models import Center

# A center's own news first, then what the nation warns of.
_OWN, _NATIONAL = 4, 5


def newest_for_home() -> Mapping[str, Any] | None:
    """Give the newest alerts and law changes, None while nothing was published."""
    alerts = reading.newest(Wanted(kinds=(Kind.ALERT,)), most=5)
    laws = reading.newest(Wanted(kinds=(Kind.LAW,)), most=5)
    if not alerts and not laws:
        return None
    return {"alerts": reading.addressed(alerts), "laws": reading.addressed(laws)}


def newest_for_center(center: Center) -> Mapping[str, Any] | None:
    """Give a center's own newest items and the nation's alerts that concern it."""
    shown = reading.newest(Wanted(), most=_OWN + _NATIONAL, center_id=center.pk)
    own = [row for row in shown if row.center_id == center.pk][:_OWN]
    if len(own) < _OWN:
        own = list(
            reading.current(center_id=center.pk).filter(center_id=center.pk).order_by("-published_at", "-id")[:_OWN]
        )
    alerts = reading.newest(Wanted(kinds=(Kind.ALERT,)), most=_NATIONAL, center_id=center.pk)
    if not own and not alerts:
        return None
    return {"own": reading.addressed(own), "alerts": reading.addressed(alerts)}
