"""A survey from its definition to its released results: who sees what, and no figure that leads back to a firm."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from alerts.environment.models import AnswerSheet, Participation, Question, Result, Survey
from alerts.environment.selectors.desk import surveys_returned, surveys_to_review
from alerts.environment.selectors.surveys import answers_of, counted, suppressed
from alerts.environment.services.surveys import survey_answer, survey_move
from portal.tenancy import scope as scopes
from tests import people
from tests.environment.conftest import Desk, actor
from tests.people import Person

pytestmark = pytest.mark.django_db


def define(client: Client, desk: Desk) -> Survey:
    """Write a survey with three questions on the desk and open it."""
    people.login(client, desk.editor)
    today = timezone.localdate()
    body = {
        "title_zh": "德国知识产权环境调查", "title_en": "Survey on Germany", "country": "DE", "about_zh": "说明", "about_en": "About",
        "consent_zh": "我们同意保存这些答案用于统计", "consent_en": "We agree that the answers are kept",
        "opens_on": today.isoformat(), "closes_on": (today + timedelta(days=5)).isoformat(),
    }  # fmt: skip
    backwards = client.post("/editorial/environment/surveys/add/", body | {"closes_on": "2020-01-01"})
    assert "closes_on" in backwards.context["form"].errors
    assert client.post("/editorial/environment/surveys/add/", body).status_code == 302
    with scopes.enter(scopes.system()):
        survey = Survey.objects.get()
    address = f"/editorial/environment/surveys/{survey.public_id}/"
    questions: list[dict[str, Any]] = [
        {"position": "1", "kind": "scale", "text_zh": "法院", "text_en": "Courts", "required": "on"},
        {"position": "2", "kind": "choice", "text_zh": "遇到过", "text_en": "Met", "options_zh": "警告函\n诉讼", "options_en": "Letters\nSuits"},
        {"position": "3", "kind": "text", "text_zh": "其他", "text_en": "Else"},
    ]  # fmt: skip
    short = client.post(f"{address}questions/add/", questions[1] | {"options_en": "Letters"})
    assert "options_en" in short.context["form"].errors
    for person, question in zip((desk.editor, desk.editor, desk.other), questions, strict=True):
        people.login(client, person)
        assert client.post(f"{address}questions/add/", question).status_code == 302
    # An editor hands in, and nobody opens what they wrote, on the page or in SQL.
    assert client.post(f"{address}act/open/").status_code == 409
    assert client.post(f"{address}act/propose/").status_code == 302
    assert waits_for(desk.reviewer) == 1
    assert waits_for(desk.editor) == 0
    assert client.post(f"{address}questions/add/", questions[0] | {"position": "9"}).status_code == 409
    assert client.get(f"/environment/surveys/{survey.public_id}/").status_code == 404
    assert client.post(f"{address}act/open/").status_code == 409
    for person, opened_by in (
        (desk.editor, desk.editor.pk), (desk.editor, desk.reviewer.pk), (desk.reviewer, None), (desk.other, desk.other.pk),
    ):  # fmt: skip
        with scopes.enter(person.scope()), pytest.raises(IntegrityError), transaction.atomic():
            Survey.objects.filter(pk=survey.pk).update(state="open", opened_at=timezone.now(), opened_by=opened_by)
    for forged in ({"title_zh": "改写"}, {"closes_on": today + timedelta(days=9)}):
        with scopes.enter(desk.reviewer.scope()), pytest.raises(IntegrityError), transaction.atomic():
            Survey.objects.filter(pk=survey.pk).update(**forged)
    reviewing = people.login(client, desk.reviewer)
    assert reviewing.post(f"{address}act/return/").status_code == 422, "who returns it says why"
    assert reviewing.post(f"{address}act/return/", {"reason": "请写明期间"}).status_code == 302
    assert "请写明期间" in people.login(client, desk.editor).get(address).text
    with scopes.enter(desk.editor.scope()):
        assert surveys_returned(actor(desk.editor)) == 1
    assert client.post(f"{address}act/propose/").status_code == 302
    assert "请写明期间" not in client.get(address).text
    assert people.login(client, desk.reviewer).post(f"{address}act/open/").status_code == 302
    with scopes.enter(scopes.system()):
        survey.refresh_from_db()
    return survey


def waits_for(person: Person) -> int:
    with scopes.enter(person.scope()):
        return surveys_to_review(actor(person))


def answer(client: Client, survey: Survey, firm: Person, court: int, met: int) -> Any:
    with scopes.enter(scopes.system()):
        first, second, third = Question.objects.filter(survey=survey).order_by("position")
    people.login(client, firm)
    body = {f"q{first.pk}": court, f"q{second.pk}": met, f"q{third.pk}": "一段话", "consent": "on"}
    return client.post(f"/environment/surveys/{survey.public_id}/answer/", body)


def test_from_definition_to_results(desk: Desk, client: Client) -> None:
    survey = define(client, desk)
    firms = [people.person("owner") for _ in range(12)]
    # the first question is a must, and so is the consent
    people.login(client, firms[0])
    empty = client.post(f"/environment/surveys/{survey.public_id}/answer/", {})
    assert empty.status_code == 422
    assert len(empty.context["form"].errors) == 2
    for at, firm in enumerate(firms):
        assert answer(client, survey, firm, 4 if at % 2 else 5, 0 if at < 7 else 1).status_code == 302
    # once each
    assert answer(client, survey, firms[0], 1, 1).status_code == 409
    # each firm that it answered, nobody an answer while the survey is open, the nation how many there are
    with scopes.enter(firms[3].scope()):
        assert [p.enterprise_id for p in Participation.objects.all()] == [firms[3].enterprise.pk]  # type: ignore[union-attr]
        assert sheets_seen() == 0
    for scope in (
        desk.reviewer.scope(),
        people.person("handler").scope(),
        scopes.login(),
        people.person("expert").scope(),
    ):
        with scopes.enter(scope), pytest.raises(ProgrammingError), transaction.atomic():
            Participation.objects.count()
    with scopes.enter(desk.reviewer.scope()):
        assert (sheets_seen(), answers_of(survey)) == (0, 12)
    before = traces(survey)
    act = f"/editorial/environment/surveys/{survey.public_id}/act"
    assert people.login(client, desk.editor).post(f"{act}/close/").status_code == 302
    after = traces(survey)
    assert sorted(after.values()) == sorted(before.values())
    assert set(before).isdisjoint(after)
    with scopes.enter(desk.reviewer.scope()):
        assert sheets_seen() == 12
    assert (waits_for(desk.reviewer), waits_for(desk.editor)) == (1, 0)
    listed = people.login(client, desk.reviewer).get(f"/editorial/environment/surveys/{survey.public_id}/answers/").text
    assert "一段话" in listed
    assert not any(firm.enterprise.name in listed for firm in firms if firm.enterprise)

    client.logout()
    assert "4.50" not in client.get(f"/environment/surveys/{survey.public_id}/").text
    # the editor's own survey is not the editor's to release, as a reviewer or in SQL
    assert desk.editor.user is not None
    people.add_role(desk.editor.user, people.national_center(), "reviewer")
    assert people.login(client, desk.editor).post(f"{act}/release/").status_code == 409
    with scopes.enter(desk.editor.scope()), pytest.raises(IntegrityError), transaction.atomic():
        Survey.objects.filter(pk=survey.pk).update(
            state="released", released_by=desk.editor.pk, released_at=timezone.now()
        )
    assert people.login(client, desk.reviewer).post(f"{act}/release/").status_code == 302
    client.logout()
    page = client.get(f"/environment/surveys/{survey.public_id}/").text
    assert "4.50" in page
    assert "一段话" not in page
    with scopes.enter(scopes.login()):
        assert sheets_seen() == 0
        cells = {(r.question.position, r.cell): r.n for r in Result.objects.select_related("question")}
    # no 1, 2 or 3 was given: the points of the scale stay hidden, its mean stands
    assert cells == {(1, "n"): 12, (1, "mean"): 12, (2, "n"): 12, (2, "0"): 7, (2, "1"): 5, (3, "n"): None}
    for statement in ("update environment_result set n = 99", "delete from environment_result"):
        with (
            scopes.enter(scopes.system()),
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def traces(survey: Survey) -> dict[int, str]:
    """Give what was answered by the sheets' ids, as the table holds them."""
    with scopes.enter(scopes.system()):
        return {sheet.pk: json.dumps(sheet.answers) for sheet in AnswerSheet.objects.filter(survey=survey)}


def test_nothing_ties_an_answer_to_a_firm(desk: Desk, client: Client) -> None:
    """An auditor, an analyst and whoever reads every table: no key, no order, no moment and no transaction leads across."""
    survey = define(client, desk)
    firms = [people.person("owner") for _ in range(24)]
    with scopes.enter(scopes.system()), connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from audit_auditentry")
        (entries,) = cursor.fetchone()
    for number, firm in enumerate(firms):
        with scopes.enter(firm.scope()):
            survey_answer(survey=survey, answers={"n": number})
    with scopes.enter(desk.editor.scope()):
        survey_move(survey=survey, verb="close", actor=actor(desk.editor))
    with scopes.enter(scopes.system()), connection.cursor() as cursor:
        cursor.execute("select verb, actor_id from audit_auditentry where id > %s", [entries])
        assert cursor.fetchall() == [("env_survey.close", desk.editor.pk)], (
            "the trail says nothing of who answered when"
        )
        cursor.execute(
            "select column_name from information_schema.columns where table_name = 'environment_answersheet'"
        )
        assert {name for (name,) in cursor.fetchall()} == {"id", "survey_id", "industry", "province", "answers"}
        cursor.execute(
            "select enterprise_id from environment_participation where survey_id = %s order by id", [survey.pk]
        )
        took_part = [firm for (firm,) in cursor.fetchall()]
        assert took_part == [firm.enterprise.pk for firm in firms if firm.enterprise]
        orders = {}
        for order in ("id", "ctid"):
            cursor.execute(
                f"select answers ->> 'n', xmin::text from environment_answersheet where survey_id = %s order by {order}",
                [survey.pk],
            )
            rows = cursor.fetchall()
            orders[order] = [int(number) for number, _ in rows]
            assert len({transaction for _, transaction in rows}) == 1
    # Of 24 in a random order, one would stand at its own place; ten at once is one chance in millions.
    for order, found in orders.items():
        assert sorted(found) == list(range(24)), order
        assert sum(place == number for place, number in enumerate(found)) < 10, order
        assert sum(after == before + 1 for before, after in itertools.pairwise(found)) < 10, order


def test_nobody_answers_past_the_function(desk: Desk, client: Client) -> None:
    """A firm with SQL answers once, as itself, and never beside the function."""
    survey = define(client, desk)
    firm = people.person("owner")
    assert firm.enterprise is not None
    with scopes.enter(firm.scope()), connection.cursor() as cursor:
        for statement, values in (
            ("insert into environment_answersheet (id, survey_id, industry, province, answers) values (1, %s, '', '', '{}')", [survey.pk]),
            ("insert into environment_participation (survey_id, enterprise_id, answered_at, consent_text) values (%s, %s, now(), '')",
             [survey.pk, firm.enterprise.pk]),
            ("select survey_shuffle(%s)", [survey.pk]),
            ("select survey_answer_count(%s)", [survey.pk]),
        ):  # fmt: skip
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(statement, values)
        given = []
        for _ in range(2):
            cursor.execute("select survey_answer(%s, 'we agree', '{}')", [survey.pk])
            given.append(cursor.fetchone()[0])
        assert given == ["kept", "again"]
    with scopes.enter(desk.reviewer.scope()):
        assert answers_of(survey) == 1


def sheets_seen() -> int:
    """Count what the present scope sees of the answers; a refusal is none."""
    try:
        with transaction.atomic():
            return AnswerSheet.objects.count()
    except ProgrammingError:
        return 0


def test_a_closed_survey_takes_no_answers_even_in_sql(desk: Desk, client: Client) -> None:
    survey = define(client, desk)
    firm = people.person("owner")
    people.login(client, desk.editor).post(f"/editorial/environment/surveys/{survey.public_id}/act/close/")
    assert answer(client, survey, firm, 5, 0).status_code == 409
    with scopes.enter(firm.scope()), pytest.raises(ProgrammingError), transaction.atomic():
        Participation.objects.create(
            survey=survey,
            enterprise_id=firm.enterprise.pk,  # type: ignore[union-attr]
            answered_by_id=firm.pk,
            consent_text="同意",
        )
    # a seat that reads only sees the page and cannot send
    reader = people.person("readonly")
    people.login(client, reader)
    assert client.get(f"/environment/surveys/{survey.public_id}/answer/").status_code == 200
    assert client.post(f"/environment/surveys/{survey.public_id}/answer/", {}).status_code == 403


def test_small_cells_and_what_would_give_them_away_are_suppressed() -> None:
    assert suppressed({0: 9, 1: 4, 2: 6}) == {1, 2}
    assert suppressed({0: 3, 1: 4, 2: 6}) == {0, 1}
    assert suppressed({0: 5, 1: 7}) == set()
    scale = Question(pk=1, kind="scale")
    four = [{"1": 5}] * 4
    assert [(f.cell, f.n) for f in counted(scale, four)] == [("n", None)]
    full = [{"1": point} for point in (1, 2, 3, 4, 5) for _ in range(5)]
    assert [(f.cell, f.n) for f in counted(scale, full)] == [
        ("n", 25), ("mean", 25), ("1", 5), ("2", 5), ("3", 5), ("4", 5), ("5", 5),
    ]  # fmt: skip
    assert [f.cell for f in counted(scale, full[1:])] == ["n", "mean"]
