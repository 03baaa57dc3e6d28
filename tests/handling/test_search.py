"""Search by words: what the index finds is what reading every case would find."""

from __future__ import annotations

from django.db import connection

from cases.models import Case
from portal.tenancy import scope as scopes
from tests.handling.conftest import Office

NAMES = (
    "深圳市华为测试技术有限公司",
    "杭州小米粒电子商务有限公司",
    "Ånge Trading AB",
    "甲",
    "100%棉_织造厂",
    "a\\b 公司",
)
CAUSES = ("Infringement of US 7,056,321", "商标被抢注", "", "Öl- und GAS-Lieferung")


def found(term: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("select case_search(%s)", [term])
        return {pk for (pk,) in cursor.fetchall()}


def terms(text: str) -> set[str]:
    """Every part of one to four characters, and every end of the text."""
    parts = {text[at : at + length] for length in (1, 2, 3, 4) for at in range(len(text) - length + 1)}
    return (parts | {text[at:] for at in range(len(text))}) - {""}


def test_every_part_of_every_text_is_found(office: Office) -> None:
    cases: list[Case] = [
        office.case("accepted", applicant_name=name, cause=cause, foreign_number="1:26-cv-94274")
        for name, cause in zip(NAMES, CAUSES * 2, strict=False)
    ]
    texts = {
        case.pk: f"{case.number} {case.applicant_name} {case.foreign_number} {case.cause}".lower() for case in cases
    }
    asked = {part for text in texts.values() for part in terms(text)} | {
        "华米",
        "有限限",
        "为华",
        "%",
        "_",
        "\\",
        "公%司",
    }
    with scopes.enter(office.person("handler").scope()), connection.cursor() as cursor:
        # So few cases are read whole anyway; the index must say the same.
        cursor.execute("set local enable_seqscan = off; set local enable_indexscan = off")
        wrong = [term for term in asked if found(term) != {pk for pk, text in texts.items() if term in text}]
    assert wrong == []
    assert len(asked) > 300


def test_case_and_scope_of_the_search(office: Office) -> None:
    case = office.case("accepted", applicant_name="Ånge Trading AB", cause="Öl- und GAS-Lieferung")
    draft = office.case("draft", number="", receipt_code="", submitted_at=None, applicant_name="Ånge Drafts AB")
    with scopes.enter(office.person("handler").scope()):
        assert found("ÅNGE") == {case.pk, draft.pk}
        assert found("öL- UND gas") == {case.pk}
    with scopes.enter(office.person("coordinator").scope()):
        assert found("ÅNGE") == {case.pk}
