"""What came after the demo's past fair: outcomes, feedback, a released report; and a fair of the year before, to compare.

All made up and marked 演示. It stands on the incidents of demo/desk.py.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from demo.people import HOME
from demo.texts import desk_actor
from exhibitions.desk.models import Incident, IncidentFile
from exhibitions.desk.services.files import file_settle
from exhibitions.desk.services.incidents import incident_begin, incident_change, locked
from exhibitions.desk.services.log import entry_add
from exhibitions.desk.services.stamps import Stamp
from exhibitions.desk.wire import incident_wire, moment
from exhibitions.fairs.models import Delegation, FairEdition, Participant
from exhibitions.fairs.services import delegations, listed, participants
from exhibitions.results.selectors.incidents import photos_of
from exhibitions.results.services.feedback import feedback_give
from exhibitions.results.services.outcomes import outcome_write
from exhibitions.results.services.reports import report_move, report_write
from portal.accounts.actors import Actor, Seat
from portal.accounts.models import EnterpriseMember
from portal.documents.intake.judge import judge
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center
from portal.uuid7 import uuid7

# (result, what was agreed, the product from now on, lesson, offered, amounts)
ENDED: tuple[tuple[str, str, str, str, bool, tuple[tuple[str, str, str, str], ...]], ...] = (
    (
        "withdrawn", "演示：对方律师收到不落入保护范围的书面意见后撤回警告函，双方互不追究。", "yes",
        "演示：收到警告函不当场签字，先核对授权书并留存证据；权利要求比对表应在行前备好。", True, (
            ("lawyer", "2400", "EUR", "演示：值班律师六小时"),
            ("averted", "85000", "USD", "演示：现场签约意向两份，按合同价计；若撤展则无法履行"),
        ),
    ),
    (
        "released", "演示：海关核对注册证副本后放行，未查扣货物。", "yes",
        "演示：注册证副本和授权材料随身携带，查验当场即可说明。", False, (
            ("averted", "12000", "EUR", "演示：展位当日零售额的三倍，按主办方统计口径"),
        ),
    ),
)  # fmt: skip
BEFORE = (
    ("seizure", "演示：海关依权利人申请扣留一箱灯具样品。", "destroyed", "演示：企业放弃样品，由海关销毁，权利人不再追究。", (("fee", "600", "EUR", ""),)),
    ("warning", "演示：邻近展位递交警告函。", "settled", "演示：双方书面约定修改包装后继续展出。", (("lawyer", "1500", "EUR", ""),)),
    ("complaint_against", "演示：主办方服务台受理投诉。", "taken_off", "演示：企业撤下一款展品，其余继续展出。", ()),
)  # fmt: skip
WORDS = {
    "introduction": "演示：本次参展团由中心组织，展期派员驻会，设现场服务点；当时尚未开展行前排查和专题培训。",
    "assessment": "演示：驻会人员均在事发后半小时内到达展位，企业能当场出示证书，未发生扣押。\n演示：一家企业对遮盖范围有异议，说明行前对主办方规则的讲解还不够。",
    "recommendations": "演示：参展企业应在开展前一个月完成全部展品排查，并随身携带注册证副本。\n演示：建议与主办方知识产权服务台建立行前联络。",
}  # fmt: skip
MARKS = ((5, 5, 4, 4), (4, 5, None, 4), (5, 4, 5, 5), (3, 4, 4, 3), (4, 4, None, 4), (5, 5, 5, 4))
VOICES = ("演示：收到警告函后服务点半小时就到了。", "", "演示：希望提前拿到当地语言的应答卡片。")


def make_results(centers: dict[str, Center]) -> int:
    """Finish the past fair of the home center, and put one of the year before beside it; return how many outcomes."""
    home = centers[HOME]
    national = next(center for center in centers.values() if center.kind == Center.Kind.NATIONAL)
    handler, supervisor = desk_actor("handler", "handler", home), desk_actor("supervisor", "supervisor", home)
    with scopes.enter(handler.scope()):
        rows = Delegation.objects.filter(center=home, edition__ends_on__lt=timezone.localdate())
        past = rows.select_related("edition__fair", "center").order_by("-edition__ends_on").first()
        if past is None:
            return 0
        incidents = list(Incident.objects.filter(delegation=past).order_by("happened_at", "pk"))
    _before(past, handler, desk_actor("editor", "editor", national), desk_actor("reviewer", "reviewer", national))
    _judge(past)
    _voices(past)
    with scopes.enter(handler.scope()):
        for incident, (result, agreed, showing, lesson, offered, sums) in zip(incidents, ENDED, strict=False):
            words = {"result": result, "agreed": agreed, "showing": showing, "lesson": lesson, "is_proposed": offered}
            _end(incident, words, sums, handler)
        for incident in incidents[len(ENDED) :]:
            _left(incident, handler)
        photos = {file.pk: f"{file.caption or '演示照片'}" for file in photos_of(past)}
        report_write(delegation=past, texts=WORDS, photos=photos, seen=0, actor=handler)
        report_move(delegation=past, verb="hand_in", actor=handler)
    with scopes.enter(supervisor.scope()):
        report_move(delegation=past, verb="release", actor=supervisor)
    return len(ENDED) + len(BEFORE)


def _end(incident: Incident, words: dict[str, Any], sums: Any, handler: Actor) -> None:
    amounts = [dict(zip(("kind", "amount", "currency", "basis"), each, strict=True)) for each in sums]
    outcome_write(incident=incident, values=words, sums=amounts, seen=0, finish=True, actor=handler)


def _left(incident: Incident, handler: Actor) -> None:
    """One is not finished, and its next step is overdue."""
    now = locked(incident)
    stands = incident_wire(now)
    wanted = {
        "next_step": "演示：与企业确认下届展品的修改方案",
        "next_due_at": moment(timezone.now() - dt.timedelta(days=4)),
    }
    incident_change(
        incident=now, base={name: stands[name] for name in wanted}, data=wanted, made_at=timezone.now(), actor=handler
    )


def _judge(past: Delegation) -> None:
    """Look at the photos now: the report carries clean ones alone."""
    with scopes.enter(scopes.system()):
        waiting = IncidentFile.objects.filter(incident__delegation=past, state=IncidentFile.State.RECEIVED)
        for row in waiting.select_related("incident"):
            file_settle(row=row, verdict=judge(row.storage_key, row.name))


def _voices(past: Delegation) -> None:
    with scopes.enter(scopes.system()):
        firms = list(
            Participant.objects.filter(delegation=past, state="confirmed", enterprise__proved_at__isnull=False)
            .order_by("pk")[: len(MARKS)]
        )  # fmt: skip
        owners = dict(
            EnterpriseMember.objects.filter(
                enterprise__in=[firm.enterprise_id for firm in firms], role="owner"
            ).values_list("enterprise_id", "user_id")
        )
    for number, (firm, marks) in enumerate(zip(firms, MARKS, strict=False)):
        assert firm.enterprise_id is not None
        owner = Actor(
            owners[firm.enterprise_id],
            Seat(f"enterprise:{firm.enterprise_id}", "enterprise", frozenset({"owner"}), None, firm.enterprise_id),
        )
        values = dict(zip(("preparation", "desk", "experts", "material"), marks, strict=True))
        values |= {"happened": VOICES[number % len(VOICES)], "hindered": "", "wishes": ""}  # type: ignore[dict-item]
        with scopes.enter(scopes.enterprise(firm.enterprise_id, owner.own_user_id)):
            feedback_give(participant=firm, values=values, seen=0, actor=owner)


def _before(past: Delegation, handler: Actor, editor: Actor, reviewer: Actor) -> None:
    """Make the edition of the year before, with three firms and what happened there."""
    last = past.edition
    first = timezone.localdate() - dt.timedelta(days=394)
    edition = FairEdition(
        fair=last.fair, year=first.year, label_zh=f"{first.year} 届", label_en=str(first.year), starts_on=first,
        ends_on=first + dt.timedelta(days=4), halls=last.halls, opening_hours=last.opening_hours, is_demo=True,
        source_url=last.source_url, seen_on=timezone.localdate(),
    )  # fmt: skip
    with scopes.enter(editor.scope()):
        edition = listed.entry_keep(entry=edition, actor=editor)
    with scopes.enter(reviewer.scope()):
        edition = listed.entry_confirm(entry=edition, actor=reviewer)
    with scopes.enter(handler.scope()):
        delegation = Delegation(
            name=f"浙江参展团 · {last.fair.name_zh}（{first.year}）", brief="演示", contact_name=past.contact_name,
            contact_phone=past.contact_phone, sign_up_until=edition.ends_on, is_demo=True,
        )  # fmt: skip
        delegation = delegations.delegation_open(delegation=delegation, edition=edition, actor=handler)
        for number, (kind, summary, result, agreed, sums) in enumerate(BEFORE):
            firm = participants.participant_add(
                participant=Participant(
                    name=f"演示参展企业{number + 1}", contact_name="演示联系人", hall="3.1", booth=f"A{number + 10:03d}", is_demo=True
                ),
                delegation=delegation, actor=handler,
            )  # fmt: skip
            at = dt.datetime.combine(first + dt.timedelta(days=1), dt.time(11, 20), ZoneInfo(last.fair.time_zone))
            stamp = Stamp(at, 0, at)
            data = {
                "kind": kind, "is_grave": kind == "seizure", "happened_at": moment(at), "participant": str(firm.public_id),
                "exhibit": "", "hall": "3.1", "booth": firm.booth, "summary": summary,
            }  # fmt: skip
            incident = incident_begin(delegation=delegation, public_id=uuid7(), data=data, at=stamp, actor=handler)
            later = at + dt.timedelta(hours=2 + 3 * number)
            line = {"kind": "step", "at": moment(later), "text": "演示：到展位了解情况并联系律师。"}
            entry_add(incident=incident, public_id=uuid7(), data=line, at=stamp, actor=handler)
            words = {"result": result, "agreed": agreed, "showing": "changed", "lesson": "", "is_proposed": False}
            _end(incident, words, sums, handler)
        delegations.delegation_move(delegation=delegation, verb="close", actor=handler)
