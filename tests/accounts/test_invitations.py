"""Invitations: only for their address, only once, only in time, and with two people where one is not enough."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import EnterpriseMember, Invitation, User
from portal.accounts.tokens import hash_token
from portal.tenancy import scope as scopes
from portal.tenancy.models import Membership
from tests import people
from tests.accounts.helpers import HOME, link_in, logged_in, mails, outbox, type_password, verbs

ADDRESS = "chosen@example.com"
NEW = {"name": "李雷", "password1": "maple-engine-harbour-9", "password2": "maple-engine-harbour-9"}


def invite(supervisor: people.Person, email: str = ADDRESS, role: str = "handler") -> str:
    """Invite through the page; give the path in the mail."""
    client = people.login(Client(), supervisor)
    response = client.post(reverse("accounts:staff_invite"), {"email": email, "name": "李雷", "role": role})
    assert response.status_code == 302, response.context["form"].errors
    return link_in(mails("accounts/invitation", email)[-1], "address")


def roles_of(email: str) -> set[str]:
    with scopes.enter(scopes.system()):
        return set(Membership.objects.filter(user__email=email).values_list("role", flat=True))


def seated(email: str) -> list[tuple[str, str]]:
    with scopes.enter(scopes.system()):
        return list(EnterpriseMember.objects.filter(user__email=email).values_list("role", "state"))


def test_a_new_colleague_comes_in_by_the_link_alone(db: None) -> None:
    supervisor = people.person("supervisor")
    link = invite(supervisor)
    client = Client()
    page = client.get(link)
    assert page.status_code == 200
    assert ADDRESS in page.content.decode()
    assert "李雷" in page.content.decode()
    assert "承办" in page.content.decode()
    response = client.post(link, NEW)
    assert response.status_code == 302
    assert logged_in(client)
    assert roles_of(ADDRESS) == {"handler"}
    user = User.objects.get(email=ADDRESS)
    with scopes.enter(scopes.system()):
        seat = Membership.objects.get(user=user)
        assert (seat.center, seat.granted_by_id) == (supervisor.center, supervisor.pk)
    # the second factor is owed before anything opens
    assert client.get(reverse("accounts:staff"))["Location"] == reverse("accounts:second_factor")
    assert {"account.invited", "account.invitation_accepted", "account.signed_up", "account.logged_in"} <= set(verbs())
    again = Client().get(link)
    assert again.status_code == 410
    assert "已被接受".encode() in again.content


def test_somebody_with_an_account_logs_in_and_accepts(db: None) -> None:
    user = people.make_user(ADDRESS)
    link = invite(people.person("supervisor"))
    client = Client()
    page = client.get(link)
    assert "登录并接受".encode() in page.content
    response = client.post(
        reverse("account_login"), {"login": ADDRESS, "password": people.PASSWORD, "next": link}, REMOTE_ADDR=HOME
    )
    assert response["Location"] == link
    assert roles_of(ADDRESS) == set()
    assert client.get(link).status_code == 200
    assert roles_of(ADDRESS) == set()
    assert client.post(link).status_code == 302
    assert roles_of(ADDRESS) == {"handler"}
    assert user.pk


def test_another_person_cannot_use_it(db: None) -> None:
    link = invite(people.person("supervisor"))
    other = people.make_user()
    client = Client()
    type_password(client, other.email)
    assert "另一个邮箱".encode() in client.get(link).content
    assert client.post(link).status_code == 200
    assert roles_of(other.email) == roles_of(ADDRESS) == set()
    with scopes.enter(scopes.login(other.pk)), connection.cursor() as cursor:
        cursor.execute("select invitation_accept(%s)", [hash_token(link.rstrip("/").rpartition("/")[2])])
        assert cursor.fetchone() == ("other_person",)


def test_an_unproved_squatter_of_the_address_gives_way(db: None) -> None:
    Client().post(
        reverse("account_signup"),
        {"name": "x", "email": ADDRESS, "password1": NEW["password1"], "password2": NEW["password1"]},
        REMOTE_ADDR=HOME,
    )
    link = invite(people.person("supervisor"))
    client = Client()
    assert client.post(link, NEW).status_code == 302
    assert roles_of(ADDRESS) == {"handler"}
    assert "account.put_aside" in verbs()


def test_time_taking_back_and_sending_again(db: None) -> None:
    supervisor = people.person("supervisor")
    link = invite(supervisor)
    client = people.login(Client(), supervisor)
    with scopes.enter(scopes.system()):
        pk = Invitation.objects.get(email=ADDRESS).pk
    with scopes.enter(scopes.system()):
        # the database's clock decides
        Invitation.objects.filter(pk=pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    late = Client().post(link, NEW)
    assert late.status_code == 410
    assert "已过期".encode() in late.content
    assert client.post(reverse("accounts:staff_invitation_again", args=[pk])).status_code == 302
    newer = link_in(mails("accounts/invitation", ADDRESS)[-1], "address")
    assert newer != link
    assert Client().get(link).status_code == 404
    assert Client().get(newer).status_code == 200
    assert client.post(reverse("accounts:staff_invitation_back", args=[pk])).status_code == 302
    gone = Client().post(newer, NEW)
    assert gone.status_code == 410
    assert "已撤回".encode() in gone.content
    assert roles_of(ADDRESS) == set()
    response = client.post(reverse("accounts:staff_invitation_again", args=[pk]))
    assert response.status_code == 409
    assert Client().get(reverse("accounts:invitation", args=["nothing"])).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": ""}, "name"), ({"password1": "short"}, "password1"), ({"password2": "other-words-here"}, "password2")],
)
def test_bad_input_is_answered_beside_the_field(db: None, changes: dict[str, str], field: str) -> None:
    link = invite(people.person("supervisor"))
    response = Client().post(link, NEW | changes)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert not User.objects.filter(email=ADDRESS).exists()


def test_the_same_offer_twice_is_answered_beside_the_address(db: None) -> None:
    supervisor = people.person("supervisor")
    invite(supervisor)
    client = people.login(Client(), supervisor)
    response = client.post(reverse("accounts:staff_invite"), {"email": ADDRESS.upper(), "role": "handler"})
    assert response.status_code == 422
    assert response.context["form"].errors["email"]
    assert len(mails("accounts/invitation")) == 1
    member = people.person("intake", center=supervisor.center)
    assert member.user is not None
    response = client.post(reverse("accounts:staff_invite"), {"email": member.user.email, "role": "intake"})
    assert response.status_code == 422
    assert response.context["form"].errors["email"]


# -- two people ---------------------------------------------------------------------------------------------------


def propose(secadmin: people.Person, role: str = "reviewer", email: str = ADDRESS) -> int:
    client = people.login(Client(), secadmin)
    response = client.post(
        reverse("accounts:grant_propose"), {"email": email, "role": role, "reason": "国知发〔2026〕1号", "name": ""}
    )
    assert response.status_code == 302, response.context["form"].errors
    with scopes.enter(scopes.system()):
        return Invitation.objects.filter(email=email).latest("pk").pk


@pytest.mark.parametrize("confirmer", ["sysadmin", "coordinator"])
@pytest.mark.parametrize("role", ["coordinator", "editor", "reviewer", "analyst", "sysadmin", "secadmin", "auditor"])
def test_a_delicate_role_takes_two(db: None, role: str, confirmer: str) -> None:
    secadmin, second = people.person("secadmin"), people.person(confirmer)
    pk = propose(secadmin, role)
    assert mails("accounts/invitation") == []
    assert any(one["template"] == "accounts/grant_proposed" for one in outbox("notice"))
    own = people.login(Client(), secadmin).post(reverse("accounts:grant_confirm", args=[pk]))
    assert own.status_code == 403
    client = people.login(Client(), second)
    assert "国知发〔2026〕1号".encode() in client.get(reverse("accounts:grant_confirm", args=[pk])).content
    assert client.post(reverse("accounts:grant_confirm", args=[pk])).status_code == 302
    link = link_in(mails("accounts/invitation", ADDRESS)[-1], "address")
    assert Client().post(link, NEW).status_code == 302
    with scopes.enter(scopes.system()):
        seat = Membership.objects.get(user__email=ADDRESS)
        assert (seat.role, seat.granted_by_id, seat.confirmed_by_id) == (role, secadmin.pk, second.pk)
    assert client.post(reverse("accounts:grant_confirm", args=[pk])).status_code == 409
    assert {"account.invited", "account.invitation_confirmed"} <= set(verbs())


def test_nobody_proposes_for_themselves_or_confirms_their_own(db: None) -> None:
    secadmin, coordinator = people.person("secadmin"), people.person("coordinator")
    assert secadmin.user is not None
    assert coordinator.user is not None
    client = people.login(Client(), secadmin)
    response = client.post(
        reverse("accounts:grant_propose"), {"email": secadmin.user.email, "role": "editor", "reason": "x"}
    )
    assert response.status_code == 422
    assert response.context["form"].errors["email"]
    pk = propose(secadmin, "editor", coordinator.user.email)
    response = people.login(Client(), coordinator).post(reverse("accounts:grant_confirm", args=[pk]))
    assert response.status_code == 409
    assert mails("accounts/invitation") == []


def test_the_three_administrators_stay_three(db: None) -> None:
    handler = people.person("handler")
    assert handler.user is not None
    pk = propose(people.person("secadmin"), "auditor", handler.user.email)
    people.login(Client(), people.person("sysadmin")).post(reverse("accounts:grant_confirm", args=[pk]))
    link = link_in(mails("accounts/invitation", handler.user.email)[-1], "address")
    client = people.login(Client(), handler)
    response = client.post(link)
    assert response.status_code == 409
    assert "三人分别担任" in response.content.decode()
    assert roles_of(handler.user.email) == {"handler"}


def forge(role: str, scope: scopes.Scope, **columns: Any) -> None:
    """Write a seat with SQL in a scope, as an attacker would."""
    names = ", ".join(columns)
    marks = ", ".join(["%s"] * len(columns))
    with transaction.atomic(), scopes.enter(scope), connection.cursor() as cursor:
        cursor.execute(
            f"insert into tenancy_membership ({names}, role, created_at) values ({marks}, %s, now())",
            [*columns.values(), role],
        )


@pytest.mark.parametrize("persona", ["supervisor", "coordinator", "secadmin", "sysadmin", "auditor"])
@pytest.mark.parametrize("role", ["coordinator", "auditor", "supervisor"])
def test_sql_gives_nobody_a_seat_of_their_own(db: None, persona: str, role: str) -> None:
    who = people.person(persona)
    assert who.center is not None
    before = roles_of(who.user.email)  # type: ignore[union-attr]
    with pytest.raises(Exception, match=r"membership_|row-level security|need|administrator|own seats|exclusion"):
        forge(
            role,
            who.scope(),
            user_id=who.pk,
            center_id=who.center.pk,
            granted_by_id=people.make_user().pk,
            confirmed_by_id=who.pk,
        )
    assert roles_of(who.user.email) == before  # type: ignore[union-attr]


def test_sql_cannot_confirm_an_invitation(db: None) -> None:
    secadmin, sysadmin = people.person("secadmin"), people.person("sysadmin")
    pk = propose(secadmin)
    for who in (secadmin, sysadmin):
        with pytest.raises(IntegrityError, match="not rewritten"), transaction.atomic(), scopes.enter(who.scope()):
            Invitation.objects.filter(pk=pk).update(confirmed_by_id=sysadmin.pk)
    with pytest.raises(IntegrityError, match="begins open"), transaction.atomic(), scopes.enter(secadmin.scope()):
        Invitation.objects.create(
            center=secadmin.center, email="x@example.com", role="editor", token_hash="0" * 64, invited_by_id=secadmin.pk,
            confirmed_by_id=sysadmin.pk, expires_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip


def test_a_seat_needs_two_names_even_from_the_definer(db: None, superuser_sql: Any) -> None:
    secadmin = people.person("secadmin")
    pk = propose(secadmin)
    people.make_user(ADDRESS)
    with scopes.enter(scopes.system()):
        Invitation.objects.filter(pk=pk).update(token_hash="f" * 64)
        user = User.objects.get(email=ADDRESS)
    with scopes.enter(scopes.login(user.pk)), connection.cursor() as cursor:
        cursor.execute("select invitation_accept(%s)", ["f" * 64])
        assert cursor.fetchone() == ("unconfirmed",)
    assert roles_of(ADDRESS) == set()


# -- enterprises --------------------------------------------------------------------------------------------------


def test_a_colleague_and_an_agent_come_in_by_invitation(db: None) -> None:
    owner = people.person("owner")
    client = people.login(Client(), owner)
    client.post(reverse("accounts:member_invite"), {"email": ADDRESS, "name": "李雷", "role": "readonly"})
    link = link_in(mails("accounts/invitation", ADDRESS)[-1], "address")
    assert Client().post(link, NEW).status_code == 302
    assert seated(ADDRESS) == [("readonly", "active")]
    lawyer = "lawyer@example.com"
    day = timezone.localdate() + timedelta(days=90)
    form = {
        "email": lawyer,
        "name": "韩梅梅",
        "organisation": "甲律师事务所",
        "power_of_attorney": "2026-17",
        "ends_on": day.isoformat(),
    }
    assert client.post(reverse("accounts:agent_authorise"), form).status_code == 302
    link = link_in(mails("accounts/invitation", lawyer)[-1], "address")
    agent = Client()
    assert agent.post(link, NEW).status_code == 302
    assert seated(lawyer) == [("agent", "active")]
    with scopes.enter(scopes.system()):
        row = EnterpriseMember.objects.get(user__email=lawyer)
        assert (row.organisation, row.power_of_attorney, row.ends_on) == ("甲律师事务所", "2026-17", day)
    assert agent.get(reverse("accounts:members")).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=92)):
        people.login(agent, people.Person("agent", User.objects.get(email=lawyer), f"enterprise:{owner.enterprise.pk}"))  # type: ignore[union-attr]
        assert agent.get(reverse("accounts:members")).status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"ends_on": "2020-01-01"}, "ends_on"), ({"ends_on": "someday"}, "ends_on"), ({"power_of_attorney": ""}, "power_of_attorney"),
     ({"organisation": ""}, "organisation"), ({"email": "no"}, "email")],
)  # fmt: skip
def test_an_authorisation_is_complete(db: None, changes: dict[str, str], field: str) -> None:
    client = people.login(Client(), people.person("owner"))
    form = {
        "email": ADDRESS,
        "name": "韩",
        "organisation": "甲",
        "power_of_attorney": "1",
        "ends_on": "2099-01-01",
    } | changes
    response = client.post(reverse("accounts:agent_authorise"), form)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert mails("accounts/invitation") == []
