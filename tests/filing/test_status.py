"""The public look-up: what a receipt code opens, what it hides, and how often one may ask."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.choices import WaitingFor
from cases.models import Case
from cases.services import numbers
from cases.services.status import MOVERS
from cases.views.filing.status import LOOKUPS
from tests import people
from tests.filing import requests

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed() -> Case:
    people.national_center()
    owner = people.person("owner")
    return requests.send(owner, requests.begin(owner))


def ask(client: Client, code: str) -> str:
    """Ask with a code; give the page without the secrets that change with every answer."""
    answer = client.post(reverse("cases:status"), {"receipt": code})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_code_shows_number_state_mover_and_center_and_nothing_else(client: Client, filed: Case) -> None:
    page = ask(client, numbers.format_receipt(filed.receipt_code).lower())
    for shown in (filed.number, "国家中心", "受理中心"):
        assert shown in page
    for hidden in (filed.applicant_name, filed.applicant_uscc, filed.contact_name, filed.contact_phone, filed.summary,
                   "Acme", str(filed.public_id), filed.foreign_number):  # fmt: skip
        assert hidden not in page


def test_every_code_that_opens_nothing_gets_the_same_answer(client: Client, filed: Case) -> None:
    draft = requests.begin(people.person("owner"))
    fresh = numbers.receipt_code()
    answers = set()
    for code in (fresh, "ABCDEFGHJKMN", "x", "'; select 1 --", str(draft.public_id)[:36], filed.receipt_code[:-1]):
        answer = client.post(reverse("cases:status"), {"receipt": code})
        assert answer.status_code == 200
        assert answer.context["found"] is None
        answers.add(answer.content.decode().count("没有找到"))
    assert answers == {1}


@pytest.mark.parametrize(("code", "status"), [("", 422), ("X" * 500, 422), ("a\x00b", 422)])
def test_a_code_that_is_none_is_answered_beside_the_field(client: Client, code: Any, status: Any) -> None:
    answer = client.post(reverse("cases:status"), {"receipt": code})
    assert answer.status_code == status
    assert "field-error" in answer.content.decode()


def test_it_opens_without_logging_in_and_asks_nothing_of_the_address(client: Client, filed: Case) -> None:
    page = client.get(reverse("cases:status"), {"receipt": filed.receipt_code})
    assert page.status_code == 200
    assert filed.number not in page.content.decode()


def test_too_many_look_ups_are_refused_for_this_network_only(client: Client, filed: Case) -> None:
    for _ in range(LOOKUPS.attempts):
        assert (
            client.post(
                reverse("cases:status"), {"receipt": numbers.receipt_code()}, REMOTE_ADDR="198.51.100.7"
            ).status_code
            == 200
        )
    refused = client.post(reverse("cases:status"), {"receipt": filed.receipt_code}, REMOTE_ADDR="198.51.100.7")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert filed.number not in refused.content.decode()
    elsewhere = client.post(reverse("cases:status"), {"receipt": filed.receipt_code}, REMOTE_ADDR="203.0.113.9")
    assert filed.number in elsewhere.content.decode()


def test_everybody_who_may_have_to_move_has_words() -> None:
    assert set(MOVERS) == set(WaitingFor.values)
