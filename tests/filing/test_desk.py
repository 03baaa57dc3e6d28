"""Filing for a caller: the same form and the same sending, at a center's desk."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.consents import CONSENT_VERSION
from cases.models import Case, TimelineEntry
from cases.services.callers import caller_find, caller_register
from portal.accounts.models import Enterprise
from portal.notices.models import OutboxEvent
from portal.tenancy import scope as scopes
from tests import people
from tests.filing import pages, requests

pytestmark = pytest.mark.django_db


@pytest.fixture
def intake() -> people.Person:
    people.national_center()
    return people.person("intake", center=people.make_center("HZ", province="330000", city="330100"))


@pytest.fixture
def desk(client: Client, intake: Any) -> Client:
    return people.login(client, intake)


def call(**changes: Any) -> dict[str, str]:
    """What the first page of the desk posts."""
    return {"source": "hotline", "kind": "legal", "uscc": people.make_uscc(), "key": str(uuid.uuid4())} | changes


def test_staff_learn_id_and_name_and_nothing_more(intake: Any) -> None:
    firm = people.make_enterprise("深圳测试机器人有限公司", address="南山区科技园")
    with scopes.enter(intake.scope()):
        assert caller_find(uscc=firm.uscc) == caller_find(uscc=firm.uscc)
        known = caller_find(uscc=firm.uscc)
        assert known is not None
        assert (known.id, known.name) == (firm.pk, firm.name)
        assert caller_find(uscc=people.make_uscc()) is None
        assert caller_find(uscc="") is None
        assert not Enterprise.objects.filter(pk=firm.pk).exists()


def test_a_known_firm_is_confirmed_and_its_draft_lies_with_the_center(desk: Client, intake: Any) -> None:
    firm = people.make_enterprise("深圳测试机器人有限公司")
    posted = call(uscc=firm.uscc)
    asked = desk.post(reverse("cases:desk_begin"), posted)
    assert firm.name in asked.content.decode()
    with scopes.enter(intake.scope()):
        assert not Case.objects.exists()
    begun = desk.post(reverse("cases:desk_begin"), posted | {"deed": "use"})
    with scopes.enter(intake.scope()):
        case = Case.objects.get()
    assert begun.headers["Location"] == pages.address(case)
    assert (case.center_id, case.enterprise_id, case.source, case.state) == (
        intake.center.pk,
        firm.pk,
        "hotline",
        "draft",
    )
    assert (case.applicant_name, case.applicant_uscc, case.contact_email) == (firm.name, firm.uscc, "")
    assert str(case.public_id) in desk.get(reverse("cases:desk_begin")).content.decode()


def test_an_unknown_firm_is_registered_by_the_center(desk: Client, intake: Any) -> None:
    posted = call()
    asked = desk.post(reverse("cases:desk_begin"), posted)
    assert "new" in asked.context
    wrong = desk.post(reverse("cases:desk_begin"), posted | {"deed": "register", "name": "", "province": "330000"})
    assert wrong.status_code == 422
    assert "name" in wrong.context["new"].errors
    begun = desk.post(
        reverse("cases:desk_begin"),
        posted | {"deed": "register", "name": "杭州新登记有限公司", "province": "330000", "city": "330100"},
    )
    assert begun.status_code == 302
    with scopes.enter(intake.scope()):
        firm = Enterprise.objects.get(uscc=posted["uscc"])
        assert (firm.registered_center_id, firm.created_by_id) == (intake.center.pk, intake.pk)
        assert Case.objects.get().enterprise_id == firm.pk


def test_a_natural_person_is_registered_once_for_two_clicks(desk: Client, intake: Any) -> None:
    posted = call(kind="natural", uscc="") | {
        "deed": "register",
        "name": "陈晓",
        "id_kind": "resident_id",
        "province": "110000",
    }
    first, second = (desk.post(reverse("cases:desk_begin"), posted) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    with scopes.enter(scopes.system()):
        assert Enterprise.objects.filter(name="陈晓").count() == 1
        assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"uscc": ""}, "uscc"),
        ({"uscc": "91440300MA5000000X"}, "uscc"),
        ({"uscc": "x" * 500}, "uscc"),
        ({"kind": "natural"}, "uscc"),
        ({"kind": "alien"}, "kind"),
        ({"source": "web"}, "source"),
        ({"source": ""}, "source"),
    ],
)
def test_a_wrong_answer_is_refused_beside_its_field(desk: Client, intake: Any, change: Any, field: Any) -> None:
    answer = desk.post(reverse("cases:desk_begin"), call() | change)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_a_firm_that_somebody_registered_meanwhile_is_taken(intake: Any) -> None:
    firm = people.make_enterprise("先到有限公司")
    with requests.acting(intake) as actor:
        known = caller_register(actor=actor, kind="legal", name="后到有限公司", uscc=firm.uscc)
    assert (known.id, known.name) == (firm.pk, "先到有限公司")


def test_the_whole_request_is_taken_down_and_stays_with_the_center(desk: Client, intake: Any) -> None:
    """The applicant is in Shenzhen, the desk in Hangzhou: the case stays, and the record names the other center."""
    shenzhen = people.make_center("SZ", province="440000", city="440300")
    people.person("handler", center=shenzhen)
    firm = people.make_enterprise()
    desk.post(reverse("cases:desk_begin"), call(uscc=firm.uscc) | {"deed": "use"})
    with scopes.enter(intake.scope()):
        case = Case.objects.get()
    for name, values in requests.WHOLE.items():
        assert pages.save(desk, case, name, values).status_code == 302, name
    path = reverse("cases:filing_check", args=[case.public_id])
    page = desk.get(path)
    assert "来电来访人的声明" in page.content.decode()
    posted = {
        "truth": "on",
        "processing": "on",
        "text_version": CONSENT_VERSION,
        "version": page.context["case"].version,
    }
    assert "manner" in desk.post(path, posted).context["form"].errors
    sent = desk.post(path, posted | {"manner": "by_phone"})
    assert sent.headers["Location"] == reverse("cases:filing_done", args=[case.public_id])
    with scopes.enter(scopes.system()):
        case.refresh_from_db()
        entry = TimelineEntry.objects.get(case=case, verb="submit")
        mail = OutboxEvent.objects.get(topic="mail")
    assert (case.center_id, case.source, case.state) == (intake.center.pk, "hotline", "submitted")
    assert (case.routing["rule"], case.routing["suggested"]["center"]) == ("filed_by_staff", shenzhen.pk)
    assert (entry.payload["stated"], entry.actor_id, entry.actor_side) == ("by_phone", intake.pk, "center")
    assert mail.payload["to"] == ["wang@example.com"]
    assert desk.get(sent.headers["Location"]).status_code == 200


def test_another_center_does_not_see_the_draft(desk: Client, intake: Any) -> None:
    firm = people.make_enterprise()
    desk.post(reverse("cases:desk_begin"), call(uscc=firm.uscc) | {"deed": "use"})
    with scopes.enter(intake.scope()):
        case = Case.objects.get()
    stranger = people.login(Client(), people.person("intake"))
    assert stranger.get(pages.address(case)).status_code == 404
    colleague = people.login(Client(), people.person("handler", center=intake.center))
    assert colleague.get(pages.address(case)).status_code == 200


def test_the_firm_may_finish_what_the_desk_began(desk: Client, intake: Any) -> None:
    owner: Any = people.person("owner", enterprise=people.make_enterprise(proved_at=timezone.now()))
    desk.post(reverse("cases:desk_begin"), call(uscc=owner.enterprise.uscc) | {"deed": "use"})
    with scopes.enter(intake.scope()):
        case = Case.objects.get()
    browser = people.login(Client(), owner)
    for name, values in requests.WHOLE.items():
        assert pages.save(browser, case, name, values).status_code == 302, name
    assert requests.send(owner, case).center_id == intake.center.pk
