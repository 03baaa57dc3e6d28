"""Drafts by program: begun, filled in piece by piece, checked by the form's own rules, sent, thrown away."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from cases.models import Case
from portal.tenancy import scope as scopes
from tests import people
from tests.api.calls import Answer, Api, api_of
from tests.api.conftest import Places
from tests.api.test_life import STATEMENTS, good
from tests.filing.requests import WHOLE


def fill(api: Api, case_id: str, sections: Any, *, partial: bool | None = None) -> Answer:
    body = {"sections": sections} | ({} if partial is None else {"partial": partial})
    return api.patch(f"cases/{case_id}", body, headers={"If-Match": api.get(f"cases/{case_id}").etag})


def values(api: Api, case_id: str, key: str) -> Any:
    whole = good(api.get(f"cases/{case_id}"))
    return next(section for section in whole["sections"] if section["key"] == key)


def test_piece_by_piece(places: Places) -> None:
    api = places.api("owner")
    made = api.post("cases", {})
    case_id = good(made, 201)["id"]
    assert made.headers["Location"].endswith(f"/api/v1/cases/{case_id}")
    assert made.body["center"] is None
    whole = good(api.get(f"cases/{case_id}"))
    assert whole["source"]["code"] == "api"
    # What the portal knows of the enterprise is there from the start.
    assert whole["applicant"] == places.owner.enterprise.name  # type: ignore[union-attr]
    assert set(whole["missing"]) >= {"dispute", "place", "events", "requests"}
    for key, answers in WHOLE.items():
        good(fill(api, case_id, {key: answers}))
    whole = good(api.get(f"cases/{case_id}"))
    assert whole["missing"] == {}
    assert all(section["done"] for section in whole["sections"] if section["required"])


def test_what_is_not_named_stays(places: Places) -> None:
    api = places.api("owner")
    case_id = good(api.post("cases", {"sections": WHOLE}), 201)["id"]
    good(fill(api, case_id, {"contact": {"contact_name": "李雷"}}))
    contact = values(api, case_id, "contact")["values"]
    assert contact == {
        "contact_name": "李雷",
        "contact_phone": "+8613800138000",
        "contact_email": "wang@example.com",
    }
    # Rows that are not sent stay, rows that are sent replace the others.
    good(fill(api, case_id, {"place": {"stage": "answer"}}))
    assert values(api, case_id, "place")["rows"] == [{"country": "CA"}]
    good(fill(api, case_id, {"place": {"rows": [{"country": "DE"}, {"country": "FR"}]}}))
    place = values(api, case_id, "place")
    assert place["rows"] == [{"country": "DE"}, {"country": "FR"}]
    assert place["values"]["stage"] == "answer"
    good(fill(api, case_id, {"place": {"rows": []}}))
    assert values(api, case_id, "place")["rows"] == []


def test_all_or_nothing(places: Places) -> None:
    api = places.api("owner")
    case_id = good(api.post("cases", {}), 201)["id"]
    before = api.get(f"cases/{case_id}").etag
    answer = fill(
        api, case_id, {"dispute": WHOLE["dispute"], "events": {"first_known_on": "2999-01-01", "summary": "x"}}
    )
    assert answer.status == 400
    assert list(answer.body["errors"]["sections"]) == ["events"]
    assert list(answer.body["errors"]["sections"]["events"]) == ["first_known_on"]
    assert api.get(f"cases/{case_id}").etag == before


def test_a_partial_save_asks_for_nothing(places: Places) -> None:
    api = places.api("owner")
    case_id = good(api.post("cases", {}), 201)["id"]
    assert fill(api, case_id, {"events": {"cause": "案由"}}).status == 400
    good(fill(api, case_id, {"events": {"cause": "案由"}}, partial=True))
    events = values(api, case_id, "events")
    assert events["values"]["cause"] == "案由"
    assert not events["done"]
    assert fill(api, case_id, {}, partial="yes").status == 400  # type: ignore[arg-type]


WRONG: list[tuple[Any, str, str]] = [
    ({"nowhere": {}}, "nowhere", "__all__"),
    ({"contact": 5}, "contact", "__all__"),
    ({"contact": []}, "contact", "__all__"),
    ({"contact": {"phone": "1"}}, "contact", "phone"),
    ({"contact": {"rows": []}}, "contact", "rows"),
    ({"contact": {"contact_name": ["a"]}}, "contact", "contact_name"),
    ({"contact": {"contact_name": {"a": 1}}}, "contact", "contact_name"),
    ({"contact": {"contact_name": True}}, "contact", "contact_name"),
    ({"contact": {"contact_name": "a\x00b"}}, "contact", "contact_name"),
    ({"contact": {"contact_phone": "12"}}, "contact", "contact_phone"),
    ({"dispute": {"ip_kinds": "patent"}}, "dispute", "ip_kinds"),
    ({"dispute": {"ip_kinds": [1]}}, "dispute", "ip_kinds"),
    ({"dispute": {"ip_kinds": ["moon"]}}, "dispute", "ip_kinds"),
    ({"money": {"has_tro": "yes"}}, "money", "has_tro"),
    ({"money": {"amount": "many", "amount_currency": "USD"}}, "money", "amount"),
    ({"money": {"amount": 1e400, "amount_currency": "USD"}}, "money", "amount"),
    ({"place": {"rows": {}}}, "place", "rows"),
    ({"place": {"rows": ["US"]}}, "place", "rows"),
    ({"place": {"rows": [{"land": "US"}]}}, "place", "row.1.land"),
    ({"place": {"rows": [{"country": "XX"}]}}, "place", "row.1.country"),
    ({"served": {"rows": [{"title": "x", "served_on": "2999-01-01"}]}}, "served", "row.1.served_on"),
    ({"products": {"rows": [{"name": "x", "nice_class": 99}]}}, "products", "row.1.nice_class"),
    ({"products": {"rows": [{"name": str(n)} for n in range(1000)]}}, "products", "__all__"),
]


@pytest.mark.parametrize(("sections", "key", "field"), WRONG, ids=[f"{key}-{field}-{n}" for n, (_s, key, field) in enumerate(WRONG)])  # fmt: skip
def test_wrong_answers_are_named_by_section_and_field(places: Places, sections: Any, key: str, field: str) -> None:
    api = places.api("owner")
    good(api.post("cases", {"sections": {"dispute": WHOLE["dispute"], "place": WHOLE["place"]}}), 201)
    case_id = good(api.get("cases?view=drafts"))["results"][0]["id"]
    if sections.get("money", {}).get("amount") == 1e400:
        answer = api.call("PATCH", f"cases/{case_id}", '{"sections": {"money": {"amount": 1e400, "amount_currency": "USD"}}}', headers={"If-Match": "*"})  # fmt: skip
    else:
        answer = fill(api, case_id, sections, partial=True)
    assert answer.status == 400, answer.body
    errors = answer.body["errors"]["sections"]
    assert field in errors[key], errors
    assert all(isinstance(text, str) and text for text in errors[key][field])


def test_bodies_of_the_wrong_shape(places: Places) -> None:
    api = places.api("owner")
    wrong: list[dict[str, Any]] = [{"sections": []}, {"sections": "x"}, {"other": 1}, {"caller": {}}]
    for body in wrong:
        assert api.post("cases", body).status == 400
    assert good(api.get("cases?view=drafts"))["results"] == []


def test_the_form_in_words(places: Places) -> None:
    api = places.api("owner")
    case_id = good(api.post("cases", {"sections": {"dispute": WHOLE["dispute"], "place": WHOLE["place"]}}), 201)["id"]
    form = {section["key"]: section for section in good(api.get(f"cases/{case_id}/form"))}
    assert "itc" not in form
    stage = next(field for field in form["place"]["fields"] if field["name"] == "stage")
    assert stage["type"] == "choice"
    assert {"code": "served", "label": "Complaint served"} in stage["choices"]
    rule = next(field for field in form["served"]["row_fields"] if field["name"] == "rule_id")
    assert "us_dc_answer_served" in {choice["code"] for choice in rule["choices"]}
    assert form["agent"]["files"] == ["poa", "signed_form"]
    (only,) = good(api.get(f"cases/{case_id}/form?section=contact"))
    assert only["key"] == "contact"
    assert api.get(f"cases/{case_id}/form?section=itc").status == 404
    api.language = "zh-hans"
    assert good(api.get(f"cases/{case_id}/form?section=contact"))[0]["title"] == "联系人"


def test_sending_what_is_not_whole(places: Places) -> None:
    api = places.api("owner")
    sections = copy.deepcopy(WHOLE)
    del sections["events"]
    made = api.post("cases", {"sections": sections})
    address, match = f"cases/{made.body['id']}/submit", {"If-Match": made.etag}
    answer = api.post(address, STATEMENTS, headers=match)
    assert (answer.status, answer.body["code"]) == (422, "incomplete")
    assert answer.body["errors"] == {"sections": {"events": {"__all__": ["Not filled in yet."]}}}
    for statements, field in (
        ({**STATEMENTS, "truth": False}, "truth"),
        ({**STATEMENTS, "processing": False}, "processing"),
        ({**STATEMENTS, "text_version": "1900-1"}, "__all__"),
        ({**STATEMENTS, "truth": "yes"}, "truth"),
        ({}, "truth"),
    ):
        answer = api.post(address, statements, headers=match)
        assert answer.status == 400
        assert field in answer.body["errors"]
    assert good(api.get(f"cases/{made.body['id']}"))["state"]["code"] == "draft"


def test_what_was_sent_cannot_be_filled_in_or_thrown_away(places: Places) -> None:
    api = places.api("owner")
    made = api.post("cases", {"sections": WHOLE})
    case_id = made.body["id"]
    sent = api.post(f"cases/{case_id}/submit", STATEMENTS, headers={"If-Match": made.etag})
    assert good(sent)["number"]
    for method, path, body in (
        ("PATCH", f"cases/{case_id}", {"sections": {"events": {"cause": "x"}}}),
        ("DELETE", f"cases/{case_id}", None),
        ("POST", f"cases/{case_id}/submit", STATEMENTS),
    ):
        answer = api.call(method, path, body, headers={"If-Match": sent.etag})
        assert (answer.status, answer.body["code"]) == (409, "conflict")


def test_a_draft_is_thrown_away(places: Places) -> None:
    api = places.api("owner")
    made = api.post("cases", {"sections": WHOLE})
    assert api.delete(f"cases/{made.body['id']}", headers={"If-Match": made.etag}).status == 204
    assert api.get(f"cases/{made.body['id']}").status == 404
    with scopes.enter(scopes.system()):
        assert not Case.objects.exists()


CALLER = {"source": "hotline", "kind": "legal", "name": "深圳来电有限公司", "province": "440000", "city": "440300"}


def test_staff_file_for_a_caller(places: Places) -> None:
    api = places.api("handler")
    code = people.make_uscc()
    made = api.post("cases", {"caller": CALLER | {"uscc": code}, "sections": WHOLE})
    case = good(made, 201)
    assert case["applicant"] == "深圳来电有限公司"
    assert case["center"]["code"] == places.center.code
    told = STATEMENTS | {"manner": "by_phone"}
    assert api.post(f"cases/{case['id']}/submit", STATEMENTS, headers={"If-Match": made.etag}).status == 400
    sent = good(api.post(f"cases/{case['id']}/submit", told, headers={"If-Match": made.etag}))
    assert sent["number"].startswith(places.center.code)
    # The same caller again is known by its code; nothing of it needs to be told.
    again = good(api.post("cases", {"caller": {"source": "walk_in", "kind": "legal", "uscc": code}}), 201)
    assert again["applicant"] == "深圳来电有限公司"
    assert {row["id"] for row in good(api.get("cases?view=drafts"))["results"]} == {again["id"]}


@pytest.mark.parametrize(
    ("caller", "field"),
    [
        (None, "__all__"),
        ([], "__all__"),
        ({}, "source"),
        ({**CALLER, "uscc": "123"}, "uscc"),
        ({**CALLER}, "uscc"),
        ({**CALLER, "kind": "natural", "province": "999999"}, "province"),
        ({**CALLER, "kind": "natural", "name": ""}, "name"),
        ({**CALLER, "key": "00000000-0000-7000-8000-000000000000"}, "key"),
    ],
)
def test_callers_that_are_not_told_whole(places: Places, caller: Any, field: str) -> None:
    body = {"sections": {}} if caller is None else {"caller": caller}
    answer = places.api("handler").post("cases", body)
    assert answer.status == 400
    assert field in answer.body["errors"]["caller"]


def test_two_cases_cost_the_same_as_one(places: Places, django_assert_max_num_queries: Any) -> None:
    """Beginning with everything at once and sending it stays lean; the numbers guard against growth."""
    api = places.api("owner")
    with django_assert_max_num_queries(36) as begun:
        made = api.post("cases", {"sections": WHOLE})
    with django_assert_max_num_queries(40) as sent:
        good(api.post(f"cases/{made.body['id']}/submit", STATEMENTS, headers={"If-Match": made.etag}))
    print(f"create {len(begun)} statements, submit {len(sent)}")


def test_agents_and_readers(places: Places) -> None:
    case_id = good(places.api("owner").post("cases", {"sections": WHOLE}), 201)["id"]
    agent = api_of(people.person("agent", enterprise=places.owner.enterprise))
    good(fill(agent, case_id, {"events": {"cause": "代理人补充"}}))
    reader = api_of(people.person("readonly", enterprise=places.owner.enterprise))
    assert reader.get(f"cases/{case_id}").status == 200
    assert fill(reader, case_id, {"events": {"cause": "x"}}).status == 403


def test_the_texts_are_read_before_they_are_agreed_to(places: Places) -> None:
    api = places.api("owner")
    made = api.post("cases", {"sections": WHOLE})
    path = f"cases/{good(made, 201)['id']}/submit"
    read = good(api.get(path))
    assert [(text["key"], text["required"]) for text in read["texts"]] == [
        ("truth", True),
        ("processing", True),
        ("library", False),
    ]
    assert all(len(text["body"]) > 100 for text in read["texts"])
    assert {field["name"] for field in read["fields"]} == {"truth", "processing", "library", "text_version"}
    stale = {"truth": True, "processing": True, "text_version": "2025-9"}
    assert api.post(path, stale, headers={"If-Match": made.etag}).status == 400
    agreed = stale | {"text_version": read["text_version"]}
    assert good(api.post(path, agreed, headers={"If-Match": made.etag}))["state"]["code"] == "submitted"
    # Staff who take a request down also say how the caller declared it.
    called = places.api("handler").post(
        "cases",
        {"caller": {"source": "hotline", "kind": "legal", "uscc": places.owner.enterprise.uscc}},  # type: ignore[union-attr]
    )
    told = good(places.api("handler").get(f"cases/{good(called, 201)['id']}/submit"))
    (manner,) = [field for field in told["fields"] if field["name"] == "manner"]
    assert {choice["code"] for choice in manner["choices"]} == {"by_phone", "in_person"}
