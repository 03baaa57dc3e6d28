"""Whoever types a firm's public code first is not therefore the firm: what a center takes down stays out of their sight."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import access
from cases.models import Case, Deadline, Message
from cases.models.case import of
from portal.accounts.models import Enterprise, EnterpriseMember, Invitation
from portal.audit.models import AuditEntry
from portal.notices import registry
from portal.tenancy import scope as scopes
from tests import people
from tests.cases_made import filed_case
from tests.handling.conftest import actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def center() -> Any:
    return people.make_center("HZ", province="330000", city="330100")


@pytest.fixture
def squatter() -> Any:
    """Somebody who registered a firm's code before the firm did."""
    who = people.person("unaffiliated")
    code = people.make_uscc()
    client = people.login(Client(), who)
    form = {
        "kind": "legal", "name": "深圳市乙科技有限公司", "name_en": "", "province": "440000", "city": "440300", "industry": "C",
        "address": "", "note": "", "id_kind": "", "uscc": code,
    }  # fmt: skip
    assert client.post(reverse("accounts:enterprise_register"), form).status_code == 302
    with scopes.enter(scopes.system()):
        firm = Enterprise.objects.get(uscc=code)
    return people.Person("owner", who.user, f"enterprise:{firm.pk}", None, firm)


@pytest.fixture
def phoned(center: Any, squatter: Any) -> Case:
    """What the real firm told the center by telephone."""
    case = filed_case(center, squatter.enterprise, source="hotline", for_caller=True, summary="真企业的秘密")
    with scopes.enter(scopes.system()):
        Message.objects.create(**of(case), side="center", body="请保密")
        Deadline.objects.create(**of(case), kind="agreed", due_on=timezone.localdate())
    return case


def seen(who: Any) -> list[int]:
    """Count what a person's scope reads of cases, messages, dates and through the search."""
    with scopes.enter(who.scope()), connection.cursor() as cursor:
        counts = [model.objects.count() for model in (Case, Message, Deadline)]
        cursor.execute("select count(*) from case_search(%s)", [who.enterprise.name])
        return [*counts, cursor.fetchone()[0]]


def told(case: Case) -> set[int]:
    with scopes.enter(scopes.system()):
        return {each.user_id for each in registry.resolver("case_applicant")(case_id=case.pk)}


def test_a_firm_nobody_checked_does_not_see_what_was_taken_down_by_telephone(squatter: Any, phoned: Case) -> None:
    assert seen(squatter) == [0, 0, 0, 0]
    assert told(phoned) == set()
    client = people.login(Client(), squatter)
    for page in (
        reverse("cases:detail", args=[phoned.public_id]),
        reverse("api:case", args=[phoned.public_id]),
    ):
        assert client.get(page).status_code == 404
    assert phoned.number not in client.get(reverse("cases:home")).content.decode()
    with scopes.enter(scopes.system()):
        # The gate says so by itself, without row-level security.
        assert not access.visible_cases(actor_of(squatter)).exists()


def test_what_it_filed_itself_stays_in_its_sight_wherever_it_goes(center: Any, squatter: Any) -> None:
    case = filed_case(center, squatter.enterprise, source="transferred")
    assert seen(squatter) == [1, 0, 0, 1]
    assert told(case) == {squatter.pk}
    with scopes.enter(squatter.scope()):
        Message.objects.create(**of(case), side="applicant", body="您好")


def test_the_desk_is_told_that_nobody_checked(center: Any, squatter: Any) -> None:
    desk = people.login(Client(), people.person("intake", center=center))
    call = {"source": "hotline", "kind": "legal", "uscc": squatter.enterprise.uscc}
    page = desk.post(reverse("cases:desk_begin"), call).content.decode()
    assert "没有人核实过" in page
    assert desk.post(reverse("cases:desk_begin"), call | {"deed": "use"}).status_code == 302
    with scopes.enter(scopes.system()):
        draft = Case.objects.get()
    assert draft.for_caller
    assert seen(squatter) == [0, 0, 0, 0]


def test_a_center_that_saw_the_licence_opens_it(center: Any, squatter: Any, phoned: Case) -> None:
    owner = people.login(Client(), squatter)
    assert "尚无指导中心核验" in owner.get(reverse("accounts:enterprise_record")).content.decode()
    handler = people.login(Client(), people.person("handler", center=center))
    page = reverse("cases:firm", args=[squatter.enterprise.pk])
    assert page in handler.get(reverse("cases:detail", args=[phoned.public_id])).content.decode()
    assert squatter.user.email in handler.get(page).content.decode()
    stranger = people.login(Client(), people.person("handler"))
    assert stranger.get(page).status_code == stranger.post(page, {"deed": "prove"}).status_code == 404
    assert seen(squatter) == [0, 0, 0, 0]
    assert handler.post(page, {"deed": "prove"}).status_code == 302
    assert seen(squatter) == [1, 1, 1, 1]
    assert told(phoned) == {squatter.pk}
    assert handler.post(page, {"deed": "prove"}).status_code == 409
    with scopes.enter(scopes.system()):
        assert AuditEntry.objects.filter(verb="enterprise.proved", object_id=str(squatter.enterprise.pk)).count() == 1
    assert "尚无指导中心核验" not in owner.get(reverse("accounts:enterprise_record")).content.decode()


def test_contested_people_lose_their_seats_and_the_next_asks_the_center(
    center: Any, squatter: Any, phoned: Case
) -> None:
    firm = squatter.enterprise
    friend = people.person("member", enterprise=firm)
    waiting = people.person("unaffiliated")
    assert waiting.user is not None
    with scopes.enter(scopes.system()):
        EnterpriseMember.objects.create(user=waiting.user, enterprise=firm, role="member", state="pending")
        Invitation.objects.create(
            enterprise=firm, email="x@example.com", role="member", token_hash="x", invited_by=squatter.user,
            expires_at=timezone.now() + timedelta(days=7),
        )  # fmt: skip
    supervisor = people.person("supervisor", center=center)
    client = people.login(Client(), supervisor)
    page = reverse("cases:firm", args=[firm.pk])
    assert client.post(page, {"deed": "end", "reason": ""}).status_code == 422
    assert client.post(page, {"deed": "end", "reason": "企业来电否认"}).status_code == 302
    with scopes.enter(scopes.system()):
        states = dict(EnterpriseMember.objects.filter(enterprise=firm).values_list("user_id", "state"))
        assert states == {squatter.pk: "ended", friend.pk: "ended", waiting.pk: "pending"}
        assert Invitation.objects.get(enterprise=firm).revoked_at is not None
        entry = AuditEntry.objects.get(verb="enterprise.people_ended")
    assert (entry.actor_id, entry.payload["reason"]) == (supervisor.pk, "企业来电否认")
    with scopes.enter(scopes.login(squatter.pk)):
        assert not Enterprise.objects.filter(pk=firm.pk).exists()
    # Whoever asks now is the center's to decide, and its word is the proof.
    with scopes.enter(scopes.system()):
        claim = EnterpriseMember.objects.get(user_id=waiting.pk).pk
    assert client.post(reverse("accounts:claim", args=[claim]), {"answer": "accept"}).status_code == 302
    owner = people.Person("owner", waiting.user, f"enterprise:{firm.pk}", None, firm)
    assert seen(owner) == [1, 1, 1, 1]
    # A firm that was checked is taken from its people by the nation alone.
    assert client.post(page, {"deed": "end", "reason": "再来"}).status_code == 409
    nation = people.login(Client(), people.person("coordinator"))
    assert nation.post(page, {"deed": "end", "reason": "查明冒用"}).status_code == 302
    with scopes.enter(scopes.system()):
        assert Enterprise.objects.get(pk=firm.pk).proved_at is None


def test_sql_proves_nobody(center: Any, squatter: Any, phoned: Case) -> None:
    firm = squatter.enterprise
    intake = people.person("intake", center=center)

    def refused(scope: Any, statement: str, match: str) -> None:
        with (
            pytest.raises(Error, match=match),
            transaction.atomic(),
            scopes.enter(scope),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [firm.pk])

    refused(squatter.scope(), "update accounts_enterprise set proved_at = now() where id = %s", "checked by a center")
    refused(squatter.scope(), "select enterprise_prove(%s)", "permission denied")
    refused(squatter.scope(), "select * from enterprise_people(%s)", "permission denied")
    with scopes.enter(scopes.system()):
        Enterprise.objects.filter(pk=firm.pk).update(registered_center=center)
    refused(intake.scope(), "update accounts_enterprise set proved_at = now() where id = %s", "checked by a center")
    refused(
        scopes.center(center.pk, intake.pk), "update cases_case set for_caller = false where enterprise_id = %s", "not rewritten"
    )  # fmt: skip
    for scope in (intake.scope(), people.person("supervisor").scope(), people.person("analyst").scope()):
        with scopes.enter(scope), connection.cursor() as cursor:
            cursor.execute("select enterprise_prove(%s), enterprise_people_end(%s)", [firm.pk, firm.pk])
            assert cursor.fetchone() == ("unknown", "unknown")


def test_no_policy_of_applicants_forgets_it() -> None:
    """Every table that hangs on a case shows applicants nothing of a case that is kept from them."""
    with scopes.enter(scopes.system()), connection.cursor() as cursor:
        cursor.execute(
            "select p.tablename, p.policyname, p.qual, p.with_check from pg_policies p"
            " join information_schema.columns c on c.table_name = p.tablename and c.column_name = 'case_id'"
            " where 'scope_enterprise' = any(p.roles)"
        )
        found = cursor.fetchall()
    assert len(found) > 15
    assert [
        (table, name)
        for table, name, *said in found
        # What goes through a firm's own rows at fairs is asked there (tests/desk, "without a proof").
        if any(each and "proved_at" not in each and "fairs_participant" not in each for each in said)
    ] == []
