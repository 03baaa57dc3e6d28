"""Many at once against the real database: one draft sent twenty times is one case; twenty drafts get twenty numbers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from cases.consents import CONSENT_VERSION
from cases.models import Case, Counter, Paper, TimelineEntry
from portal.tenancy import scope as scopes
from tests import people
from tests.filing import requests

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 20


def all_at_once(deed: Callable[[int], Any]) -> list[Any]:
    """Do something twenty times in twenty threads, each with a connection of its own."""

    def run(number: int) -> Any:
        try:
            return deed(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def test_one_draft_sent_twenty_times_is_one_case() -> None:
    center = people.national_center()
    owner = people.person("owner")
    case = requests.begin(owner)
    clients = [people.login(Client(), owner) for _ in range(AT_ONCE)]
    path = reverse("cases:filing_check", args=[case.public_id])
    posted = {"truth": "on", "processing": "on", "text_version": CONSENT_VERSION, "version": case.version}
    answers = all_at_once(lambda number: clients[number].post(path, posted))
    done = reverse("cases:filing_done", args=[case.public_id])
    assert {(answer.status_code, answer.headers.get("Location")) for answer in answers} == {(302, done)}
    with scopes.enter(scopes.system()):
        assert Case.objects.exclude(state="draft").count() == 1
        assert Counter.objects.get(center=center, series="case").last == 1
        assert Paper.objects.count() == 1
        assert TimelineEntry.objects.filter(verb="submit").count() == 1


def test_twenty_requests_get_twenty_numbers_in_a_row() -> None:
    center = people.national_center()
    owner = people.person("owner")
    cases = [requests.begin(owner) for _ in range(AT_ONCE)]
    numbers = all_at_once(lambda number: requests.send(owner, cases[number]).number)
    assert len(set(numbers)) == AT_ONCE
    with scopes.enter(scopes.system()):
        assert Counter.objects.get(center=center, series="case").last == AT_ONCE
        assert len(set(Case.objects.values_list("receipt_code", flat=True))) == AT_ONCE


def test_one_key_posted_twenty_times_begins_one_draft() -> None:
    owner = people.person("owner")
    clients = [people.login(Client(), owner) for _ in range(AT_ONCE)]
    key = "01930000-0000-7000-8000-000000000001"
    answers = all_at_once(lambda number: clients[number].post(reverse("cases:begin"), {"key": key}))
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    with scopes.enter(owner.scope()):
        assert Case.objects.count() == 1
