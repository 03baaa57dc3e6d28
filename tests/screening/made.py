"""A fair, a delegation with one firm and one exhibit, and an expert on duty, made in the system scope."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from exhibitions.fairs.models import Delegation, Exhibit, Fair, FairEdition, Participant, Post
from exhibitions.screening.models import Checklist, ChecklistItem
from exhibitions.screening.services import checklists
from experts.models import Expert
from portal.accounts.actors import Actor, Seat
from portal.accounts.models import Enterprise
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center
from tests.people import Person


def actor(who: Person) -> Actor:
    """Give the actor of anybody's seat, for calling a service without a request."""
    kinds = {"expert": "expert", "owner": "enterprise", "member": "enterprise", "readonly": "enterprise"}
    of_center = "national" if who.center is not None and who.center.kind == "national" else "center"
    seat = Seat(
        who.seat_key, kinds.get(who.persona, of_center), frozenset({who.persona}),  # type: ignore[arg-type]
        who.center.pk if who.center else None, who.enterprise.pk if who.enterprise else None,
    )  # fmt: skip
    return Actor(who.pk, seat, second_factor=True)


def edition(national: Center, name: str = "汉诺威工具展（测试）") -> FairEdition:
    """Put a fair in Germany with one edition on the list."""
    today = timezone.localdate()
    fair = Fair.objects.create(
        center=national, name_zh=name, name_en="Hanover Tool Fair (test)", organiser_zh="主办方", country="DE",
        city_zh="汉诺威", time_zone="Europe/Berlin", language="de", confirmed_at=timezone.now(),
    )  # fmt: skip
    return FairEdition.objects.create(
        fair=fair, center=national, year=today.year, starts_on=today + timedelta(days=20),
        ends_on=today + timedelta(days=23), confirmed_at=timezone.now(),
    )  # fmt: skip


def delegation(of: FairEdition, center: Center, name: str = "参展团") -> Delegation:
    """Let a center send a delegation."""
    return Delegation.objects.create(
        edition=of, center=center, name=name, contact_name="联系人", contact_phone="+8657112345678"
    )


def participant(of: Delegation, enterprise: Enterprise | None, name: str = "参展企业", **more: Any) -> Participant:
    """Let a firm take part; it signed itself up where it is known."""
    return Participant.objects.create(
        delegation=of, center_id=of.center_id, enterprise=enterprise, source="firm" if enterprise else "roster",
        state="confirmed", name=name, hall="3", booth="A12", contact_name="经办人", **more,
    )  # fmt: skip


def exhibit(of: Participant, name: str = "可折叠电动滑板车", **more: Any) -> Exhibit:
    """Let a firm show something."""
    values = {"name_en": "Folding electric scooter", "brand": "ZHIXING", "hs_codes": ["871160"]} | more
    return Exhibit.objects.create(participant=of, center_id=of.center_id, name=name, **values)


def on_duty(of: Delegation, expert: Person, **more: Any) -> Post:
    """Put an expert on duty today, who has declared."""
    today = timezone.localdate()
    values = {
        "state": "active", "declared_at": timezone.now(), "starts_on": today, "ends_on": today + timedelta(days=30),
    } | more  # fmt: skip
    return Post.objects.create(
        delegation=of, center_id=of.center_id, kind="expert", role="adviser", user_id=expert.pk,
        expert=Expert.objects.get(user_id=expert.pk), **values,
    )  # fmt: skip


ITEM: dict[str, Any] = {
    "code": "mark", "question_zh": "商标被他人注册了吗？", "question_en": "Is the mark registered by somebody else?",
    "why_zh": "商标有地域性。", "why_en": "Marks are territorial.", "risk_answer": "yes", "level": "high",
    "do_zh": "更换标识。", "do_en": "Change the mark.", "source_title": "WIPO", "source_url": "https://branddb.wipo.int/",
    "read_on": "2026-11-23",
}  # fmt: skip


def checklist(writer: Person, code: str = "test", *, propose: bool = True, **more: Any) -> Checklist:
    """Have somebody write a checklist of two questions, and hand it in."""
    values = {"code": code, "title_zh": "测试清单", "title_en": "Test list", "countries": [], "hs_prefixes": []} | more
    with scopes.enter(writer.scope()):
        made = checklists.checklist_write(values=values, actor=actor(writer))
        for extra in ({}, {"code": "papers", "risk_answer": "no", "level": "low", "question_zh": "备好文件了吗？"}):
            checklists.item_keep(item=ChecklistItem(checklist=made, **ITEM | extra))
        if propose:
            made = checklists.checklist_move(checklist=made, verb="propose", actor=actor(writer))
    return made


def released(writer: Person, releaser: Person, code: str = "test", **more: Any) -> Checklist:
    """Have one person write a checklist and another release it."""
    made = checklist(writer, code, **more)
    with scopes.enter(releaser.scope()):
        return checklists.checklist_move(checklist=made, verb="release", actor=actor(releaser))


def fresh(row: Any) -> None:
    """Read a row again, whoever may see it."""
    with scopes.enter(scopes.system()):
        row.refresh_from_db()
