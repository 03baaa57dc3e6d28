"""Sending a request: what it becomes, what stops it, and that it happens once."""

from __future__ import annotations

import dataclasses
import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import access, procedure
from cases.consents import CONSENT_VERSION
from cases.deadlines import all_rules
from cases.models import Case, CaseParty, Counter, Deadline, Paper, ServedDocument, TimelineEntry
from cases.selectors.filing import Draft
from cases.services import numbers
from cases.services.drafts import draft_write
from cases.services.submission import IncompleteError, case_submit, lacks_of
from portal.audit.models import AuditEntry
from portal.notices.models import OutboxEvent
from portal.policy.conflict import Conflict
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center
from tests import people
from tests.filing import requests

pytestmark = pytest.mark.django_db


@pytest.fixture
def center() -> Center:
    """The local center of the applicant's city, with staff, beside the national one."""
    people.national_center()
    center = people.make_center("SZ", province="440000", city="440300")
    people.person("intake", center=center)
    return center


@pytest.fixture
def owner() -> people.Person:
    return people.person("owner")


def test_a_whole_request_becomes_a_case(center: Center, owner: Any) -> None:
    case = requests.send(owner, requests.begin(owner))
    today = timezone.localdate()
    assert (case.state, case.waiting_for, case.center_id) == ("submitted", "center", center.pk)
    assert case.number == numbers.case_number("SZ", today.year, 1)
    assert numbers.receipt_is_valid(case.receipt_code)
    assert case.due_on == procedure.add_working_days(today, 2)
    assert case.submitted_at == case.signed_at
    assert (case.truth_stated, case.consent_processing, case.consent_library) == (
        True,
        CONSENT_VERSION,
        CONSENT_VERSION,
    )
    assert case.amount_cny is not None
    assert (case.routing["rule"], case.routing["center"]) == ("local_city", center.pk)
    assert case.routing["facts"]["countries"] == ["US", "CA"]
    with scopes.enter(scopes.system()):
        assert set(CaseParty.objects.filter(case=case).values_list("center_id", flat=True)) == {center.pk}


def test_its_clock_runs_from_the_day_of_service(center: Center, owner: Any) -> None:
    case = requests.send(owner, requests.begin(owner))
    with scopes.enter(owner.scope()):
        clock = Deadline.objects.get(case=case)
        served = ServedDocument.objects.get(case=case)
    assert (clock.kind, clock.rule_id, clock.due_on) == (
        "statutory",
        "us_dc_answer_served",
        datetime.date(2026, 11, 24),
    )
    assert (clock.timezone, clock.source) == ("America/New_York", "FRCP 12(a)(1)(A)(i)")
    assert (clock.served_document_id, clock.trigger_on) == (served.pk, served.served_on)
    assert clock.explanation["caveats"][0]["code"] == "document_prevails"
    assert "美国联邦地区法院" in clock.title_zh
    assert "US District Court" in clock.title_en


def test_everybody_concerned_is_told_and_it_is_on_record(center: Center, owner: Any) -> None:
    case = requests.send(owner, requests.begin(owner))
    with scopes.enter(scopes.system()):
        told = {
            event.payload["template"]: event
            for event in OutboxEvent.objects.filter(topic="notice", payload__recipients__arguments__case_id=case.pk)
        }
        assert set(told) == {"cases/submitted", "cases/filed"}
        assert told["cases/submitted"].payload["include_actor"] is True
        assert told["cases/submitted"].payload["recipients"]["resolver"] == "case_applicant"
        assert told["cases/submitted"].payload["context"]["receipt_code"] == numbers.format_receipt(case.receipt_code)
        assert told["cases/filed"].payload["recipients"]["resolver"] == "case_intake"
        paper = Paper.objects.get(case=case)
        assert (paper.kind, paper.state) == ("application", "pending")
        assert OutboxEvent.objects.filter(topic="paper.render", payload__paper_id=paper.pk).count() == 1
        entry = TimelineEntry.objects.get(case=case)
        assert (entry.verb, entry.from_state, entry.to_state, entry.audience) == ("submit", "draft", "submitted", "all")
        assert entry.payload["stated"] == "in_form"
        assert AuditEntry.objects.filter(verb="case.submit", object_id=str(case.public_id)).count() == 1


def test_numbers_count_in_each_center_and_year(center: Center, owner: Any) -> None:
    sent = [requests.send(owner, requests.begin(owner)) for _ in range(2)]
    elsewhere = people.person("owner", enterprise=people.make_enterprise(province="330000", city="330100"))
    away = requests.answers(applicant={"province": "330000", "city": "330100"})
    other = requests.send(elsewhere, requests.begin(elsewhere, away))
    serials = [re.fullmatch(r"(\w+)-\d{4}-(\d{5}).", case.number) for case in (*sent, other)]
    assert [(found[1], found[2]) for found in serials if found] == [("SZ", "00001"), ("SZ", "00002"), ("CN", "00001")]


def test_a_second_sending_changes_nothing(center: Center, owner: Any) -> None:
    case = requests.send(owner, requests.begin(owner))
    with requests.acting(owner) as actor:
        again = access.get_case(actor, case.public_id, lock=True)
        assert case_submit(case=again, actor=actor, statements=requests.STATEMENTS) is False
    with scopes.enter(scopes.system()):
        assert Case.objects.get(pk=case.pk).version == case.version
        assert Paper.objects.count() == 1
        assert Counter.objects.get(center=center).last == 1


@pytest.mark.parametrize("left_out", ["contact", "agent", "dispute", "place", "events", "requests"])
def test_a_missing_part_stops_it_and_is_named(center: Center, owner: Any, left_out: Any) -> None:
    answers = requests.answers()
    del answers[left_out]
    if left_out == "contact":
        owner.user.phone = ""
    case = requests.begin(owner, answers)
    with requests.acting(owner) as actor, pytest.raises(IncompleteError) as stopped:
        case_submit(case=access.get_case(actor, case.public_id, lock=True), actor=actor, statements=requests.STATEMENTS)
    assert left_out in [lack.section.key for lack in stopped.value.lacks]
    with scopes.enter(scopes.system()):
        kept = Case.objects.get(pk=case.pk)
        assert (kept.state, kept.center_id, kept.number) == ("draft", 0, "")
        assert not OutboxEvent.objects.filter(topic="notice").exists()


def test_an_answer_that_became_wrong_is_found_before_sending(center: Center, owner: Any) -> None:
    """The stage was right for a court; then the forum was changed through the API."""
    case = requests.begin(owner)
    with scopes.enter(scopes.system()):
        Case.objects.filter(pk=case.pk).update(forum="itc")
    with requests.acting(owner) as actor:
        found = lacks_of(Draft(access.get_case(actor, case.public_id)), actor)
    assert [lack.section.key for lack in found] == ["place", "itc"]
    assert "stage" in found[0].errors


def test_a_completed_part_that_a_later_answer_upset_stops_it(center: Center, owner: Any) -> None:
    prevention = requests.answers(dispute={"role": "prevention"}, events={"first_known_on": ""})
    case = requests.begin(owner, prevention)
    with requests.acting(owner) as actor:
        draft = Draft(access.get_case(actor, case.public_id, lock=True))
        draft_write(draft=draft, actor=actor, answers={"dispute": requests.WHOLE["dispute"]})
    with pytest.raises(IncompleteError) as stopped:
        requests.send(owner, case)
    assert [lack.section.key for lack in stopped.value.lacks] == ["events"]


def test_what_became_pointless_is_not_filed(center: Center, owner: Any) -> None:
    fair = requests.answers(dispute={"dispute_type": "exhibition"}, fair={"fair_name": "IFA Berlin"})
    case = requests.begin(owner, fair)
    with requests.acting(owner) as actor:
        draft = Draft(access.get_case(actor, case.public_id, lock=True))
        changes = {
            "dispute": {**requests.WHOLE["dispute"], "role": "prevention"},
            "place": {"country": "US", "forum": "none", "stage": "none", "rows": []},
        }
        assert draft_write(draft=draft, actor=actor, answers=changes) == {}
    sent = requests.send(owner, case)
    assert (sent.fair_name, sent.amount, sent.amount_cny, sent.amount_currency) == ("", None, None, "")
    with scopes.enter(scopes.system()):
        assert not CaseParty.objects.filter(case=case).exists()
        assert not ServedDocument.objects.filter(case=case).exists()
        assert not Deadline.objects.filter(case=case).exists()


@pytest.mark.parametrize("change", [{"truth": False}, {"processing": ""}])
def test_without_the_statements_nothing_is_sent(center: Center, owner: Any, change: Any) -> None:
    case = requests.begin(owner)
    with pytest.raises(Conflict):
        requests.send(owner, case, dataclasses.replace(requests.STATEMENTS, **change))


def test_a_text_that_never_was_in_force_cannot_be_agreed_to(center: Center, owner: Any) -> None:
    case = requests.begin(owner)
    with pytest.raises(LookupError):
        requests.send(owner, case, dataclasses.replace(requests.STATEMENTS, processing="1999-1"))


def test_without_any_center_the_draft_is_kept(owner: Any) -> None:
    case = requests.begin(owner)
    with pytest.raises(Conflict, match="保留"):
        requests.send(owner, case)
    with scopes.enter(owner.scope()):
        assert Case.objects.get(pk=case.pk).state == "draft"


def test_a_center_without_staff_is_passed_over(owner: Any) -> None:
    people.make_center("SZ", province="440000", city="440300")
    nation = people.national_center()
    case = requests.send(owner, requests.begin(owner))
    assert case.center_id == nation.pk
    assert [each["why"] for each in case.routing["passed_over"]] == ["no_staff", "no_staff"]


def test_a_procedure_without_a_fixed_period_gives_no_date(center: Center, owner: Any) -> None:
    open_ended = next(rule.id for rule in all_rules() if rule.period is None)
    rows = [
        {"title": "A", "served_on": "2026-11-03", "rule_id": ""},
        {"title": "B", "served_on": "2026-11-03", "rule_id": open_ended},
    ]
    case = requests.send(owner, requests.begin(owner, requests.answers(served={"rows": rows})))
    with scopes.enter(owner.scope()):
        assert ServedDocument.objects.filter(case=case).count() == 2
        assert not Deadline.objects.filter(case=case).exists()


def test_the_page_sends_only_what_was_looked_at(client: Client, center: Center, owner: Any) -> None:
    case = requests.begin(owner)
    people.login(client, owner)
    path = reverse("cases:filing_check", args=[case.public_id])
    page = client.get(path)
    with requests.acting(owner) as actor:
        draft = Draft(access.get_case(actor, case.public_id, lock=True))
        draft_write(draft=draft, actor=actor, answers={"events": {**requests.WHOLE["events"], "cause": "changed"}})
    posted = {
        "truth": "on",
        "processing": "on",
        "text_version": CONSENT_VERSION,
        "version": page.context["case"].version,
    }
    refused = client.post(path, posted)
    assert refused.status_code == 409
    assert "在别处被修改" in refused.content.decode()
    sent = client.post(path, posted | {"version": refused.context["case"].version})
    assert sent.headers["Location"] == reverse("cases:filing_done", args=[case.public_id])
    assert client.post(path, posted).headers["Location"] == sent.headers["Location"]


@pytest.mark.parametrize(
    ("change", "field"),
    [({"truth": ""}, "truth"), ({"processing": ""}, "processing"), ({"text_version": "2020-1"}, "__all__"), ({"text_version": ""}, "__all__")],
)  # fmt: skip
def test_the_page_asks_for_the_statements_beside_them(
    client: Client, center: Center, owner: Any, change: Any, field: Any
) -> None:
    case = requests.begin(owner)
    people.login(client, owner)
    posted = {"truth": "on", "processing": "on", "text_version": CONSENT_VERSION, "version": "1"} | change
    answer = client.post(reverse("cases:filing_check", args=[case.public_id]), posted)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_the_page_lists_what_is_missing_with_links(client: Client, center: Center, owner: Any) -> None:
    answers = requests.answers()
    del answers["events"]
    case = requests.begin(owner, answers)
    people.login(client, owner)
    path = reverse("cases:filing_check", args=[case.public_id])
    page = client.get(path)
    assert [row.section.key for row in page.context["review"].lacking] == ["events"]
    posted = {
        "truth": "on",
        "processing": "on",
        "text_version": CONSENT_VERSION,
        "version": page.context["case"].version,
    }
    answer = client.post(path, posted)
    assert answer.status_code == 422
    assert reverse("cases:filing_section", args=[case.public_id, "events"]) + "?back=check" in answer.content.decode()
    assert "申请没有提交" in answer.content.decode()


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 50, "1.5"])
def test_a_tampered_version_sends_nothing(client: Client, center: Center, owner: Any, version: Any) -> None:
    case = requests.begin(owner)
    people.login(client, owner)
    posted = {"truth": "on", "processing": "on", "text_version": CONSENT_VERSION, "version": version}
    assert client.post(reverse("cases:filing_check", args=[case.public_id]), posted).status_code == 409
    with scopes.enter(owner.scope()):
        assert Case.objects.get(pk=case.pk).state == "draft"
