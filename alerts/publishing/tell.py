"""Whom the desk tells what."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.urls import reverse

from alerts.publishing.models import Item
from portal.notices.notify import notify
from portal.tenancy.models import Center, StaffRole


def _context(item: Item, **more: str) -> dict[str, object]:
    return {"title": {"zh": item.title_zh, "en": item.title_en or item.title_zh}, **more}


def _seat(item: Item) -> str:
    kind = "national" if item.center.kind == Center.Kind.NATIONAL else "center"
    return f"{kind}:{item.center_id}"


def tell_approvers(item: Item, template: str) -> None:
    """Tell everybody who may approve it."""
    national = item.center.kind == Center.Kind.NATIONAL
    notify(
        template,
        context=_context(item),
        link=reverse("publishing:item", args=[item.public_id]),
        role=StaffRole.REVIEWER if national else StaffRole.SUPERVISOR,
        center_id=item.center_id,
    )


def tell_writers(
    item: Item, template: str, writers: Iterable[int], *, comment: str = "", at: datetime.datetime | None = None
) -> None:
    """Tell those whose words stand in the text."""
    more = {"comment": comment} if comment else {}
    if at is not None:
        more["goes_out_at"] = at.isoformat()
    notify(
        template,
        context=_context(item, **more),
        link=reverse("publishing:item", args=[item.public_id]),
        users=writers,
        seat=_seat(item),
    )
