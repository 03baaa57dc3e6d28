"""The guidance opinion: drafts, two windows, four eyes, and what is frozen stays frozen."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.models import Case, Opinion
from cases.models.case import of
from cases.services import opinions
from cases.services.guidance import case_withdraw
from experts.models import Assignment, Expert
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict
from portal.tenancy import scope as scopes
from tests.handling.conftest import Office
from tests.handling.test_services import papers, timeline, told

TEXTS = {"facts": "已查明", "analysis": "不侵权", "risks": "被诉", "recommendation": "应诉"}
OPTIONS = [{"title": "应诉", "cost": "USD 20,000", "duration": "6 个月", "comment": "稳妥"}]


def save(office: Office, code: str, case: Case, seen: int = 0, **texts: str) -> Opinion:
    with office.acting(code) as actor:
        return opinions.opinion_save(
            case=Case.objects.get(pk=case.pk), actor=actor, texts=TEXTS | texts, options=OPTIONS, seen_version=seen
        )


def submit(office: Office, code: str, case: Case, opinion: Opinion) -> None:
    with office.acting(code) as actor:
        opinions.opinion_submit(case=Case.objects.get(pk=case.pk), opinion=opinion, actor=actor)


@contextmanager
def at(office: Office, code: str, case: Case, opinion: Opinion) -> Iterator[dict[str, Any]]:
    with office.acting(code) as actor, transaction.atomic():
        yield {
            "case": Case.objects.select_related("center").get(pk=case.pk),
            "opinion": Opinion.objects.get(pk=opinion.pk),
            "actor": actor,
        }


def countersign(*, opinion: Opinion, **found: Any) -> None:
    """Countersign the text as it stands."""
    opinions.opinion_countersign(opinion=opinion, seen_hash=opinions.opinion_hash(opinion), **found)


def submitted(office: Office, code: str = "handler") -> tuple[Case, Opinion]:
    case = office.case("in_guidance")
    if code == "expert":
        put_on(office, case)
    opinion = save(office, code, case)
    submit(office, code, case, opinion)
    return case, opinion


def put_on(office: Office, case: Case) -> Actor:
    """Put the expert on a case, declared."""
    person = office.person("expert")
    with scopes.enter(scopes.system()):
        Assignment.objects.create(
            **of(case), expert=Expert.objects.get(user_id=person.pk), expert_user_id=person.pk, state="active",
            opinion_due_on=timezone.localdate(), ends_at=timezone.now() + datetime.timedelta(days=9),
            declared_at=timezone.now(),
        )  # fmt: skip
    return office.actor("expert")


def test_drafts_are_kept_and_versions_counted_across_authors(office: Office) -> None:
    case = office.case("in_guidance")
    put_on(office, case)
    first = save(office, "handler", case)
    second = save(office, "expert", case)
    again = save(office, "handler", case, first.row_version, facts="再查明")
    assert (first.number, second.number, again.number) == (1, 2, 1)
    assert (again.facts, again.row_version) == ("再查明", 2)


def test_another_window_does_not_overwrite(office: Office) -> None:
    case = office.case("in_guidance")
    save(office, "handler", case)
    save(office, "handler", case, 1, facts="第一个窗口")
    with pytest.raises(Conflict, match="另一个窗口"):
        save(office, "handler", case, 1, facts="第二个窗口")
    with scopes.enter(scopes.system()):
        assert Opinion.objects.get(case_id=case.pk).facts == "第一个窗口"


@pytest.mark.parametrize("state", ["accepted", "assigned", "closed", "withdrawn"])
def test_nothing_is_written_outside_guidance(office: Office, state: str) -> None:
    with pytest.raises(Conflict):
        save(office, "handler", office.case(state))


def test_an_unfinished_opinion_is_not_handed_over(office: Office) -> None:
    case = office.case("in_guidance")
    opinion = save(office, "handler", case, risks=" ")
    with pytest.raises(Conflict, match="风险"):
        submit(office, "handler", case, opinion)


def test_a_submitted_opinion_waits_for_the_center_and_its_supervisors_are_told(office: Office) -> None:
    case, opinion = submitted(office, "expert")
    fresh = office.fresh(case)
    assert (fresh.state, fresh.waiting_for) == ("in_guidance", "center")
    assert told(case) == {"opinion_submitted→case_countersigners"}
    assert timeline(case) == [("submit_opinion", "in_guidance", "in_guidance", "handling")]
    with pytest.raises(Conflict):
        save(office, "expert", case, opinion.row_version, facts="改")


@pytest.mark.parametrize(("author", "waits_for"), [("expert", "expert"), ("handler", "center")])
def test_an_opinion_sent_back_waits_for_its_author_who_may_write_on(
    office: Office, author: str, waits_for: str
) -> None:
    case, opinion = submitted(office, author)
    with at(office, "supervisor", case, opinion) as found:
        opinions.opinion_return(**found, reason="补充风险")
    assert office.fresh(case).waiting_for == waits_for
    with scopes.enter(scopes.system()):
        opinion.refresh_from_db()
    assert (opinion.state, opinion.returned_reason) == ("returned", "补充风险")
    again = save(office, author, case, opinion.row_version, risks="更多风险")
    assert (again.number, again.state) == (1, "draft")
    submit(office, author, case, again)


def test_countersigning_freezes_the_text_issues_the_letter_and_moves_the_case(office: Office) -> None:
    case, opinion = submitted(office, "expert")
    with at(office, "supervisor", case, opinion) as found:
        countersign(**found)
    fresh = office.fresh(case)
    assert (fresh.state, fresh.waiting_for) == ("opinion_issued", "center")
    assert papers(case) == ["opinion"]
    with scopes.enter(scopes.system()):
        opinion.refresh_from_db()
    assert opinion.content_hash == opinions.opinion_hash(opinion)
    assert {"opinion_issued→case_applicant", "opinion_countersigned→users"} <= told(case)
    with pytest.raises(IntegrityError), scopes.enter(office.person("supervisor").scope()), transaction.atomic():
        Opinion.objects.filter(pk=opinion.pk).update(facts="改了")


def test_the_author_cannot_countersign(office: Office) -> None:
    case, opinion = submitted(office, "supervisor")
    with pytest.raises(Conflict, match="另一位负责人"), at(office, "supervisor", case, opinion) as found:
        countersign(**found)
    assert office.fresh(case).state == "in_guidance"
    with at(office, "supervisor@2", case, opinion) as found:
        countersign(**found)
    assert office.fresh(case).state == "opinion_issued"


def test_a_handler_cannot_countersign(office: Office) -> None:
    case, opinion = submitted(office, "handler")
    with pytest.raises(Conflict), at(office, "handler@2", case, opinion) as found:
        countersign(**found)


def test_countersigning_a_withdrawn_case_leaves_nothing_behind(office: Office) -> None:
    case, opinion = submitted(office)
    with office.acting("owner") as actor:
        case_withdraw(case=Case.objects.get(pk=case.pk), actor=actor, reason="和解")
    with pytest.raises(Conflict), at(office, "supervisor", case, opinion) as found:
        countersign(**found)
    with scopes.enter(scopes.system()):
        opinion.refresh_from_db()
    assert (opinion.state, opinion.content_hash) == ("submitted", "")
    assert papers(case) == []


def test_a_second_opinion_during_tracking_leaves_the_state(office: Office) -> None:
    case, opinion = submitted(office)
    with at(office, "supervisor", case, opinion) as found:
        countersign(**found)
    second = save(office, "handler", case)
    assert second.number == 2
    submit(office, "handler", case, second)
    with at(office, "supervisor", case, second) as found:
        countersign(**found)
    assert office.fresh(case).state == "opinion_issued"
    assert papers(case) == ["opinion", "opinion"]


def test_another_text_than_the_one_read_is_not_countersigned(office: Office) -> None:
    """The author had it sent back and handed over another text under the same address."""
    case, opinion = submitted(office)
    read = opinions.opinion_hash(opinion)
    with at(office, "supervisor@2", case, opinion) as found:
        opinions.opinion_return(**found, reason="补充风险")
    submit(office, "handler", case, save(office, "handler", case, opinion.row_version, recommendation="和解"))
    for seen in (read, "", "0" * 64):
        with pytest.raises(Conflict, match="您读到的"), at(office, "supervisor", case, opinion) as found:
            opinions.opinion_countersign(**found, seen_hash=seen)
    assert (office.fresh(case).state, papers(case)) == ("in_guidance", [])
    with at(office, "supervisor", case, opinion) as found:
        countersign(**found)
    assert papers(case) == ["opinion"]


def test_the_author_cannot_send_the_own_opinion_back(office: Office) -> None:
    case, opinion = submitted(office, "supervisor")
    with pytest.raises(Conflict, match="另一位负责人"), at(office, "supervisor", case, opinion) as found:
        opinions.opinion_return(**found, reason="再想想")
    with scopes.enter(scopes.system()):
        opinion.refresh_from_db()
    assert opinion.state == "submitted"
