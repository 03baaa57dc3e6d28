"""A fair day: two colleagues of a center, an expert on duty, a firm with an exhibit at a booth, another center beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.test import Client
from django.utils import timezone

from exhibitions.desk.models import Incident
from exhibitions.desk.wire import moment
from exhibitions.fairs.models import Delegation, Exhibit, Fair, FairContact, FairEdition, Participant, Post
from experts.models import Expert
from portal.accounts.models import Enterprise
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center
from portal.uuid7 import uuid7
from tests import people
from tests.people import Person


@dataclass
class Day:
    """What a test of the desk begins with."""

    center: Center
    delegation: Delegation
    firm: Participant
    exhibit: Exhibit
    other_firm: Participant
    handler: Person
    colleague: Person
    expert: Person
    owner: Person
    stranger: Person


def a_fair(center: Center) -> FairEdition:
    """Make a confirmed fair that is on."""
    today = timezone.localdate()
    listed: dict[str, Any] = {"center": center, "confirmed_at": timezone.now(), "is_demo": True}
    fair = Fair.objects.create(
        **listed, name_zh=f"演示展览会{uuid7()}"[:60], name_en="Demonstration fair", organiser_zh="演示主办方", country="DE",
        city_zh="演示城", time_zone="Europe/Berlin", language="de", rules_zh="主办方设知识产权服务台。",
    )  # fmt: skip
    FairContact.objects.create(
        fair=fair,
        center=center,
        kind="organiser_ip",
        name_zh="主办方知识产权服务台",
        phone="+49 30 000000",
        is_public=True,
    )
    return FairEdition.objects.create(
        **listed, fair=fair, year=today.year, starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=3), halls=["1", "2"]
    )  # fmt: skip


def a_delegation(center: Center, edition: FairEdition, name: str = "演示参展团") -> Delegation:
    """Make an open delegation."""
    return Delegation.objects.create(
        edition=edition,
        center=center,
        name=name,
        contact_name="演示联系人",
        contact_phone="13800000000",
        desk_place="1号馆入口",
    )


def a_firm(delegation: Delegation, name: str, enterprise: Enterprise | None = None, **more: Any) -> Participant:
    """Make a firm that takes part."""
    return Participant.objects.create(
        delegation=delegation, center=delegation.center, enterprise=enterprise, state="confirmed", name=name,
        contact_name="演示展台负责人", contact_phone="13900000000",
        **{"source": "staff", "hall": "1", "booth": "A12"} | more,
    )  # fmt: skip


def on_duty(delegation: Delegation, expert: Person) -> Post:
    """Let an expert be on duty, declared."""
    today = timezone.localdate()
    return Post.objects.create(
        delegation=delegation, center=delegation.center, kind="expert", role="adviser", state="active", user_id=expert.pk,
        expert=Expert.objects.get(user_id=expert.pk), starts_on=today, ends_on=today + timedelta(days=3),
        declaration="无利益冲突", declared_at=timezone.now(),
    )  # fmt: skip


def a_day() -> Day:
    """Make everything in the system scope."""
    center, elsewhere = people.make_center(), people.make_center()
    handler, colleague, expert = (people.person(code, center=center) for code in ("handler", "supervisor", "expert"))
    enterprise = people.make_enterprise("演示甲公司")
    with scopes.enter(scopes.system()):
        Enterprise.objects.filter(pk=enterprise.pk).update(proved_at=timezone.now())
        edition = a_fair(center)
        delegation = a_delegation(center, edition)
        firm = a_firm(delegation, "演示甲公司", enterprise)
        other = a_firm(delegation, "演示乙公司", hall="2", booth="B07")
        exhibit = Exhibit.objects.create(participant=firm, center=center, name="演示折叠椅", model_no="ZN-1")
        on_duty(delegation, expert)
    owner = people.person("owner", enterprise=enterprise)
    stranger = people.person("handler", center=elsewhere)
    return Day(center, delegation, firm, exhibit, other, handler, colleague, expert, owner, stranger)


class Tablet:
    """A device as the server sees it: what the app sends, without the app."""

    def __init__(self, who: Person, delegation: Delegation) -> None:
        self.client = people.login(Client(), who)
        answer = self.post("devices/", {"name": "演示平板", "delegation": str(delegation.public_id)})
        assert answer.status_code == 201, answer.content
        self.delegation = delegation
        self.id, self.key = answer.json()["device"], answer.json()["key"]

    def post(self, path: str, body: Any) -> Any:
        """Post JSON to an address of the API."""
        headers = {"X-Desk-Device": getattr(self, "id", "")}
        return self.client.post(f"/desk/api/{path}", json.dumps(body), content_type="application/json", headers=headers)

    def get(self, path: str) -> Any:
        """Read an address of the API."""
        return self.client.get(f"/desk/api/{path}", headers={"X-Desk-Device": self.id})

    def send(self, *changes: dict[str, Any], ahead: float = 0) -> list[dict[str, Any]]:
        """Send changes from a clock that is `ahead` by so many seconds; return the answers."""
        sent_at = moment(timezone.now() + timedelta(seconds=ahead))
        answer = self.post("sync/", {"sent_at": sent_at, "changes": list(changes)})
        assert answer.status_code == 200, answer.content
        answers: list[dict[str, Any]] = answer.json()["answers"]
        return answers

    def pack(self, **query: str) -> dict[str, Any]:
        """Read what is new of the delegation."""
        words = "&".join(f"{name}={value}" for name, value in query.items())
        answer = self.get(f"pack/{self.delegation.public_id}/?{words.replace('+', '%2B')}")
        assert answer.status_code == 200, answer.content
        told: dict[str, Any] = answer.json()
        return told


def change(deed: str, record: UUID | str, base: dict[str, Any] | None = None, /, **values: Any) -> dict[str, Any]:
    """Write one change as a device does, made just now by a right clock."""
    more = {name: values.pop(name) for name in ("made_at", "clock_offset") if name in values}
    return {
        "id": str(uuid7()), "kind": deed, "record": str(record), "base": base or {}, "set": values,
        "made_at": moment(timezone.now()), "clock_offset": 0,
    } | more  # fmt: skip


def begun(day: Day, record: UUID | str, /, **more: Any) -> dict[str, Any]:
    """Write the change that begins an incident."""
    values = {
        "delegation": str(day.delegation.public_id), "kind": "customs", "happened_at": moment(timezone.now()),
        "participant": str(day.firm.public_id), "exhibit": str(day.exhibit.public_id), "hall": "1", "booth": "A12",
        "summary": "海关人员到展台查验。", "opponent": "演示权利人",
    }  # fmt: skip
    return change("incident.new", record, **values | more)


def kept(record: UUID | str) -> Incident:
    """Read an incident past every policy."""
    with scopes.enter(scopes.system()):
        return Incident.objects.select_related("participant", "exhibit").get(public_id=record)
