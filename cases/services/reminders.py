"""What happens when a date comes near or passes: warnings, reminders, and requests that count as withdrawn.

Each function works on the cases that the running scope shows (one center's, see cases.jobs) and may run any number of
times: what was said once is marked and not said again.
"""

from __future__ import annotations

import datetime
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from cases.choices import OPEN, State, Verb
from cases.deadlines import countdown
from cases.models import Case, Deadline, SupplementRequest
from cases.procedure import WARN_BEFORE_DAYS
from cases.services.transition import SYSTEM_ACTOR, advance, log
from cases.tell import tell
from portal.notices.notify import notify

REMIND_DAYS = (1, 3, 7, 14)
PASSED = 0


def supplements_warn(today: datetime.date) -> int:
    """Warn applicant and handler, once, that missing material is due within WARN_BEFORE_DAYS; return how many cases.

    Also warns of a date that passed unwarned (the job had stood still): it lapses a day later at the earliest.
    """
    rows = _open_supplements().filter(
        warned_at__isnull=True, due_on__lte=today + datetime.timedelta(days=WARN_BEFORE_DAYS)
    )
    count = 0
    for row in rows:
        row.warned_at = timezone.now()
        row.save(update_fields=["warned_at"])
        facts = {"due_on": row.due_on.isoformat(), "days": max((row.due_on - today).days, 0)}
        log(row.case, "supplement_warned", actor=SYSTEM_ACTOR, payload=facts)
        link = reverse("cases:act", args=[row.case.public_id, Verb.SUPPLEMENT])
        tell(row.case, "supplement_due", to="case_applicant", context=facts, link=link)
        tell(row.case, "material_due", to="case_team", context=facts)
        count += 1
    return count


def supplements_lapse(today: datetime.date) -> int:
    """Let requests whose material did not come count as withdrawn; return how many.

    Only when the date has passed and the warning went out on an earlier day. Locks each supplement request, then its
    case.
    """
    start_of_day = timezone.make_aware(datetime.datetime.combine(today, datetime.time()))
    count = 0
    for row in _open_supplements().filter(due_on__lt=today, warned_at__lt=start_of_day):
        facts = {"due_on": row.due_on.isoformat()}
        advance(
            case=row.case,
            verb=Verb.DEEM_WITHDRAWN,
            actor=SYSTEM_ACTOR,
            payload=facts,
            changes={"closed_at": timezone.now()},
        )
        for side in ("case_applicant", "case_team"):
            tell(row.case, "deemed_withdrawn", to=side, context=facts)
        count += 1
    return count


def _open_supplements() -> QuerySet[SupplementRequest]:
    rows = SupplementRequest.objects.filter(answered_at__isnull=True, case__state=State.NEEDS_SUPPLEMENT)
    return rows.select_related("case").select_for_update(of=("self",), skip_locked=True).order_by("pk")


def deadlines_remind() -> int:
    """Remind applicant and handler 14, 7, 3 and 1 days before an unmet deadline and when it has passed; return how many.

    Days count by the forum's clock. A step that was missed is not made up for: only the nearest one is said.
    """
    horizon = timezone.localdate() + datetime.timedelta(days=REMIND_DAYS[-1] + 1)
    rows = (
        Deadline.objects.filter(met_on__isnull=True, due_on__lte=horizon, case__state__in=OPEN)
        .exclude(reminded=PASSED)
        .select_related("case")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("pk")
    )
    count = 0
    for row in rows:
        days = countdown(row.due_on, row.timezone).days
        step = PASSED if days < 0 else next((step for step in REMIND_DAYS if days <= step), None)
        if step is None or (row.reminded is not None and row.reminded <= step):
            continue
        row.reminded = step
        row.save(update_fields=["reminded"])
        facts = {
            "title": {"zh": row.title_zh, "en": row.title_en or row.title_zh},
            "due_on": row.due_on.isoformat(),
            "days": days,
            "zone": row.timezone,
        }
        tell(row.case, "deadline_due", to="case_applicant", context=facts)
        tell(row.case, "deadline_due", to="case_team", context=facts)
        count += 1
    return count


def overdue_report(center_id: int, today: datetime.date) -> int:
    """Tell the supervisors of a center how many cases have become overdue since they were last told; return it."""
    late = Case.objects.filter(center_id=center_id, due_on__lt=today, state__in=OPEN)
    fresh = late.filter(Q(overdue_told_for__isnull=True) | ~Q(overdue_told_for=F("due_on")))
    count = fresh.update(overdue_told_for=F("due_on"))
    if count:
        notify(
            "cases/overdue",
            context={"fresh": count, "total": late.count()},
            link=reverse("cases:worklist") + "?" + urlencode({"view": "overdue"}),
            resolver="center_supervisors",
            arguments={"center_id": center_id},
            center_id=center_id,
        )
    return count
