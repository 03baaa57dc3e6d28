"""Dates that come near or pass: said once, by whose clock, and never twice."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from cases.jobs import center_day
from cases.models import Case, Deadline, SupplementRequest, TimelineEntry
from cases.models.case import of
from cases.procedure import WARN_BEFORE_DAYS, add_working_days, is_working_day
from portal.notices.models import OutboxEvent
from portal.notices.registry import Work
from portal.tenancy import scope as scopes
from portal.uuid7 import uuid7
from tests.handling.conftest import Office

# 10:00 in Beijing, the evening before in New York.
START = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 11, 23)


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def days(count: int) -> datetime.timedelta:
    return datetime.timedelta(days=count)


def run_day(office: Office, center: Any = None) -> None:
    """Do what the worker does with a `cases.clock` event of a center."""
    center = center or office.center
    work = Work(
        id=uuid7(), topic="cases.clock", payload={"center_id": center.pk}, center_id=center.pk, actor_id=None, attempt=1,
        created_at=timezone.now(),
    )  # fmt: skip
    with scopes.enter(scopes.system()):
        center_day(work)


def notices(template: str) -> list[dict[str, Any]]:
    with scopes.enter(scopes.system()):
        rows = OutboxEvent.objects.filter(topic="notice", payload__template=f"cases/{template}")
        # ids follow the clock of the test, which stands still; so do times, within a day of the test
        return list(rows.order_by("created_at").values_list("payload", flat=True))


def owing(office: Office, due_on: datetime.date) -> Case:
    case = office.case("needs_supplement", waiting_for="applicant", due_on=due_on)
    with scopes.enter(scopes.system()):
        SupplementRequest.objects.create(**of(case), items=["授权委托书"], due_on=due_on)
    return case


def test_missing_material_is_warned_of_once_then_lapses(office: Office, clock: Any) -> None:
    case = owing(office, TODAY + days(WARN_BEFORE_DAYS + 1))
    run_day(office)
    assert notices("supplement_due") == []
    clock.shift(days(1))
    for _again in range(2):
        run_day(office)
    assert [(each["context"]["days"], each["recipients"]["resolver"]) for each in notices("supplement_due")] == [
        (WARN_BEFORE_DAYS, "case_applicant")
    ]
    assert len(notices("material_due")) == 1
    clock.shift(days(WARN_BEFORE_DAYS))
    run_day(office)
    assert office.fresh(case).state == "needs_supplement", "on the day itself the material may still come"
    clock.shift(days(1))
    for _again in range(2):
        run_day(office)
    fresh = office.fresh(case)
    assert (fresh.state, fresh.waiting_for) == ("deemed_withdrawn", "nobody")
    assert len(notices("deemed_withdrawn")) == 2
    with scopes.enter(scopes.system()):
        assert list(TimelineEntry.objects.filter(case=case).order_by("id").values_list("verb", "actor_side")) == [
            ("supplement_warned", "system"),
            ("deem_withdrawn", "system"),
        ]


def test_a_date_that_passed_unwarned_is_warned_of_first(office: Office, clock: Any) -> None:
    case = owing(office, TODAY - days(4))
    run_day(office)
    assert office.fresh(case).state == "needs_supplement"
    assert notices("supplement_due")[0]["context"]["days"] == 0
    clock.shift(days(1))
    run_day(office)
    assert office.fresh(case).state == "deemed_withdrawn"


def test_an_answered_request_never_lapses(office: Office, clock: Any) -> None:
    case = owing(office, TODAY)
    with scopes.enter(scopes.system()):
        SupplementRequest.objects.filter(case=case).update(answered_at=timezone.now())
        Case.objects.filter(pk=case.pk).update(state="under_review")
    for _day in range(3):
        run_day(office)
        clock.shift(days(1))
    assert office.fresh(case).state == "under_review"
    assert notices("supplement_due") == []


def test_deadlines_remind_at_each_step_once(office: Office, clock: Any) -> None:
    case = office.case("in_guidance")
    with scopes.enter(scopes.system()):
        Deadline.objects.create(**of(case), kind="agreed", title_zh="答辩", title_en="Answer", due_on=TODAY + days(16))
    said: list[tuple[int, int]] = []
    for day in range(19):
        run_day(office)
        run_day(office)
        said += [(day, each["context"]["days"]) for each in notices("deadline_due")[2 * len(said) :: 2]]
        clock.shift(days(1))
    assert said == [(2, 14), (9, 7), (13, 3), (15, 1), (17, -1)]
    assert {each["recipients"]["resolver"] for each in notices("deadline_due")} == {"case_applicant", "case_team"}


def test_a_deadline_counts_by_the_forums_clock(office: Office, clock: Any) -> None:
    case = office.case("in_guidance")
    with scopes.enter(scopes.system()):
        for zone in ("Asia/Shanghai", "America/New_York"):
            Deadline.objects.create(**of(case), kind="statutory", title_zh=zone, due_on=TODAY - days(1), timezone=zone)
    run_day(office)
    # In New York it is still the 22nd: the last day has not passed.
    assert {(each["context"]["title"]["zh"], each["context"]["days"]) for each in notices("deadline_due")} == {
        ("Asia/Shanghai", -1),
        ("America/New_York", 0),
    }


@pytest.mark.parametrize(("state", "met"), [("closed", None), ("withdrawn", None), ("in_guidance", TODAY)])
def test_nobody_is_reminded_of_what_is_over(office: Office, clock: Any, state: str, met: datetime.date | None) -> None:
    case = office.case(state)
    with scopes.enter(scopes.system()):
        Deadline.objects.create(**of(case), kind="agreed", title_zh="答辩", due_on=TODAY, met_on=met)
    run_day(office)
    assert notices("deadline_due") == []


def test_supervisors_hear_of_each_overdue_case_once_per_date(office: Office, clock: Any) -> None:
    cases = [office.case("under_review", due_on=TODAY - days(2)) for _n in range(3)]
    office.case("under_review", due_on=TODAY)
    office.case("closed", due_on=TODAY - days(9))
    for _again in range(2):
        run_day(office)
    assert [each["context"] for each in notices("overdue")] == [{"fresh": 3, "total": 3}]
    with scopes.enter(scopes.system()):
        Case.objects.filter(pk=cases[0].pk).update(due_on=TODAY - days(1))
    run_day(office)
    # The clock stands still: which of the two is the later one shows in what it says.
    (told,) = [each for each in notices("overdue") if each["context"] == {"fresh": 1, "total": 3}]
    assert told["recipients"]["arguments"] == {"center_id": office.center.pk}
    assert len(notices("overdue")) == 2


def test_a_centers_day_touches_no_other_center(office: Office, clock: Any) -> None:
    case = owing(office, TODAY + days(1))
    office.case("under_review", due_on=TODAY - days(2))
    run_day(office, office.elsewhere)
    assert notices("supplement_due") == notices("overdue") == []
    with scopes.enter(scopes.system()):
        assert SupplementRequest.objects.get(case=case).warned_at is None


def test_working_days_know_holidays_and_make_up_days() -> None:
    assert not is_working_day(datetime.date(2026, 10, 1))
    assert is_working_day(datetime.date(2026, 10, 10)), "a Saturday worked for the National Day week"
    assert not is_working_day(datetime.date(2026, 11, 21))
    assert add_working_days(datetime.date(2026, 9, 30), 1) == datetime.date(2026, 10, 8)
    assert add_working_days(datetime.date(2026, 11, 20), 2) == datetime.date(2026, 11, 24)
