"""Verbs with pages of their own: assigning an expert, the opinion, its countersignature, deciding a transfer."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case, Opinion, Transfer
from cases.services.opinions import opinion_hash, opinion_submit
from experts.models import Assignment, Expert
from portal.tenancy import scope as scopes
from tests import people
from tests.handling.conftest import Office
from tests.handling.deeds import TYPED, day
from tests.handling.test_action_pages import standing, verbs
from tests.handling.test_opinions import TEXTS, put_on, save, submitted
from tests.site.pages import chinese_words, english_words

pytestmark = pytest.mark.django_db


def english(office: Office, code: str) -> Client:
    return people.login(Client(headers={"accept-language": "en"}), office.person(code))


def wrong_fields(body: str) -> set[str]:
    return set(re.findall(r'id="id_([\w-]+)_error"', body))


# -- assigning an expert ------------------------------------------------------------------------------------------


@pytest.fixture
def bank(office: Office) -> list[Expert]:
    """Two experts of the center, in the order of their ids."""
    for code in ("expert", "expert@2"):
        office.person(code)
    with scopes.enter(scopes.system()):
        return list(Expert.objects.filter(center=office.center).order_by("pk"))


def asked(expert: Expert, **fields: Any) -> dict[str, Any]:
    return {
        "expert": expert.public_id,
        "question": TYPED,
        "opinion_due_on": day(10),
        "ends_on": day(40),
        "version": 1,
    } | fields


def assignments(case: Case) -> list[int]:
    with scopes.enter(scopes.system()):
        return list(Assignment.objects.filter(case_id=case.pk).order_by("pk").values_list("expert_id", flat=True))


def assign_at(case: Case) -> str:
    return reverse("experts:assign", args=[case.public_id])


def test_the_page_of_assigning_shows_who_fits_and_why(office: Office, bank: list[Expert]) -> None:
    case = office.case("accepted")
    body = office.client("handler").get(assign_at(case)).content.decode()
    assert all(str(expert.public_id) in body for expert in bank)
    assert english_words(body) == []
    body = english(office, "handler").get(assign_at(case)).content.decode()
    assert "knows this kind of right" in body
    assert chinese_words(body, names=(f"{case.number} {case.applicant_name}",)) == []


def test_a_bad_assignment_is_answered_beside_the_fields(office: Office, bank: list[Expert]) -> None:
    case = office.case("accepted")
    before = standing(case)
    stranger = people.person("expert")
    with scopes.enter(scopes.system()):
        Expert.objects.filter(pk=bank[0].pk).update(is_foreign=True)
        foreign = Expert.objects.get(user_id=stranger.pk)
    client = office.client("handler")
    for data, wrong in (
        (asked(bank[0]), {"cross_border_basis"}),
        (asked(bank[1], opinion_due_on=day(-1)), {"opinion_due_on"}),
        (asked(bank[1], ends_on=day(5)), {"ends_on"}),
        (asked(bank[1], ends_on=day(900)), {"ends_on"}),
        (asked(bank[1], opinion_due_on="2026-02-30"), {"opinion_due_on"}),
        (asked(foreign), {"expert"}),
        (asked(bank[1]) | {"expert": "nobody"}, {"expert"}),
    ):
        answer = client.post(assign_at(case), data)
        body = answer.content.decode()
        assert answer.status_code == 422, wrong
        assert wrong_fields(body) == wrong
        assert TYPED in body
        assert english_words(body) == []
    assert (standing(case), assignments(case)) == (before, [])


def test_a_good_assignment_asks_the_expert_once(office: Office, bank: list[Expert]) -> None:
    case = office.case("accepted")
    client = office.client("handler")
    for _click in range(2):
        answer = client.post(assign_at(case), asked(bank[0]))
        assert (answer.status_code, answer.headers["Location"]) == (302, reverse("cases:detail", args=[case.public_id]))
    assert (office.fresh(case).state, office.fresh(case).waiting_for) == ("assigned", "expert")
    assert (assignments(case), verbs(case)) == ([bank[0].pk], ["assign_expert"])


def test_two_who_assign_at_once(office: Office, bank: list[Expert]) -> None:
    case = office.case("accepted")
    assert office.client("handler").post(assign_at(case), asked(bank[0])).status_code == 302
    answer = office.client("supervisor").post(assign_at(case), asked(bank[0]))
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "最近的办理经过" in body
    assert TYPED in body
    assert assignments(case) == [bank[0].pk]


def test_assigning_is_the_handling_sides_own(office: Office, bank: list[Expert]) -> None:
    case = office.case("accepted")
    refused = {"intake": 403, "owner": 403, "analyst": 403, "expert": 403, "handler@elsewhere": 404}
    for code, status in refused.items():
        client = office.client(code)
        assert client.get(assign_at(case)).status_code == status, code
        assert client.post(assign_at(case), asked(bank[0])).status_code == status, code
    assert (assignments(case), verbs(case)) == ([], [])


# -- writing an opinion -------------------------------------------------------------------------------------------


def written(version: int = 0, **fields: Any) -> dict[str, Any]:
    options = {
        "options-TOTAL_FORMS": 2, "options-INITIAL_FORMS": 0, "options-0-title": "应诉", "options-0-cost": "USD 20,000",
    }  # fmt: skip
    return TEXTS | options | {"row_version": version} | fields


def write_at(case: Case) -> str:
    return reverse("cases:opinion_write", args=[case.public_id])


def opinions(case: Case) -> list[tuple[int, str, str]]:
    with scopes.enter(scopes.system()):
        return list(Opinion.objects.filter(case_id=case.pk).order_by("number").values_list("number", "state", "facts"))


@pytest.mark.parametrize("code", ["handler", "supervisor", "expert"])
def test_an_opinion_is_written_saved_and_handed_over_once(office: Office, code: str) -> None:
    case = office.case("in_guidance", waiting_for="expert" if code == "expert" else "center")
    if code == "expert":
        put_on(office, case)
    client = office.client(code)
    body = client.get(write_at(case)).content.decode()
    assert english_words(body) == []
    body = english(office, code).get(write_at(case)).content.decode()
    assert [words for words in chinese_words(body) if case.applicant_name not in words] == []
    # A draft may have gaps.
    assert client.post(write_at(case), {"facts": TYPED, "row_version": 0, "save": "1", **NO_OPTIONS}).status_code == 302
    assert opinions(case) == [(1, "draft", TYPED)]
    for _click in range(2):
        answer = client.post(write_at(case), written(1, submit="1"))
        assert answer.status_code == 302
        assert client.get(answer.headers["Location"]).status_code == 200
    assert opinions(case) == [(1, "submitted", TEXTS["facts"])]
    assert (verbs(case), office.fresh(case).waiting_for) == (["submit_opinion"], "center")


NO_OPTIONS = {"options-TOTAL_FORMS": 0, "options-INITIAL_FORMS": 0}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"analysis": ""}, {"analysis"}),
        ({"facts": TYPED, "risks": " ", "recommendation": "\t"}, {"risks", "recommendation"}),
        ({"options-0-title": "", "options-0-comment": TYPED}, {"options-0-title"}),
        ({"options-0-title": "", "options-0-cost": "", "facts": TYPED}, set()),
        ({"facts": "很" * 20001}, {"facts"}),
    ],
)
def test_an_unfinished_opinion_is_not_handed_over(office: Office, fields: dict[str, str], wrong: set[str]) -> None:
    case = office.case("in_guidance")
    answer = office.client("handler").post(write_at(case), written() | {"submit": "1"} | fields)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert wrong_fields(body) == wrong
    assert TEXTS["facts"] in body or TYPED in body or "很很很" in body
    assert english_words(body) == []
    assert (opinions(case), verbs(case)) == ([], [])


def test_an_opinion_changed_in_another_window_is_shown_beside_what_was_typed(office: Office) -> None:
    case = office.case("in_guidance")
    save(office, "handler", case, facts="另一个窗口写的事实")
    answer = office.client("handler").post(write_at(case), written(0, save="1", facts=TYPED))
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "另一个窗口写的事实" in body
    assert TYPED in body
    assert opinions(case) == [(1, "draft", "另一个窗口写的事实")]


def test_an_opinion_on_a_case_that_ended_is_refused_and_not_lost(office: Office) -> None:
    case = office.case("closed", waiting_for="nobody")
    answer = office.client("handler").post(write_at(case), written(0, submit="1", facts=TYPED))
    assert answer.status_code == 409
    assert TYPED in answer.content.decode()
    assert opinions(case) == []


def test_who_may_not_write_an_opinion(office: Office) -> None:
    case = office.case("in_guidance")
    for code, status in {"intake": 403, "owner": 403, "analyst": 403, "expert": 404, "handler@elsewhere": 404}.items():
        client = office.client(code)
        assert client.get(write_at(case)).status_code == status, code
        assert client.post(write_at(case), written(submit="1")).status_code == status, code
    assert opinions(case) == []


# -- countersigning -----------------------------------------------------------------------------------------------


def decide_at(case: Case, opinion: Opinion) -> str:
    return reverse("cases:opinion_decide", args=[case.public_id, opinion.public_id])


def sign(opinion: Opinion) -> dict[str, str]:
    """What the button sends with the page that shows this text."""
    return {"decision": "countersign", "text_hash": opinion_hash(opinion)}


def test_a_supervisor_countersigns_once(office: Office) -> None:
    case, opinion = submitted(office)
    client = office.client("supervisor")
    page = client.get(reverse("cases:opinion", args=[case.public_id, opinion.public_id])).content.decode()
    assert english_words(page) == []
    assert 'value="countersign"' in page
    assert f'name="text_hash" value="{opinion_hash(opinion)}"' in page
    for _click in range(2):
        assert client.post(decide_at(case, opinion), sign(opinion)).status_code == 302
    assert verbs(case) == ["submit_opinion", "issue_opinion"]
    assert office.fresh(case).state == "opinion_issued"


def test_a_text_that_was_not_read_is_not_countersigned(office: Office) -> None:
    case, opinion = submitted(office)
    for seen in ({}, {"text_hash": "0" * 64}):
        answer = office.client("supervisor").post(decide_at(case, opinion), {"decision": "countersign", **seen})
        assert answer.status_code == 409
        assert "不是您读到的" in answer.content.decode()
    assert opinions(case)[0][1] == "submitted"


def test_two_supervisors_decide_at_once(office: Office) -> None:
    case, opinion = submitted(office)
    assert office.client("supervisor").post(decide_at(case, opinion), sign(opinion)).status_code == 302
    for data in (sign(opinion), {"decision": "return", "reason": TYPED}):
        answer = office.client("supervisor@2").post(decide_at(case, opinion), data)
        body = answer.content.decode()
        assert answer.status_code == 409
        assert data.get("reason", "") in body
        assert english_words(body) == []
    assert verbs(case) == ["submit_opinion", "issue_opinion"]


def test_an_opinion_goes_back_with_a_reason_only(office: Office) -> None:
    case, opinion = submitted(office)
    client = office.client("supervisor")
    answer = client.post(decide_at(case, opinion), {"decision": "return", "reason": " "})
    assert answer.status_code == 422
    assert wrong_fields(answer.content.decode()) == {"reason"}
    assert opinions(case)[0][1] == "submitted"
    assert client.post(decide_at(case, opinion), {"decision": "return", "reason": TYPED}).status_code == 302
    assert opinions(case)[0][1] == "returned"
    assert TYPED in office.client("handler").get(write_at(case)).content.decode()


def test_the_author_cannot_countersign(office: Office) -> None:
    case, opinion = submitted(office, "supervisor")
    client = office.client("supervisor")
    page = client.get(reverse("cases:opinion", args=[case.public_id, opinion.public_id])).content.decode()
    assert 'value="countersign"' not in page
    answer = client.post(decide_at(case, opinion), sign(opinion))
    assert answer.status_code == 409
    assert "撰写人不能签发" in answer.content.decode()
    assert (opinions(case)[0][1], office.fresh(case).state) == ("submitted", "in_guidance")


def test_the_author_cannot_countersign_where_another_opinion_waits(office: Office) -> None:
    """The table lets a supervisor countersign here, namely the other opinion; their own stays shut."""
    case, own = submitted(office, "supervisor")
    other = save(office, "handler", case)
    with office.acting("handler") as actor:
        opinion_submit(case=Case.objects.get(pk=case.pk), opinion=other, actor=actor)
    client = people.login(Client(raise_request_exception=False), office.person("supervisor"))
    assert client.post(decide_at(case, own), sign(own)).status_code == 409
    assert opinions(case)[0][1] == "submitted"
    assert client.post(decide_at(case, other), sign(other)).status_code == 302


def test_who_may_not_countersign(office: Office) -> None:
    case, opinion = submitted(office)
    for code, status in {
        "handler@2": 403, "intake": 403, "owner": 403, "coordinator": 403, "expert": 403, "supervisor@elsewhere": 404,
    }.items():  # fmt: skip
        assert office.client(code).post(decide_at(case, opinion), sign(opinion)).status_code == status, code
    assert opinions(case)[0][1] == "submitted"


# -- deciding a transfer ------------------------------------------------------------------------------------------


def proposed(office: Office) -> tuple[Case, Transfer]:
    case = office.case("accepted")
    data = {"to_center": office.elsewhere.pk, "reason": TYPED, "version": 1}
    path = reverse("cases:act", args=[case.public_id, "request_transfer"])
    assert office.client("handler").post(path, data).status_code == 302
    with scopes.enter(scopes.system()):
        return case, Transfer.objects.get(case_id=case.pk)


def transfer_at(transfer: Transfer) -> str:
    return reverse("cases:transfer", args=[transfer.public_id])


def test_the_receiver_decides_with_a_reason(office: Office) -> None:
    case, transfer = proposed(office)
    client = office.client("handler@elsewhere")
    assert TYPED in client.get(transfer_at(transfer)).content.decode()
    for data, wrong in (
        ({}, {"decision"}), ({"decision": "return"}, {"answer"}), ({"decision": "burn", "answer": TYPED}, {"decision"}),
    ):  # fmt: skip
        answer = client.post(transfer_at(transfer), data)
        assert answer.status_code == 422
        assert wrong_fields(answer.content.decode()) == wrong
        assert data.get("answer", "") in answer.content.decode()
    assert office.fresh(case).center_id == office.center.pk
    answer = client.post(transfer_at(transfer), {"decision": "accept"})
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("cases:detail", args=[case.public_id]))
    assert office.fresh(case).center_id == office.elsewhere.pk


@pytest.mark.parametrize("first", ["accept", "return"])
def test_a_transfer_is_decided_once(office: Office, first: str) -> None:
    case, transfer = proposed(office)
    data = {"decision": first, "answer": TYPED}
    assert office.client("handler@elsewhere").post(transfer_at(transfer), data).status_code == 302
    custodian = office.fresh(case).center_id
    for code in ("handler@elsewhere", "intake@elsewhere"):
        answer = office.client(code).post(transfer_at(transfer), {"decision": "accept", "answer": ""})
        assert answer.status_code == 409, code
        assert english_words(answer.content.decode()) == []
    assert office.fresh(case).center_id == custodian


def test_who_may_not_decide_a_transfer(office: Office) -> None:
    case, transfer = proposed(office)
    stranger = people.login(Client(), people.person("supervisor"))
    data = {"decision": "accept"}
    assert stranger.post(transfer_at(transfer), data).status_code == 404
    # The proposing center sees its proposal, and that the answer is not its own.
    assert office.client("supervisor").post(transfer_at(transfer), data).status_code == 409
    for code in ("owner", "expert", "analyst"):
        assert office.client(code).post(transfer_at(transfer), data).status_code == 403, code
    assert office.fresh(case).center_id == office.center.pk
