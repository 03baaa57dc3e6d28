"""From a case to the plain data of a document. Reads models inside the caller's scope; words are Chinese throughout.

The documents are official in Chinese only, so every label is resolved under zh-hans whatever the reader's language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from cases import choices, procedure
from cases.models import Case, CaseFile, Deadline, Opinion
from cases.papers.letters import (
    AcceptanceNotice,
    DeclineNotice,
    Letter,
    MissingItem,
    SupplementNotice,
    TerminationNotice,
)
from cases.papers.opinion import GuidanceOpinion, OptionLine, Signature
from cases.papers.parts import Addressee, CaseReference, DeadlineLine, DocumentNumber, FileLine, Letterhead
from portal.accounts.models import User
from portal.reference.countries import country_name
from portal.reference.phones import display_phone
from portal.tenancy.models import Center

ZONE_NAMES = {
    "America/New_York": "美国东部时间",
    "America/Chicago": "美国中部时间",
    "America/Los_Angeles": "美国太平洋时间",
    "Europe/Berlin": "德国时间",
    "Europe/Paris": "法国时间",
    "Europe/London": "英国时间",
    "Europe/Madrid": "西班牙时间",
    "Europe/Luxembourg": "卢森堡时间",
    "Asia/Shanghai": "北京时间",
    "Asia/Tokyo": "日本时间",
    "Asia/Seoul": "韩国时间",
    "UTC": "协调世界时",
}


def letterhead(center: Center) -> Letterhead:
    """Give the issuing body as its letters print it."""
    return Letterhead(
        issuing_body=center.name_zh, phone=display_phone(center.phone), email=center.email, address=center.address
    )


def dispute_title(case: Case) -> str:
    """Name the dispute in a few Chinese words: 美国·侵权（专利、外观设计）."""
    with translation.override("zh-hans"):
        kind = str(choices.DisputeType(case.dispute_type).label)
        rights = "、".join(str(choices.IPKind(code).label) for code in case.ip_kinds)
        place = country_name(case.country, "zh-hans")
    return f"{place}·{kind}" + (f"（{rights}）" if rights else "")


def zone_name(zone: str, day: dt.date) -> str:
    """Name a zone as Chinese readers know it, with its offset on that day: 美国东部时间 UTC−5."""
    offset = dt.datetime.combine(day, dt.time(12), ZoneInfo(zone)).utcoffset() or dt.timedelta()
    hours = offset.total_seconds() / 3600
    sign = "+" if hours >= 0 else "−"
    return f"{ZONE_NAMES.get(zone, zone)} UTC{sign}{abs(hours):g}"


def deadline_lines(case: Case) -> tuple[DeadlineLine, ...]:
    """List the open foreign deadlines, nearest first."""
    rows = Deadline.objects.filter(case_id=case.pk, met_on__isnull=True).exclude(kind=Deadline.Kind.PROCEDURE)
    return tuple(
        DeadlineLine(
            what=row.title_zh,
            due=row.due_on,
            zone=zone_name(row.timezone, row.due_on),
            basis=f"自{row.trigger_on.year}年{row.trigger_on.month}月{row.trigger_on.day}日起算"
            if row.trigger_on
            else "",
            legal_source=row.source,
        )
        for row in rows.order_by("due_on", "id")
    )


def file_line(row: CaseFile) -> FileLine:
    """Describe one attachment."""
    with translation.override("zh-hans"):
        return FileLine(
            name=row.name,
            size=row.size,
            sha256=row.sha256,
            sm3=row.sm3,
            secrecy=str(row.get_secrecy_display()),
            kind=str(row.get_purpose_display()),
            uploaded_at=timezone.localtime(row.created_at),
        )


def _common(case: Case, number: DocumentNumber, at: dt.datetime) -> dict[str, Any]:
    assert case.submitted_at is not None
    return {
        "letterhead": letterhead(case.center),
        "number": number,
        "addressee": Addressee(name=case.applicant_name, kind=_applicant_kind(case)),
        "case": CaseReference(
            number=case.number, title=dispute_title(case), submitted_on=timezone.localdate(case.submitted_at)
        ),
        "issued_at": timezone.localtime(at),
        "deadlines": deadline_lines(case),
        "demo": case.is_demo,
    }


def _applicant_kind(case: Case) -> Any:
    return case.applicant_kind if case.applicant_kind in {"natural", "legal", "other"} else "legal"


def _name(user_id: int | None) -> str:
    user = User.objects.filter(pk=user_id).only("name").first() if user_id else None
    return user.name if user else ""


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def build_letter(case: Case, kind: str, *, number: DocumentNumber, at: dt.datetime, extra: Mapping[str, Any]) -> Letter:
    """Build the data of one of the five letters; `extra` holds what the verb knew (reason, items, due date, …)."""
    common = _common(case, number, at)
    with translation.override("zh-hans"):
        match kind:
            case choices.PaperKind.SUPPLEMENT_NOTICE:
                return SupplementNotice(
                    **common,
                    items=tuple(MissingItem(name=item) for item in extra["items"]),
                    due=dt.date.fromisoformat(extra["due_on"]),
                )
            case choices.PaperKind.DECLINE_NOTICE:
                return DeclineNotice(
                    **common,
                    reason=str(choices.DeclineReason(extra["reason"]).label),
                    explanation=extra["explanation"],
                    next_steps=_lines(extra["advice"]),
                )
            case choices.PaperKind.ACCEPTANCE_NOTICE:
                days = procedure.WORKING_DAYS[choices.State.IN_GUIDANCE]
                today = timezone.localdate(at)
                return AcceptanceNotice(
                    **common,
                    accepted_on=today,
                    handling_center=case.center.name_zh,
                    handler=_name(case.handler_id),
                    handler_phone=display_phone(case.center.phone),
                    requests=tuple(str(choices.RequestKind(code).label) for code in case.requests),
                    opinion_due=procedure.add_working_days(today, days),
                    opinion_working_days=days,
                )
            case choices.PaperKind.TERMINATION_NOTICE:
                return TerminationNotice(
                    **common,
                    effective_on=timezone.localdate(at),
                    reason=str(choices.TerminationReason(extra["reason"]).label),
                    explanation=extra["explanation"],
                )
            case choices.PaperKind.OPINION:
                return _opinion(case, common, UUID(extra["opinion_id"]))
    raise ValueError(f"not a letter: {kind}")


def _opinion(case: Case, common: Mapping[str, Any], opinion_id: UUID) -> GuidanceOpinion:
    opinion = Opinion.objects.select_related("author", "countersigned_by").get(case_id=case.pk, public_id=opinion_id)
    assert opinion.submitted_at is not None
    assert opinion.countersigned_at is not None
    clean = CaseFile.objects.filter(case_id=case.pk, state=CaseFile.State.CLEAN).exclude(
        purpose=CaseFile.Purpose.MESSAGE
    )
    in_house = opinion.author_id == case.handler_id
    return GuidanceOpinion(
        **common,
        version=opinion.number,
        facts=opinion.facts,
        analysis=opinion.analysis,
        options=tuple(
            OptionLine(
                name=option.get("title", ""),
                comment=option.get("comment", ""),
                cost=option.get("cost", ""),
                duration=option.get("duration", ""),
            )
            for option in opinion.options
        ),
        risks=opinion.risks,
        recommendation=opinion.recommendation,
        signatures=(
            Signature(
                role="承办人" if in_house else "指导专家",
                name=opinion.author.name if opinion.author else "",
                organisation=case.center.name_zh if in_house else "",
                signed_at=timezone.localtime(opinion.submitted_at),
            ),
            Signature(
                role="复核签发",
                name=opinion.countersigned_by.name if opinion.countersigned_by else "",
                organisation=case.center.name_zh,
                signed_at=timezone.localtime(opinion.countersigned_at),
            ),
        ),
        materials=tuple(clean.order_by("id").values_list("name", flat=True)[:100]),
    )
