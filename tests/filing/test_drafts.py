"""Drafts in the browser: begun once, saved step by step, resumed elsewhere, protected from each other, thrown away."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases import access
from cases.models import Case, CaseCountry, CaseParty
from cases.selectors.filing import Draft
from cases.services.drafts import draft_create, draft_write
from portal.audit.models import AuditEntry
from portal.policy.conflict import Conflict
from portal.tenancy import scope as scopes
from tests import people
from tests.filing import pages, requests

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> people.Person:
    return people.person("owner")


@pytest.fixture
def desk(client: Client, owner: Any) -> Client:
    """The owner's browser."""
    return people.login(client, owner)


def stored(case: Case) -> Case:
    """Read a case as it stands, whoever may see it."""
    with scopes.enter(scopes.system()):
        return Case.objects.get(pk=case.pk)


def test_a_draft_begins_in_the_drawer_with_what_is_known(owner: Any) -> None:
    case = requests.begin(owner, {})
    assert (case.center_id, case.state, case.waiting_for) == (0, "draft", "applicant")
    assert (case.applicant_name, case.province, case.contact_email) == (
        owner.enterprise.name,
        "440000",
        owner.user.email,
    )


def test_an_agent_is_entered_as_agent_not_as_contact() -> None:
    agent: Any = people.person("agent")
    case = requests.begin(agent, {})
    assert (case.agent_name, case.contact_name) == (agent.user.name, "")


def test_a_double_click_begins_one_draft(desk: Client, owner: Any) -> None:
    key = str(uuid.uuid4())
    first = desk.post(reverse("cases:begin"), {"key": key})
    second = desk.post(reverse("cases:begin"), {"key": key})
    assert first.headers["Location"] == second.headers["Location"]
    with scopes.enter(owner.scope()):
        assert Case.objects.count() == 1


def test_the_key_of_a_stranger_opens_nothing(desk: Client, owner: Any) -> None:
    other = requests.begin(people.person("owner"), {})
    answer = desk.post(reverse("cases:begin"), {"key": str(other.public_id)})
    assert str(other.public_id) not in answer.headers["Location"]
    with scopes.enter(owner.scope()):
        assert Case.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x", "0" * 5000])
def test_a_broken_key_begins_a_draft_all_the_same(desk: Client, owner: Any, key: Any) -> None:
    assert desk.post(reverse("cases:begin"), {"key": key}).status_code == 302
    with scopes.enter(owner.scope()):
        assert Case.objects.count() == 1


def test_each_step_is_saved_and_leads_to_the_next(desk: Client, owner: Any) -> None:
    case = requests.begin(owner, {})
    answer = pages.save(desk, case, "dispute", requests.WHOLE["dispute"])
    assert answer.headers["Location"] == pages.address(case, "place")
    assert stored(case).sections_done == ["dispute"]
    page = desk.get(pages.address(case, "dispute")).content.decode()
    assert "已保存" in page
    assert 'value="accused" class="form-check-input" id="id_role_0" checked' in page or "checked" in page


def test_a_change_from_the_check_page_leads_back_there(desk: Client, owner: Any) -> None:
    case = requests.begin(owner)
    data = {"seen": pages.seen(desk, case, "contact"), "deed": "next", **pages.posted(requests.WHOLE["contact"])}
    answer = desk.post(pages.address(case, "contact") + "?back=check", data)
    assert answer.headers["Location"] == reverse("cases:filing_check", args=[case.public_id])


@pytest.mark.parametrize(
    ("key", "field", "typed"),
    [
        ("contact", "contact_email", "wang@nowhere"),
        ("events", "cause", "y" * 301),
        ("money", "amount", "ein paar Euro"),
        ("products", "row-0-hs_code", "12345"),
        ("opponents", "row-0-name", "N" * 201),
    ],
)
def test_what_was_typed_wrong_stays_on_the_page_with_its_message(
    desk: Client, owner: Any, key: Any, field: Any, typed: Any
) -> None:
    case = requests.begin(owner)
    before = stored(case)
    values = pages.posted(requests.WHOLE[key]) | {field: typed}
    answer = desk.post(pages.address(case, key), {"seen": pages.seen(desk, case, key), "deed": "next", **values})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert typed in page
    assert "field-error" in page
    assert "is-invalid" in page
    assert stored(case).version == before.version


def test_saving_for_later_takes_what_is_there(desk: Client, owner: Any) -> None:
    case = requests.begin(owner, {})
    answer = pages.save(desk, case, "events", {"cause": "专利侵权"}, deed="later")
    assert answer.headers["Location"] == pages.address(case)
    kept = stored(case)
    assert (kept.cause, kept.sections_done) == ("专利侵权", [])


def test_a_draft_is_resumed_on_another_device(desk: Client, owner: Any) -> None:
    case = requests.begin(owner, {"dispute": requests.WHOLE["dispute"]})
    elsewhere = people.login(Client(), people.person("member", enterprise=owner.enterprise))
    assert str(case.public_id) in elsewhere.get(reverse("cases:home")).content.decode()
    assert elsewhere.get(pages.address(case, "dispute")).context["form"].initial["role"] == "accused"


def test_two_devices_do_not_overwrite_each_other(desk: Client, owner: Any) -> None:
    case = requests.begin(owner)
    phone = people.login(Client(), people.person("member", enterprise=owner.enterprise))
    opened = pages.seen(phone, case, "events")
    pages.save(desk, case, "events", requests.WHOLE["events"] | {"cause": "first"})
    values = pages.posted(requests.WHOLE["events"] | {"cause": "second"})
    refused = phone.post(pages.address(case, "events"), {"seen": opened, "deed": "next", **values})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "first" in page
    assert "second" in page
    assert stored(case).cause == "first"
    again = phone.post(pages.address(case, "events"), {"seen": refused.context["seen"], "deed": "next", **values})
    assert again.status_code == 302
    assert stored(case).cause == "second"


def test_two_devices_may_work_on_different_parts(desk: Client, owner: Any) -> None:
    case = requests.begin(owner)
    phone = people.login(Client(), people.person("member", enterprise=owner.enterprise))
    opened = pages.seen(phone, case, "products")
    pages.save(desk, case, "events", requests.WHOLE["events"] | {"cause": "changed"})
    values = pages.posted({"rows": [{"name": "X2"}]})
    assert phone.post(pages.address(case, "products"), {"seen": opened, "deed": "next", **values}).status_code == 302


def test_a_save_that_overtook_the_button_is_no_conflict(desk: Client, owner: Any) -> None:
    case = requests.begin(owner)
    opened = pages.seen(desk, case, "events")
    values = pages.posted(requests.WHOLE["events"] | {"cause": "typed once"})
    auto = desk.post(pages.address(case, "events"), {"seen": opened, "deed": "auto", **values})
    assert (auto.status_code, auto.context["outcome"]) == (200, "saved")
    assert desk.post(pages.address(case, "events"), {"seen": opened, "deed": "next", **values}).status_code == 302


def test_the_quiet_save_says_when_it_could_not(desk: Client, owner: Any) -> None:
    case = requests.begin(owner)
    wrong = pages.posted(requests.WHOLE["contact"]) | {"contact_phone": "1"}
    answer = desk.post(pages.address(case, "contact"), {"seen": "x", "deed": "auto", **wrong})
    assert answer.context["outcome"] == "wrong"
    changed = pages.posted(requests.WHOLE["contact"]) | {"contact_name": "别人"}
    answer = desk.post(pages.address(case, "contact"), {"seen": "x", "deed": "auto", **changed})
    assert answer.context["outcome"] == "changed"
    assert stored(case).contact_name == "王敏"


def test_rows_are_added_and_removed_with_plain_buttons(desk: Client, owner: Any) -> None:
    case = requests.begin(owner, {"dispute": requests.WHOLE["dispute"]})
    values = pages.posted({"rows": [{"name": "Acme"}]})
    seen = pages.seen(desk, case, "opponents")
    more = desk.post(pages.address(case, "opponents"), {"seen": seen, "deed": "add", **values})
    assert more.status_code == 200
    assert len(more.context["rows"]) == 2
    values = pages.posted({"rows": [{"name": "Acme"}, {"name": "Beta"}]})
    less = desk.post(pages.address(case, "opponents"), {"seen": more.context["seen"], "remove": "0", **values})
    assert [row["form"]["name"].value() for row in less.context["rows"]] == ["Beta"]
    with scopes.enter(owner.scope()):
        assert list(CaseParty.objects.values_list("name", flat=True)) == ["Beta"]


def test_adding_a_row_keeps_what_is_wrong_in_the_others(desk: Client, owner: Any) -> None:
    case = requests.begin(owner, {"dispute": requests.WHOLE["dispute"]})
    values = pages.posted({"rows": [{"name": "X", "hs_code": "1"}]})
    answer = desk.post(
        pages.address(case, "products"), {"seen": pages.seen(desk, case, "products"), "deed": "add", **values}
    )
    assert answer.status_code == 422
    assert [row["form"]["hs_code"].value() for row in answer.context["rows"]] == ["1", None]


def test_a_completed_part_loses_its_tick_when_something_required_is_taken_out(
    desk: Client, owner: people.Person
) -> None:
    case = requests.begin(owner)
    values = {**requests.WHOLE["contact"], "contact_phone": ""}
    pages.save(desk, case, "contact", values, deed="later")
    assert "contact" not in stored(case).sections_done


def test_all_countries_are_in_the_table_and_the_main_one_once(owner: Any) -> None:
    case = requests.begin(owner)
    with requests.acting(owner) as actor:
        draft_write(draft=Draft(access.get_case(actor, case.public_id, lock=True)), actor=actor,
                    answers={"place": {**requests.WHOLE["place"], "country": "DE", "rows": [{"country": "DE"}, {"country": "FR"}]}})  # fmt: skip
        assert list(CaseCountry.objects.order_by("id").values_list("country", flat=True)) == ["DE", "FR"]


def test_one_wrong_section_writes_none(owner: Any) -> None:
    case = requests.begin(owner, {})
    with requests.acting(owner) as actor:
        answers = {
            "contact": {**requests.WHOLE["contact"], "contact_email": "x"},
            "events": requests.WHOLE["events"],
            "moon": {},
        }
        errors = draft_write(
            draft=Draft(access.get_case(actor, case.public_id, lock=True)), actor=actor, answers=answers
        )
    assert set(errors) == {"contact", "moon"}
    assert stored(case).summary == ""


def test_answers_sent_together_know_of_each_other(owner: Any) -> None:
    """Prevention needs no day of first knowledge, also when both are sent at once; a dispute does."""
    with requests.acting(owner) as actor:
        draft = Draft(draft_create(actor=actor), fresh=True)
        events = {"summary": "拟出口德国。"}
        wrong = {"events": events, "dispute": requests.WHOLE["dispute"]}
        assert set(draft_write(draft=draft, actor=actor, answers=wrong)) == {"events"}
        assert (draft.case.role, draft.case.sections_done, draft.case.version) == ("", [], 1)
        right = {"events": events, "dispute": {**requests.WHOLE["dispute"], "role": "prevention"}}
        assert draft_write(draft=draft, actor=actor, answers=right) == {}
        assert draft.case.version == 2


def test_a_part_that_is_not_asked_leads_to_the_task_list(desk: Client, owner: Any) -> None:
    case = requests.begin(owner)
    assert desk.get(pages.address(case, "itc")).headers["Location"] == pages.address(case)
    assert desk.get(pages.address(case, "nothing")).status_code == 404


def test_a_draft_is_deleted_after_a_question(desk: Client, owner: Any) -> None:
    case = requests.begin(owner)
    path = reverse("cases:filing_delete", args=[case.public_id])
    assert desk.get(path).status_code == 200
    assert desk.post(path).headers["Location"] == reverse("cases:home")
    with scopes.enter(scopes.system()):
        assert not Case.objects.filter(pk=case.pk).exists()
        assert not CaseCountry.objects.filter(case_id=case.pk).exists()
        assert AuditEntry.objects.filter(verb="case.draft_deleted", object_id=str(case.public_id)).count() == 1


def test_a_sent_request_is_no_draft_any_more(desk: Client, owner: Any) -> None:
    people.national_center()
    case = requests.send(owner, requests.begin(owner))
    detail = reverse("cases:detail", args=[case.public_id])
    for path in (
        pages.address(case),
        pages.address(case, "contact"),
        reverse("cases:filing_delete", args=[case.public_id]),
    ):
        assert desk.get(path).headers["Location"] == detail
    late = desk.post(
        pages.address(case, "contact"), {"seen": "", "deed": "next", **pages.posted(requests.WHOLE["contact"])}
    )
    assert late.headers["Location"] == detail
    assert desk.post(reverse("cases:filing_delete", args=[case.public_id])).headers["Location"] == detail
    assert stored(case).state == "submitted"
    with requests.acting(owner) as actor, pytest.raises(Conflict):
        draft_write(
            draft=Draft(access.get_case(actor, case.public_id, lock=True)),
            actor=actor,
            answers={"contact": requests.WHOLE["contact"]},
        )


def test_strangers_see_no_draft(desk: Client) -> None:
    case = requests.begin(people.person("owner"))
    for path in (
        pages.address(case),
        pages.address(case, "contact"),
        reverse("cases:filing_check", args=[case.public_id]),
    ):
        assert desk.get(path).status_code == 404
        assert desk.post(path, {}).status_code in {404, 405}
    nation = people.login(Client(), people.person("coordinator"))
    assert nation.get(pages.address(case)).status_code == 403


def test_a_reader_of_the_enterprise_cannot_write(owner: Any) -> None:
    case = requests.begin(owner)
    reader = people.login(Client(), people.person("readonly", enterprise=owner.enterprise))
    assert reader.get(pages.address(case, "contact")).status_code == 403
    assert reader.post(reverse("cases:begin"), {}).status_code == 403
    assert reader.get(reverse("cases:home")).status_code == 200


def test_a_natural_person_files_for_themselves(client: Client) -> None:
    people.national_center()
    firm = people.make_enterprise("陈晓", kind="natural", uscc="", id_kind="resident_id", industry="")
    owner = people.person("owner", enterprise=firm)
    answers = requests.answers(applicant={"industry": ""})
    answers["applicant"].pop("is_specialised")
    case = requests.send(owner, requests.begin(owner, answers))
    assert (case.applicant_kind, case.applicant_uscc, case.applicant_id_kind) == ("natural", "", "resident_id")
    assert people.login(client, owner).get(reverse("cases:filing_done", args=[case.public_id])).status_code == 200


def test_a_new_draft_is_written_in_the_trail(owner: Any) -> None:
    with requests.acting(owner) as actor:
        case = draft_create(actor=actor)
    with scopes.enter(scopes.system()):
        assert AuditEntry.objects.filter(verb="case.drafted", object_id=str(case.public_id)).count() == 1
