"""Every section: what it takes, what it refuses and with which message; conditions; what a partial save may leave out."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone, translation

from cases.choices import DisputeType, Forum, PartyRole, Stage
from cases.forms.filing import conditions
from cases.forms.filing.conditions import Answers
from cases.forms.filing.sections import BY_KEY, SECTIONS, needed_for
from cases.forms.filing.sheets import Sheet, one_row_less, one_row_more
from cases.models import Case, CaseCountry, CaseFile, CaseParty, CaseProduct, CaseRight, ServedDocument
from cases.selectors.filing import Draft
from cases.services.drafts import _posted
from portal.accounts.actors import ANONYMOUS
from tests.filing.requests import WHOLE

TABLES = (CaseCountry, CaseFile, CaseParty, CaseProduct, CaseRight, ServedDocument)
ACCUSED = {"role": "accused", "dispute_type": "infringement", "country": "US", "forum": "court", "stage": "served"}
LONG = "长" * 6000


def lay(key: str, values: dict[str, Any], *, partial: bool = False, **columns: Any) -> Sheet:
    """Fill a section's form in for a draft that is in no database."""
    draft = Draft(Case(**{"applicant_kind": "legal", **ACCUSED, **columns}))
    for table in TABLES:
        draft.replace(table, [])
    return Sheet(BY_KEY[key], draft, ANONYMOUS, data=_posted(BY_KEY[key], values), partial=partial)


@pytest.mark.parametrize("key", WHOLE)
def test_a_good_answer_is_taken(key: Any) -> None:
    sheet = lay(key, WHOLE[key])
    assert sheet.is_valid(), sheet.errors()


TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()
BAD = [
    ("applicant", {"province": ""}, "province", "required"),
    ("applicant", {"province": "999999"}, "province", "province_unknown"),
    ("applicant", {"city": "330100"}, "city", "city_unknown"),
    ("applicant", {"city": "440000"}, "city", "city_unknown"),
    ("applicant", {"city": ""}, "city", "required"),
    ("applicant", {"industry": ""}, "industry", "required"),
    ("applicant", {"industry": "Z"}, "industry", "industry_unknown"),
    ("contact", {"contact_name": "  "}, "contact_name", "required"),
    ("contact", {"contact_name": LONG}, "contact_name", "max_length"),
    ("contact", {"contact_phone": "12345"}, "contact_phone", "phone_invalid"),
    ("contact", {"contact_phone": "+86 138 0013 8000 转 1234567890123"}, "contact_phone", "phone_invalid"),
    ("contact", {"contact_email": "wang@"}, "contact_email", "invalid"),
    ("contact", {"contact_email": "a" * 250 + "@example.com"}, "contact_email", "max_length"),
    ("agent", {"has_agent": ""}, "has_agent", "required"),
    ("agent", {"has_agent": "maybe"}, "has_agent", "invalid_choice"),
    ("agent", {"has_agent": "yes", "agent_phone": "021 6208 3114"}, "agent_name", "required"),
    ("agent", {"has_agent": "yes", "agent_name": "李律师"}, "agent_phone", "required"),
    ("dispute", {"role": ""}, "role", "required"),
    ("dispute", {"role": "judge"}, "role", "invalid_choice"),
    ("dispute", {"dispute_type": "quarrel"}, "dispute_type", "invalid_choice"),
    ("dispute", {"ip_kinds": []}, "ip_kinds", "required"),
    ("dispute", {"ip_kinds": ["patent", "soul"]}, "ip_kinds", "invalid_choice"),
    ("dispute", {"ip_kinds": "patent"}, "ip_kinds", "invalid_list"),
    ("place", {"country": ""}, "country", "required"),
    ("place", {"country": "XX"}, "country", "country_unknown"),
    ("place", {"forum": "tribunal"}, "forum", "invalid_choice"),
    ("place", {"stage": "itc_hearing"}, "stage", "stage"),
    ("place", {"forum": "itc", "stage": "answer"}, "stage", "stage"),
    ("place", {"forum": "itc", "stage": "itc_hearing", "country": "DE"}, "country", "forum_country"),
    ("place", {"rows": [{"country": "Atlantis"}]}, "row.1.country", "country_unknown"),
    ("events", {"first_known_on": TOMORROW}, "first_known_on", "future"),
    ("events", {"first_known_on": "2026-02-30"}, "first_known_on", "invalid"),
    ("events", {"first_known_on": "1066-10-14"}, "first_known_on", "out_of_range"),
    ("events", {"first_known_on": ""}, "first_known_on", "required"),
    ("events", {"summary": ""}, "summary", "required"),
    ("events", {"summary": LONG}, "summary", "max_length"),
    ("events", {"cause": "x" * 301}, "cause", "max_length"),
    ("events", {"summary": "a\x00b"}, "summary", "null_characters_not_allowed"),
    ("events", {"summary": "half a \ud83d"}, "summary", "character"),
    ("opponents", {"rows": [{"country": "US"}]}, "row.1.name", "required"),
    ("opponents", {"rows": [{"name": "A"}, {"name": "B", "country": "??"}]}, "row.2.country", "country_unknown"),
    ("asserted", {"rows": [{"kind": "patent"}]}, "row.1.number", "required"),
    ("asserted", {"rows": [{"kind": "trade_secret"}]}, "row.1.title", "required"),
    ("asserted", {"rows": [{"number": "US 1"}]}, "row.1.kind", "required"),
    ("own", {"rows": [{"kind": "patent", "number": "1", "expires_on": "soon"}]}, "row.1.expires_on", "invalid"),
    ("products", {"rows": [{"name": "X", "hs_code": "123"}]}, "row.1.hs_code", "hs_length"),
    ("products", {"rows": [{"name": "X", "hs_code": "7701.10"}]}, "row.1.hs_code", "hs_chapter"),
    ("products", {"rows": [{"name": "X", "hs_code": "ab"}]}, "row.1.hs_code", "hs_characters"),
    ("products", {"rows": [{"name": "X", "nice_class": "46"}]}, "row.1.nice_class", "nice_class"),
    ("products", {"rows": [{"name": "X", "nice_class": "9, 35"}]}, "row.1.nice_class", "nice_class"),
    ("served", {"rows": [{"title": "A", "served_on": TOMORROW}]}, "row.1.served_on", "future"),
    ("served", {"rows": [{"title": "A"}]}, "row.1.served_on", "required"),
    ("served", {"rows": [{"title": "A", "served_on": "2026-11-03", "rule_id": "no_such"}]}, "row.1.rule_id", "unknown_rule"),
    ("money", {"amount": "many"}, "amount", "amount_invalid"),
    ("money", {"amount": "-1"}, "amount", "amount_negative"),
    ("money", {"amount": "1.005"}, "amount", "amount_decimals"),
    ("money", {"amount": "9" * 30}, "amount", "amount_too_large"),
    ("money", {"amount": "1e999999999"}, "amount", "amount_invalid"),
    ("money", {"amount": "9" * 41}, "amount", "max_length"),
    ("money", {"amount_currency": ""}, "amount_currency", "required"),
    ("money", {"amount_currency": "XYZ"}, "amount_currency", "currency_unknown"),
    ("money", {"frozen_amount": "10"}, "frozen_currency", "required"),
    ("itc", {"itc_position": "respondent", "itc_number": "1478"}, "itc_number", "itc_number"),
    ("itc", {"itc_number": "337-TA-1478"}, "itc_position", "required"),
    ("itc", {"itc_position": "respondent", "itc_orders_sought": ["prison"]}, "itc_orders_sought", "invalid_choice"),
    ("customs", {"customs_goods": "500 pcs"}, "customs_port", "required"),
    ("customs", {"customs_port": "Rotterdam", "customs_goods": "x", "customs_value": "5"}, "customs_currency", "required"),
    ("fair", {"fair_name": ""}, "fair_name", "required"),
    ("fair", {"fair_name": "IFA", "fair_starts_on": "2026-09-04", "fair_ends_on": "2026-09-01"}, "fair_ends_on", "order"),
    ("platform", {"platform_name": "Amazon"}, "platform_shop", "required"),
    ("platform", {"platform_name": "A", "platform_shop": "B", "platform_links": "not a link"}, "platform_links", "link"),
    ("platform", {"platform_name": "A", "platform_shop": "B", "platform_links": "a.com\n" * 51}, "platform_links", "too_many"),
    ("squatting", {"squatted_mark": ""}, "squatted_mark", "required"),
    ("squatting", {"squatted_mark": "M", "squatted_published_on": "20261301"}, "squatted_published_on", "invalid"),
    ("requests", {"requests": []}, "requests", "required"),
    ("requests", {"requests": ["money"]}, "requests", "invalid_choice"),
    ("requests", {"history": LONG}, "history", "max_length"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "change", "field", "code"), BAD, ids=[f"{row[0]}-{row[2]}-{row[3]}-{at}" for at, row in enumerate(BAD)]
)
def test_a_bad_answer_is_refused_beside_its_field(key: Any, change: Any, field: Any, code: Any) -> None:
    sheet = lay(key, {**WHOLE.get(key, {}), **change})
    assert not sheet.is_valid()
    codes = {name: [each.code for each in errors.as_data()] for name, errors in sheet.form.errors.items()}
    if sheet.rows is not None:
        wrong: Any = sheet.rows.errors
        for at, errors in enumerate(wrong, start=1):
            codes |= {f"row.{at}.{name}": [each.code for each in found.as_data()] for name, found in errors.items()}
    assert code in codes.get(field, []), codes
    for language in ("zh-hans", "en"):
        with translation.override(language):
            again = lay(key, {**WHOLE.get(key, {}), **change})
            again.is_valid()
            assert all(text and "%(" not in text for errors in again.errors().values() for text in errors)


@pytest.mark.parametrize("key", [section.key for section in SECTIONS])
@pytest.mark.parametrize(
    "value", [None, 7, 3.5, True, ["a", ["b"]], {"x": 1}, "\ud800", "x\x00", "9" * 100_000, "'; drop table"]
)
def test_nothing_that_programs_send_raises(key: Any, value: Any) -> None:
    section = BY_KEY[key]
    names = list(section.form.base_fields)
    rows = [dict.fromkeys(section.rows.names, value)] if section.rows else None
    sheet = lay(key, dict.fromkeys(names, value) | ({"rows": rows} if rows else {}))
    sheet.is_valid()
    sheet.errors()


def test_values_are_brought_into_their_stored_form() -> None:
    sheet = lay("contact", WHOLE["contact"])
    assert sheet.is_valid()
    assert sheet.changes()["contact_phone"] == "+8613800138000"
    money = lay("money", WHOLE["money"])
    assert money.is_valid()
    assert (money.changes()["amount"], money.changes()["amount_currency"]) == (Decimal("1200000.00"), "USD")
    assert money.changes()["amount_cny"] > Decimal(1_200_000)
    place = lay("place", {**WHOLE["place"], "country": "美国", "rows": [{"country": "台湾"}, {"country": "US"}]})
    assert place.is_valid()
    assert place.new_rows() == [{"country": "US"}, {"country": "TW"}]
    events = lay("events", {**WHOLE["events"], "first_known_on": "2026年10月3日", "cause": "a\r\nb"})
    assert events.is_valid()
    assert events.changes()["first_known_on"] == date(2026, 10, 3)
    assert events.changes()["cause"] == "a b"


@pytest.mark.parametrize(("typed", "stored"), [("337-TA-1478", "337-TA-1478"), ("337 ta 1478", "337-TA-1478"), ("３３７－１４７８", "337-TA-1478"), ("337-3936", "337-3936"), ("Inv. No. 337-TA-1386", "337-TA-1386")])  # fmt: skip
def test_investigation_numbers_have_one_form(typed: Any, stored: Any) -> None:
    sheet = lay("itc", {"itc_number": typed, "itc_position": "respondent"}, forum="itc")
    assert sheet.is_valid(), sheet.errors()
    assert sheet.form.cleaned_data["itc_number"] == stored


def test_a_frozen_amount_means_an_order() -> None:
    sheet = lay("money", {"frozen_amount": "5000", "frozen_currency": "USD"})
    assert sheet.is_valid()
    assert sheet.changes()["has_tro"] is True


def test_no_agent_clears_what_was_typed_about_one() -> None:
    sheet = lay("agent", {"has_agent": "no", "agent_name": "李律师"}, agent_name="李律师", agent_phone="+862162083114")
    assert sheet.is_valid()
    assert sheet.changes() == {"agent_name": "", "agent_phone": ""}


def test_a_natural_person_needs_no_industry() -> None:
    sheet = lay("applicant", {"province": "110000"}, applicant_kind="natural")
    assert sheet.is_valid(), sheet.errors()
    assert "is_specialised" not in sheet.form.fields


@pytest.mark.parametrize(("key", "name", "marked"), [("applicant", "city", False), ("events", "cause", True)])
def test_what_most_people_must_answer_is_not_called_optional(key: str, name: str, marked: bool) -> None:
    with translation.override("en"):
        drawn = lay(key, {}).form[name].as_field_group()
    assert ("(optional)" in drawn) is marked


@pytest.mark.parametrize("key", [section.key for section in SECTIONS if section.form.base_fields])
def test_a_partial_save_asks_for_nothing(key: Any) -> None:
    assert lay(key, {}, partial=True).is_valid()


@pytest.mark.parametrize(("key", "change", "field"), [("contact", {"contact_phone": "12"}, "contact_phone"), ("events", {"first_known_on": TOMORROW}, "first_known_on")])  # fmt: skip
def test_a_partial_save_still_refuses_what_is_wrong(key: Any, change: Any, field: Any) -> None:
    sheet = lay(key, change, partial=True)
    assert not sheet.is_valid()
    assert list(sheet.errors()) == [field]


def test_prevention_asks_neither_for_a_day_nor_for_an_opponent() -> None:
    prevented: dict[str, Any] = {"role": "prevention", "forum": "none", "stage": "none"}
    assert lay("events", {"summary": "拟出口德国。"}, **prevented).is_valid()
    keys = [section.key for section in needed_for(Case(**prevented))]
    assert not {"opponents", "asserted", "served", "money", "itc", "fair"} & set(keys)
    assert {"own", "products", "requests"} <= set(keys)


@pytest.mark.parametrize(
    ("condition", "shown", "hidden"),
    [
        (conditions.before_itc, Answers(forum=Forum.ITC), Answers(forum=Forum.COURT)),
        (conditions.at_customs, Answers(forum=Forum.CUSTOMS), Answers()),
        (conditions.at_fair, Answers(forum=Forum.FAIR), Answers(forum=Forum.COURT)),
        (conditions.at_fair, Answers(dispute_type=DisputeType.EXHIBITION, forum=Forum.COURT), Answers()),
        (conditions.on_platform, Answers(forum=Forum.PLATFORM), Answers()),
        (conditions.is_squatting, Answers(dispute_type=DisputeType.SQUATTING), Answers(dispute_type=DisputeType.OTHER)),
        (conditions.is_dispute, Answers(role=PartyRole.ACCUSED), Answers(role=PartyRole.PREVENTION)),
        (conditions.asserts_against_applicant, Answers(role=PartyRole.OWNERSHIP), Answers(role=PartyRole.ENFORCING)),
        (conditions.may_have_been_served, Answers(stage=Stage.SERVED, forum=Forum.COURT), Answers(stage=Stage.NONE, forum=Forum.NONE)),
        (conditions.may_have_been_served, Answers(), Answers(role=PartyRole.PREVENTION)),
    ],
)  # fmt: skip
def test_a_section_appears_only_when_needed(condition: Any, shown: Any, hidden: Any) -> None:
    assert condition(shown)
    assert not condition(hidden)


def test_blank_rows_count_for_nothing() -> None:
    sheet = lay("opponents", {"rows": [{"name": ""}, {"name": "Acme"}, {}]})
    assert sheet.is_valid()
    assert [row["name"] for row in sheet.new_rows() or []] == ["Acme"]


def test_too_many_rows_are_refused() -> None:
    sheet = lay("opponents", {"rows": [{"name": f"Acme {at}"} for at in range(31)]})
    assert not sheet.is_valid()
    assert sheet.errors()["__all__"]


@pytest.mark.parametrize("total", ["100000000", "-5", "x", ""])
def test_a_tampered_count_of_rows_is_answered(total: Any) -> None:
    draft = Draft(Case(**ACCUSED))
    for table in TABLES:
        draft.replace(table, [])
    sheet = Sheet(BY_KEY["opponents"], draft, ANONYMOUS, data={"row-TOTAL_FORMS": total, "row-INITIAL_FORMS": "99"})
    sheet.is_valid()
    sheet.errors()
    assert sheet.rows is not None
    assert len(sheet.rows.forms) <= 50


def test_a_row_is_added_and_removed_without_script() -> None:
    posted = QueryDict(
        "row-TOTAL_FORMS=3&row-INITIAL_FORMS=0&row-0-name=A&row-0-is_npe=on&row-1-name=B&row-2-name=C&row-2-is_npe=on"
        "&row-²-name=D&row-x-name=E&row-"
    )
    more = one_row_more(posted)
    assert more["row-TOTAL_FORMS"] == "4"
    less = one_row_less(posted, 0)
    assert less["row-TOTAL_FORMS"] == "2"
    assert (less["row-0-name"], less["row-1-name"]) == ("B", "C")
    assert "row-0-is_npe" not in less
    assert less["row-1-is_npe"] == "on"
    assert "row-2-name" not in less
    assert one_row_less(posted, 7) is posted
