"""Whose word counts: nobody comes back through an invitation of one's own past, no role dies out, a supervisor takes two."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from portal.accounts.models import Invitation, User
from portal.accounts.tokens import hash_token
from portal.tenancy import scope as scopes
from portal.tenancy.models import Membership
from tests import people
from tests.accounts.helpers import audit, link_in, mails, outbox
from tests.accounts.test_invitations import ADDRESS, NEW, invite, propose, roles_of, seated
from tests.accounts.test_staff import roles, seat_pk

OTHER = "own.second.mailbox@example.com"


def the(email: str = ADDRESS) -> Invitation:
    with scopes.enter(scopes.system()):
        return Invitation.objects.select_related("center").filter(email=email).latest("pk")


def told(template: str) -> list[dict[str, Any]]:
    return [one for one in outbox("notice") if one["template"] == template]


# -- who was dismissed ------------------------------------------------------------------------------------------------


def test_what_a_dismissed_supervisor_promised_ends_with_the_seat(db: None) -> None:
    boss, chief = people.person("supervisor"), people.person("coordinator")
    link = invite(boss)
    client = people.login(Client(), chief)
    assert client.post(reverse("accounts:supervisor_end", args=[seat_pk(boss)])).status_code == 302
    assert the().revoked_at is not None
    assert "account.invitation_revoked" in [verb for verb, *_ in audit()]
    assert Client().post(link, NEW).status_code == 410
    assert roles_of(ADDRESS) == set()


def test_a_supervisor_who_becomes_something_else_promises_nothing_more(db: None) -> None:
    boss = people.person("supervisor")
    other = people.person("supervisor", center=boss.center)
    link = invite(boss)
    client = people.login(Client(), other)
    client.post(reverse("accounts:colleague", args=[boss.pk]), {"roles": ["handler"]})
    assert roles(boss) == {"handler"}
    assert Client().post(link, NEW).status_code == 410
    assert roles_of(ADDRESS) == set()


def test_an_invitation_lives_on_while_its_inviter_may(db: None) -> None:
    boss = people.person("supervisor")
    people.add_role(boss.user, boss.center, "handler")  # type: ignore[arg-type]
    other = people.person("supervisor", center=boss.center)
    link = invite(boss)
    client = people.login(Client(), other)
    client.post(reverse("accounts:colleague", args=[boss.pk]), {"roles": ["supervisor"]})
    assert roles(boss) == {"supervisor"}
    assert Client().post(link, NEW).status_code == 302
    assert roles_of(ADDRESS) == {"handler"}


@pytest.mark.parametrize("of", ["invited_by", "confirmed_by"])
def test_a_delicate_role_ends_with_either_of_its_two(db: None, of: str) -> None:
    secadmin, coordinator = people.person("secadmin"), people.person("coordinator")
    people.person("secadmin")
    people.person("coordinator")
    pk = propose(secadmin)
    people.login(Client(), coordinator).post(reverse("accounts:grant_confirm", args=[pk]))
    gone = secadmin if of == "invited_by" else coordinator
    with scopes.enter(scopes.system()):
        Membership.objects.filter(user_id=gone.pk).delete()
    assert Client().post(link_in(mails("accounts/invitation")[-1], "address"), NEW).status_code == 410
    assert roles_of(ADDRESS) == set()


def test_an_owner_who_left_brings_nobody_in(db: None) -> None:
    owner = people.person("owner")
    second = people.person("owner", enterprise=owner.enterprise)
    client = people.login(Client(), owner)
    client.post(reverse("accounts:member_invite"), {"email": ADDRESS, "name": "李雷", "role": "owner"})
    link = link_in(mails("accounts/invitation", ADDRESS)[-1], "address")
    with scopes.enter(scopes.system()):
        pk = owner.enterprise.members.get(user_id=owner.pk).pk  # type: ignore[union-attr]
    assert people.login(Client(), second).post(reverse("accounts:member_end", args=[pk])).status_code == 302
    assert Client().post(link, NEW).status_code == 410
    assert seated(ADDRESS) == []


def test_acceptance_asks_again_whatever_the_row_says(db: None) -> None:
    boss = people.person("supervisor")
    link = invite(boss)
    user = people.make_user(ADDRESS)
    with scopes.enter(scopes.system()):
        Membership.objects.filter(user_id=boss.pk).delete()
        Invitation.objects.filter(email=ADDRESS).update(revoked_at=None)
    with scopes.enter(scopes.login(user.pk)), connection.cursor() as cursor:
        cursor.execute("select invitation_accept(%s)", [hash_token(link.rstrip("/").rpartition("/")[2])])
        assert cursor.fetchone() == ("revoked",)
    # the account of the inviter closed, the seat still there
    people.add_role(boss.user, boss.center, "supervisor")  # type: ignore[arg-type]
    with scopes.enter(scopes.system()):
        User.objects.filter(pk=boss.pk).update(is_active=False)
    with scopes.enter(scopes.login(user.pk)), connection.cursor() as cursor:
        cursor.execute("select invitation_accept(%s)", [hash_token(link.rstrip("/").rpartition("/")[2])])
        assert cursor.fetchone() == ("revoked",)


# -- the last of a kind -----------------------------------------------------------------------------------------------


WHY = {"reason": "离任"}


@pytest.mark.parametrize("role", ["sysadmin", "auditor", "coordinator"])
def test_the_last_holder_of_a_role_stays(db: None, role: str) -> None:
    security, last = people.person("secadmin"), people.person(role)
    client = people.login(Client(), security)
    page = reverse("accounts:grant_end", args=[seat_pk(last)])
    refused = client.post(page, WHY)
    assert refused.status_code == 409
    assert "继任者" in refused.content.decode()
    assert roles(last) == {role}
    with pytest.raises(IntegrityError, match="last holder"), transaction.atomic(), scopes.enter(security.scope()):
        Membership.objects.filter(user_id=last.pk).delete()
    successor = people.person(role)
    with scopes.enter(scopes.system()):
        User.objects.filter(pk=successor.pk).update(is_active=False)
    assert client.post(page, WHY).status_code == 409
    with scopes.enter(scopes.system()):
        User.objects.filter(pk=successor.pk).update(is_active=True)
    assert client.post(page, WHY).status_code == 302
    # one suffices for a coordinator; an administrator's waits for a second person
    assert roles(last) == (set() if role == "coordinator" else {role})


def test_the_last_security_administrator_stays(db: None) -> None:
    security, system = people.person("secadmin"), people.person("sysadmin")
    page = reverse("accounts:grant_end", args=[seat_pk(security)])
    assert people.login(Client(), system).post(page, WHY).status_code == 409
    assert roles(security) == {"secadmin"}
    people.person("secadmin")
    assert people.login(Client(), system).post(page, WHY).status_code == 302


# -- a second supervisor ----------------------------------------------------------------------------------------------


def test_a_supervisor_cannot_make_another_alone(db: None) -> None:
    boss, chief = people.person("supervisor"), people.person("coordinator")
    client = people.login(Client(), boss)
    form = {"email": OTHER, "name": "李雷", "role": "supervisor"}
    answer = client.post(reverse("accounts:staff_invite"), form, follow=True)
    assert "等待国家中心统筹人员" in answer.content.decode()
    assert mails("accounts/invitation") == []
    one = the(OTHER)
    assert (one.second_person, one.confirmed_by_id) == (True, None)
    assert [notice["recipients"] for notice in told("accounts/supervisor_offered")] == [
        {"roles": ["supervisor"], "role_center_id": boss.center.pk},  # type: ignore[union-attr]
        {"roles": ["coordinator"], "role_center_id": None},
    ]
    assert client.post(reverse("accounts:staff_invitation_again", args=[one.pk])).status_code == 409
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        scopes.enter(boss.scope()),
        connection.cursor() as cursor,
    ):
        cursor.execute("select invitation_confirm(%s, %s, now())", [one.pk, "0" * 64])
    theirs = people.login(Client(), chief)
    confirm = reverse("accounts:grant_confirm", args=[one.pk])
    assert confirm in theirs.get(reverse("accounts:supervisors")).content.decode()
    assert boss.center.name_zh in theirs.get(confirm).content.decode()  # type: ignore[union-attr]
    assert theirs.post(confirm)["Location"] == reverse("accounts:supervisors")
    assert Client().post(link_in(mails("accounts/invitation", OTHER)[-1], "address"), NEW).status_code == 302
    with scopes.enter(scopes.system()):
        seat = Membership.objects.get(user__email=OTHER)
    assert (seat.role, seat.granted_by_id, seat.confirmed_by_id) == ("supervisor", boss.pk, chief.pk)


@pytest.mark.parametrize("persona", ["sysadmin", "secadmin"])
def test_administrators_confirm_no_supervisor(db: None, persona: str) -> None:
    boss, administrator = people.person("supervisor"), people.person(persona)
    people.login(Client(), boss).post(reverse("accounts:staff_invite"), {"email": OTHER, "role": "supervisor"})
    answer = people.login(Client(), administrator).post(reverse("accounts:grant_confirm", args=[the(OTHER).pk]))
    assert answer.status_code == (404 if persona == "sysadmin" else 403)
    with scopes.enter(administrator.scope()), connection.cursor() as cursor:
        cursor.execute("select invitation_confirm(%s, %s, now())", [the(OTHER).pk, "0" * 64])
        assert cursor.fetchone() == ("not_yours",)


def test_a_promotion_waits_for_a_coordinator_too(db: None) -> None:
    boss = people.person("supervisor")
    handler = people.person("handler", center=boss.center)
    assert handler.user is not None
    client = people.login(Client(), boss)
    page = reverse("accounts:colleague", args=[handler.pk])
    alone = client.post(page, {"roles": ["supervisor"]})
    assert alone.status_code == 422
    assert alone.context["form"].errors["roles"]
    assert client.post(page, {"roles": ["intake", "supervisor"]}).status_code == 302
    assert roles(handler) == {"intake"}
    one = the(handler.user.email)
    assert (one.role, one.second_person) == ("supervisor", True)
    again = client.post(page, {"roles": ["intake", "supervisor"]})
    assert again.status_code == 422
    people.login(Client(), people.person("coordinator")).post(reverse("accounts:grant_confirm", args=[one.pk]))
    theirs = people.login(Client(), handler)
    assert theirs.post(link_in(mails("accounts/invitation")[-1], "address")).status_code == 302
    assert roles(handler) == {"intake", "supervisor"}


def proposed_by(chief: people.Person) -> Invitation:
    center = people.make_center()
    form = {"center": center.pk, "email": OTHER, "name": "李雷"}
    assert people.login(Client(), chief).post(reverse("accounts:supervisor_invite"), form).status_code == 302
    return the(OTHER)


def test_a_coordinator_makes_no_supervisor_alone(db: None) -> None:
    chief, user = people.person("coordinator"), people.make_user(OTHER)
    one = proposed_by(chief)
    assert mails("accounts/invitation") == []
    assert (one.second_person, one.confirmed_by_id) == (True, None)
    assert [notice["recipients"]["roles"] for notice in told("accounts/supervisor_offered")] == [
        ["supervisor"],
        ["coordinator"],
        ["sysadmin"],
    ]
    mine = people.login(Client(), chief)
    assert mine.post(reverse("accounts:grant_confirm", args=[one.pk])).status_code == 409
    assert mine.post(reverse("accounts:supervisor_invitation_again", args=[one.pk])).status_code == 409
    # nor by statements of their own
    with scopes.enter(chief.scope()):
        Invitation.objects.filter(pk=one.pk).update(token_hash="e" * 64)
    with scopes.enter(scopes.login(user.pk)), connection.cursor() as cursor:
        cursor.execute("select invitation_accept(%s)", ["e" * 64])
        assert cursor.fetchone() == ("unconfirmed",)
    other = people.person("coordinator")
    assert one.center is not None
    for seat in ({"granted_by_id": chief.pk}, {"granted_by_id": chief.pk, "confirmed_by_id": other.pk}):
        with pytest.raises(IntegrityError, match="two people"), transaction.atomic(), scopes.enter(chief.scope()):
            Membership.objects.create(center=one.center, user=user, role="supervisor", **seat)
    assert roles_of(OTHER) == set()


@pytest.mark.parametrize("second", ["coordinator", "sysadmin"])
def test_another_coordinator_or_the_system_administrator_confirms_it(db: None, second: str) -> None:
    chief, other = people.person("coordinator"), people.person(second)
    one = proposed_by(chief)
    theirs = people.login(Client(), other)
    listed = reverse("accounts:supervisors" if second == "coordinator" else "accounts:grants")
    confirm = reverse("accounts:grant_confirm", args=[one.pk])
    assert confirm in theirs.get(listed).content.decode()
    assert theirs.get(confirm).status_code == 200
    assert theirs.post(confirm)["Location"] == listed
    assert Client().post(link_in(mails("accounts/invitation", OTHER)[-1], "address"), NEW).status_code == 302
    with scopes.enter(scopes.system()):
        seat = Membership.objects.get(user__email=OTHER)
    assert (seat.role, seat.granted_by_id, seat.confirmed_by_id) == ("supervisor", chief.pk, other.pk)


def test_sql_in_a_center_makes_no_supervisor(db: None) -> None:
    boss, user = people.person("supervisor"), people.make_user(OTHER)
    assert boss.center is not None
    with (
        pytest.raises(IntegrityError, match="two people seat a supervisor"),
        transaction.atomic(),
        scopes.enter(boss.scope()),
    ):
        Membership.objects.create(center=boss.center, user=user, role="supervisor", granted_by_id=boss.pk)
    people.login(Client(), boss).post(reverse("accounts:staff_invite"), {"email": OTHER, "role": "supervisor"})
    with pytest.raises(IntegrityError, match="not rewritten"), transaction.atomic(), scopes.enter(boss.scope()):
        Invitation.objects.filter(email=OTHER).update(second_person=False)
    with scopes.enter(boss.scope()):
        # a key of the forger's own
        Invitation.objects.filter(email=OTHER).update(token_hash="e" * 64)
    with scopes.enter(scopes.login(user.pk)), connection.cursor() as cursor:
        cursor.execute("select invitation_accept(%s)", ["e" * 64])
        assert cursor.fetchone() == ("unconfirmed",)
    assert roles_of(OTHER) == set()
