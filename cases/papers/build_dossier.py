"""From a case to the data of the 卷宗. Runs in the worker, in the system scope."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone, translation

from cases import choices
from cases.choices import PaperKind
from cases.models import Case, CaseFile, Closing, Message, Paper, TimelineEntry
from cases.papers.build import deadline_lines, dispute_title, file_line, letterhead
from cases.papers.dossier import Dossier, Event, Evidence, IssuedPaper, Row
from cases.papers.dossier import Message as MessageLine
from cases.papers.kinds import PAPER_TITLES
from cases.words import sentence
from portal.reference.countries import country_name

ZH = "zh-hans"
SIDES = {"applicant": "申请人", "center": "指导中心", "expert": "专家", "national": "国家中心", "system": "系统"}
RETENTION = "长期"


def build_dossier(case: Case, *, number: str, compiled_by: str, at: dt.datetime) -> Dossier:
    """Build the whole file of a case as it stands now. Files that are not clean are listed, never bound in."""
    assert case.submitted_at is not None
    with translation.override(ZH):
        return Dossier(
            letterhead=letterhead(case.center),
            number=number,
            case_number=case.number,
            case_title=dispute_title(case),
            applicant=case.applicant_name,
            state=str(choices.State(case.state).label),
            submitted_on=timezone.localdate(case.submitted_at),
            closed_on=timezone.localdate(case.closed_at) if case.closed_at else None,
            compiled_at=timezone.localtime(at),
            compiled_by=compiled_by,
            retention=RETENTION,
            summary=_summary(case),
            timeline=_timeline(case),
            deadlines=deadline_lines(case),
            papers=_papers(case),
            evidence=_evidence(case),
            messages=_messages(case),
            outcome=_outcome(case),
            demo=case.is_demo,
        )


def _summary(case: Case) -> tuple[Row, ...]:
    rows = (
        ("申请人", case.applicant_name),
        ("统一社会信用代码", case.applicant_uscc),
        ("联系人", f"{case.contact_name}　{case.contact_phone}"),
        ("纠纷", dispute_title(case)),
        ("国家（地区）", country_name(case.country, ZH)),
        ("受理机构", case.center.name_zh),
        ("办理等级", str(choices.Level(case.level).label)),
        ("境外案号", case.foreign_number or case.itc_number),
        ("情况说明", case.summary),
    )
    return tuple(Row(label=label, text=text) for label, text in rows if text.strip())


def _timeline(case: Case) -> tuple[Event, ...]:
    rows = TimelineEntry.objects.filter(case_id=case.pk).select_related("actor").order_by("id")[:2000]
    return tuple(
        Event(
            at=timezone.localtime(row.at),
            what=sentence(row),
            who=(row.actor.name if row.actor else "") or SIDES.get(row.actor_side, ""),
        )
        for row in rows
    )


def _papers(case: Case) -> tuple[IssuedPaper, ...]:
    rows = Paper.objects.filter(case_id=case.pk, state=Paper.State.READY).exclude(kind=choices.PaperKind.DOSSIER)
    return tuple(
        IssuedPaper(
            key=str(row.public_id),
            title=PAPER_TITLES[PaperKind(row.kind)],
            number=row.number,
            issued_on=timezone.localdate(row.created_at),
            sha256=row.sha256,
        )
        for row in rows.defer("snapshot").order_by("id")
    )


def _evidence(case: Case) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            key=str(row.public_id),
            file=file_line(row),
            media_type=row.media_type,
            merge=row.state == CaseFile.State.CLEAN,
            note="" if row.state == CaseFile.State.CLEAN else str(row.get_state_display()),
        )
        for row in CaseFile.objects.filter(case_id=case.pk).order_by("id")
    )


def _messages(case: Case) -> tuple[MessageLine, ...]:
    rows = Message.objects.filter(case_id=case.pk).select_related("author").prefetch_related("files").order_by("id")
    return tuple(
        MessageLine(
            at=timezone.localtime(row.created_at),
            sender=row.author.name if row.author else "",
            role=SIDES[row.side],
            text=row.body,
            files=tuple(file.name for file in row.files.all()),
        )
        for row in rows[:2000]
    )


def _outcome(case: Case) -> tuple[Row, ...]:
    closing = Closing.objects.filter(case_id=case.pk).order_by("-id").first()
    if closing is None:
        return ()
    recovered = ""
    if closing.recovered is not None:
        recovered = f"{closing.recovered_currency} {closing.recovered:,.2f}"
        if closing.recovered_cny is not None:
            recovered += f"（约合人民币 {closing.recovered_cny:,.2f} 元）"
    rows = (("结果", str(choices.Outcome(closing.outcome).label)), ("说明", closing.summary), ("挽回损失", recovered))
    return tuple(Row(label=label, text=text) for label, text in rows if text)
