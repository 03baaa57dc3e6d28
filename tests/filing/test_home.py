"""The start page of an enterprise: what comes first, what it counts in, and what it costs."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Deadline, Message, MessageRead
from cases.models.case import of
from portal.tenancy import scope as scopes
from tests import people
from tests.filing import requests

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> people.Person:
    people.national_center()
    return people.person("owner")


@pytest.fixture
def browser(client: Client, owner: Any) -> Client:
    return people.login(client, owner)


def change(case: Case, **columns: Any) -> None:
    """Put a case into another state behind the workflow's back."""
    with scopes.enter(scopes.system()):
        Case.objects.filter(pk=case.pk).update(**columns)


def filed(owner: Any) -> Case:
    return requests.send(owner, requests.begin(owner))


def test_an_empty_start_says_how_to_begin(browser: Client) -> None:
    page = browser.get(reverse("cases:home"))
    assert page.context["home"].todos == []
    assert reverse("cases:begin") in page.content.decode()


def test_dated_things_come_first_nearest_first_then_messages(browser: Client, owner: Any) -> None:
    today = timezone.localdate()
    first, second = filed(owner), filed(owner)
    change(first, state="needs_supplement", waiting_for="applicant", due_on=today + datetime.timedelta(days=1))
    with scopes.enter(scopes.system()):
        Deadline.objects.filter(case=first).delete()
        Deadline.objects.filter(case=second).update(due_on=today + datetime.timedelta(days=40))
        Message.objects.create(**of(first), side="center", body="请补充")
        Message.objects.create(**of(first), side="center", body="再问一句")
        Message.objects.create(**of(second), side="applicant", body="我方留言")
    todos = browser.get(reverse("cases:home")).context["home"].todos
    assert [(todo.kind, todo.case.pk) for todo in todos] == [
        ("supplement", first.pk),
        ("deadline", second.pk),
        ("message", first.pk),
    ]
    assert todos[2].number == 2


def test_what_was_read_met_or_ended_waits_for_nobody(browser: Client, owner: Any) -> None:
    case, ended = filed(owner), filed(owner)
    change(ended, state="withdrawn", waiting_for="nobody")
    with scopes.enter(scopes.system()):
        message = Message.objects.create(**of(case), side="center", body="已收到")
        MessageRead.objects.create(**of(case), user_id=owner.pk, last_read=message.pk)
        Message.objects.create(**of(ended), side="center", body="已撤回")
        Deadline.objects.filter(case=case).update(met_on=timezone.localdate())
    assert browser.get(reverse("cases:home")).context["home"].todos == []


def test_days_are_counted_by_the_calendar_of_the_forum(browser: Client, owner: Any, time_machine: Any) -> None:
    """At 08:00 in Beijing on the 24th it is still the 23rd in New York: one day is left, not none."""
    case = filed(owner)
    with scopes.enter(scopes.system()):
        Deadline.objects.filter(case=case).update(due_on=datetime.date(2026, 11, 24))
    time_machine.move_to(datetime.datetime(2026, 11, 24, 0, 0, tzinfo=datetime.UTC))
    people.login(browser, owner)
    (todo,) = browser.get(reverse("cases:home")).context["home"].todos
    assert todo.left.days == 1


def test_an_issued_opinion_is_to_be_read(browser: Client, owner: Any) -> None:
    case = filed(owner)
    with scopes.enter(scopes.system()):
        Deadline.objects.filter(case=case).delete()
    change(case, state="opinion_issued", waiting_for="applicant")
    (todo,) = browser.get(reverse("cases:home")).context["home"].todos
    assert todo.kind == "opinion"


def test_it_shows_the_own_enterprise_only(browser: Client, owner: Any) -> None:
    other = people.person("owner")
    strange = filed(other)
    draft = requests.begin(other, {})
    page = browser.get(reverse("cases:home")).content.decode()
    assert strange.number not in page
    assert str(draft.public_id) not in page


def test_it_costs_the_same_for_few_and_many(browser: Client, owner: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get(reverse("cases:home")).status_code == 200
        return len(found)

    for _ in range(2):
        filed(owner)
        requests.begin(owner, {})
    browser.get(reverse("cases:home"))
    few = queries()
    for _ in range(4):
        filed(owner)
        requests.begin(owner, {})
    assert queries() == few


def test_pages_of_cases_follow_each_other(browser: Client, owner: Any) -> None:
    with scopes.enter(scopes.system()):
        sample = filed(owner)
        rows = []
        for number in range(30):
            row = Case.objects.get(pk=sample.pk)
            row.pk, row.public_id = None, Case._meta.get_field("public_id").get_default()
            row.number, row.receipt_code = f"CN-2026-{number + 100:05d}X", f"{number:012d}"
            rows.append(row)
        Case.objects.bulk_create(rows)
    first = browser.get(reverse("cases:home"))
    assert len(first.context["cases"]) == 25
    assert not first.context["previous_url"]
    second = browser.get(first.context["next_url"])
    numbers = [row["case"].number for page in (first, second) for row in page.context["cases"]]
    assert len(numbers) == len(set(numbers)) == 31
    assert browser.get(second.context["previous_url"]).context["cases"][0]["case"].number == numbers[0]
    assert browser.get(reverse("cases:home") + "?after=%00nonsense").status_code == 200
