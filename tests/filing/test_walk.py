"""A whole request typed page by page without JavaScript, from the first button to the confirmation."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cases.consents import CONSENT_VERSION
from cases.models import Case, Deadline, Paper, TimelineEntry
from portal.tenancy import scope as scopes
from tests import people
from tests.filing import pages, requests

pytestmark = pytest.mark.django_db


def test_a_request_is_typed_checked_and_sent(client: Client) -> None:
    people.national_center()
    owner = people.person("owner")
    people.login(client, owner)

    page = client.get(reverse("cases:begin"))
    assert page.status_code == 200
    key = page.context["form"].initial["key"]
    begun = client.post(reverse("cases:begin"), {"key": str(key)})
    with scopes.enter(owner.scope()):
        case = Case.objects.get()
    assert begun.headers["Location"] == pages.address(case)
    assert client.get(pages.address(case)).status_code == 200

    for name, values in requests.WHOLE.items():
        answer = pages.save(client, case, name, values)
        assert answer.status_code == 302, (name, answer.context and answer.context["sheet"].errors())
    assert client.get(pages.address(case, "attachments")).status_code == 200

    check = client.get(reverse("cases:filing_check", args=[case.public_id]))
    assert check.status_code == 200
    assert check.context["review"].lacking == []
    sent = client.post(
        reverse("cases:filing_check", args=[case.public_id]),
        {
            "truth": "on",
            "processing": "on",
            "text_version": CONSENT_VERSION,
            "version": check.context["case"].version,
        },
    )
    assert sent.status_code == 302, sent.content.decode()
    done = client.get(sent.headers["Location"])
    assert done.status_code == 200
    with scopes.enter(scopes.system()):
        case.refresh_from_db()
        assert case.state == "submitted"
        assert case.consent_library == ""
        assert case.number in done.content.decode()
        assert Deadline.objects.filter(case=case, due_on="2026-11-24").count() == 1
        assert Paper.objects.filter(case=case, kind="application").count() == 1
        assert TimelineEntry.objects.filter(case=case, verb="submit").count() == 1
    home = client.get(reverse("cases:home"))
    assert case.number in home.content.decode()
