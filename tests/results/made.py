"""A fair that is over: a delegation with firms, incidents and photos, and everybody who works on what comes after."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from exhibitions.desk.models import Incident, IncidentEntry, IncidentFile
from exhibitions.fairs.models import Delegation, FairEdition, Participant
from exhibitions.results.models import Outcome
from exhibitions.results.services.outcomes import outcome_write
from exhibitions.results.services.reports import report_move, report_write
from portal.accounts.actors import Actor, Seat
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center
from tests import people
from tests.desk.made import a_delegation, a_fair, a_firm
from tests.people import Person

WORDS = {
    "introduction": "演示引言：赴展前已逐件排查。", "assessment": "演示评估：现场响应及时。", "recommendations": "演示建议：提前备好授权书。",
}  # fmt: skip
OUTCOME: dict[str, Any] = {
    "result": "withdrawn", "agreed": "对方撤回警告函。", "showing": "yes", "lesson": "随身携带证书副本。", "is_proposed": False,
}  # fmt: skip
COST = {"kind": "lawyer", "amount": "1200.50", "currency": "EUR", "basis": ""}
AVERTED = {"kind": "averted", "amount": "80000", "currency": "USD", "basis": "现场签约意向两份，按合同价计"}


@dataclass
class After:
    """What a test of this room begins with."""

    center: Center
    delegation: Delegation
    firm: Participant
    incident: Incident
    photo: IncidentFile
    handler: Person
    supervisor: Person
    owner: Person
    stranger: Person


def actor(who: Person) -> Actor:
    """Give a person as services take them."""
    kind: Any = who.seat_key.split(":")[0]
    return Actor(
        who.pk,
        Seat(
            who.seat_key, kind, frozenset({who.persona}), who.center.pk if who.center else None,
            who.enterprise.pk if who.enterprise else None,
        ),
        second_factor=True,
    )  # fmt: skip


def over(edition: FairEdition, days: int = 1, year: int | None = None) -> FairEdition:
    """Let a fair be over since so many days."""
    today = timezone.localdate()
    edition.starts_on, edition.ends_on = today - timedelta(days=days + 3), today - timedelta(days=days)
    edition.year = year or edition.ends_on.year
    edition.save()
    return edition


def an_incident(delegation: Delegation, firm: Participant | None, by: int, **more: Any) -> Incident:
    """Make an incident of three days ago with a first step two hours later."""
    at = timezone.now() - timedelta(days=3)
    values = {"kind": "warning", "summary": "演示：收到警告函。", "happened_at": at} | more
    row = Incident.objects.create(
        delegation=delegation, center=delegation.center, participant=firm, device_at=at, recorded_at=at, changed_at=at,
        by_id=by, **values,
    )  # fmt: skip
    for kind, text, internal in (("step", "演示：与对方律师通话", False), ("note", "内部判断", True)):
        IncidentEntry.objects.create(
            incident=row, center=row.center, by_id=by, kind=kind, at=at + timedelta(hours=2), text=text,
            is_internal=internal, device_at=at, recorded_at=at,
        )  # fmt: skip
    return row


def a_photo(incident: Incident, **more: Any) -> IncidentFile:
    """Make a photo of an incident, clean unless `more` says otherwise."""
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "#c9d7ec").save(out, "PNG")
    values = {"state": "clean", "kind": "photo"} | more
    return IncidentFile.objects.create(
        incident=incident, center=incident.center, name="photo.png", size=len(out.getvalue()), media_type="image/png",
        storage_key=default_storage.save("desk/results/photo.png", ContentFile(out.getvalue())), sha256="0" * 64,
        sm3="0" * 64, device_at=timezone.now(), taken_at=timezone.now(), **values,
    )  # fmt: skip


def after() -> After:
    """Make everything in the system scope."""
    center, elsewhere = people.make_center(), people.make_center()
    handler, supervisor = (people.person(code, center=center) for code in ("handler", "supervisor"))
    enterprise = people.make_enterprise("演示甲公司")
    with scopes.enter(scopes.system()):
        delegation = a_delegation(center, over(a_fair(people.national_center())))
        firm = a_firm(delegation, "演示甲公司", enterprise, source="firm")
        incident = an_incident(delegation, firm, handler.pk)
        photo = a_photo(incident)
    owner = people.person("owner", enterprise=enterprise)
    return After(
        center,
        delegation,
        firm,
        incident,
        photo,
        handler,
        supervisor,
        owner,
        people.person("handler", center=elsewhere),
    )


def finished(room: After, *, sums: Any = (COST, AVERTED), **more: Any) -> Outcome:
    """Write the outcome of the room's incident and finish it."""
    with scopes.enter(room.handler.scope()):
        return outcome_write(
            incident=room.incident,
            values=OUTCOME | more,
            sums=list(sums),
            seen=0,
            finish=True,
            actor=actor(room.handler),
        )


def released(room: After, other: Delegation | None = None) -> None:
    """Write the report with its photo (of another delegation without), hand it in, and have a supervisor release it."""
    fresh: dict[str, Any] = {"delegation": other or room.delegation}
    photos = {} if other else {room.photo.pk: "演示展台照片"}
    with scopes.enter(room.handler.scope()):
        report_write(**fresh, texts=WORDS, photos=photos, seen=0, actor=actor(room.handler))
        report_move(**fresh, verb="hand_in", actor=actor(room.handler))
    with scopes.enter(room.supervisor.scope()):
        report_move(**fresh, verb="release", actor=actor(room.supervisor))
