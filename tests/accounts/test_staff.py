"""Seats at centers: supervisors within their own, coordinators across, the security administrator with a second person."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from portal.accounts.models import Invitation
from portal.tenancy import scope as scopes
from portal.tenancy.models import Membership
from tests import people
from tests.accounts.helpers import link_in, mails, outbox, verbs


def roles(who: people.Person) -> set[str]:
    with scopes.enter(scopes.system()):
        return set(Membership.objects.filter(user_id=who.pk).values_list("role", flat=True))


def seat_pk(who: people.Person) -> int:
    with scopes.enter(scopes.system()):
        return Membership.objects.get(user_id=who.pk).pk


def test_a_supervisor_changes_roles_and_ends_work(db: None) -> None:
    boss = people.person("supervisor")
    handler = people.person("handler", center=boss.center)
    client, theirs = people.login(Client(), boss), people.login(Client(), handler)
    page = reverse("accounts:colleague", args=[handler.pk])
    assert client.get(page).context["form"].initial == {"roles": ["handler"]}
    assert client.post(page, {"roles": ["intake", "expert"]}).status_code == 302
    assert roles(handler) == {"intake", "expert"}
    assert theirs.get(reverse("accounts:staff")).status_code == 200
    nothing = client.post(page, {})
    assert nothing.status_code == 422
    assert nothing.context["form"].errors["roles"]
    assert client.post(page, {"roles": ["coordinator"]}).status_code == 422
    assert roles(handler) == {"intake", "expert"}
    assert client.post(reverse("accounts:colleague_end", args=[handler.pk])).status_code == 302
    assert roles(handler) == set()
    assert theirs.get(reverse("accounts:staff")).status_code == 403
    assert {"account.role_granted", "account.role_ended"} <= set(verbs())
    assert [one["template"] for one in outbox("notice")] == ["accounts/seat_changed", "accounts/seat_ended"]


def test_nobody_touches_their_own_roles(db: None) -> None:
    boss = people.person("supervisor")
    client = people.login(Client(), boss)
    page = reverse("accounts:colleague", args=[boss.pk])
    assert "不能修改自己的角色" in client.get(page).content.decode()
    assert client.post(page, {"roles": ["supervisor", "handler"]}).status_code == 409
    assert client.post(reverse("accounts:colleague_end", args=[boss.pk])).status_code == 409
    assert roles(boss) == {"supervisor"}


def test_another_centers_people_do_not_exist(db: None) -> None:
    boss, foreign = people.person("supervisor"), people.person("handler")
    client = people.login(Client(), boss)
    for route in ("colleague", "colleague_end"):
        answers = [
            client.post(reverse(f"accounts:{route}", args=[pk]), {"roles": ["intake"]}) for pk in (foreign.pk, 987_654)
        ]
        assert [one.status_code for one in answers] == [404, 404]
    assert roles(foreign) == {"handler"}
    page = client.get(reverse("accounts:staff")).content.decode()
    assert foreign.user.email not in page  # type: ignore[union-attr]


@pytest.mark.parametrize("persona", ["intake", "handler"])
def test_colleagues_see_each_other_and_change_nothing(db: None, persona: str) -> None:
    who = people.person(persona)
    other = people.person("handler", center=who.center)
    client = people.login(Client(), who)
    page = client.get(reverse("accounts:staff"))
    assert other.user.email in page.content.decode()  # type: ignore[union-attr]
    assert reverse("accounts:colleague", args=[other.pk]) not in page.content.decode()
    assert client.post(reverse("accounts:colleague_end", args=[other.pk])).status_code == 403
    assert client.get(reverse("accounts:staff_invite")).status_code == 403
    assert roles(other) == {"handler"}


def test_an_administrator_gets_no_second_role(db: None) -> None:
    boss = people.person("supervisor")
    auditor = people.person("auditor")
    with pytest.raises(Exception, match="membership_three_administrators"), transaction.atomic():
        people.person("handler", center=boss.center, user=auditor.user)
    assert roles(auditor) == {"auditor"}


def test_a_coordinator_gives_every_center_a_supervisor(db: None) -> None:
    coordinator = people.person("coordinator")
    center, other = people.make_center(), people.person("supervisor")
    people.person("handler", center=people.make_center())
    client = people.login(Client(), coordinator)
    page = client.get(reverse("accounts:supervisors"))
    body = page.content.decode()
    assert "无人员" in body
    assert "无负责人" in body
    listed = [one.pk for one, _seats in page.context["centers"]]
    assert listed.index(center.pk) < listed.index(other.center.pk)  # type: ignore[union-attr]
    form = {"center": center.pk, "email": "chief@example.com", "name": "张主任"}
    assert client.post(reverse("accounts:supervisor_invite"), form).status_code == 302
    with scopes.enter(scopes.system()):
        pk = Invitation.objects.get(email=form["email"]).pk
    people.login(Client(), people.person("coordinator")).post(reverse("accounts:grant_confirm", args=[pk]))
    link = link_in(mails("accounts/invitation")[-1], "address")
    words = "maple-engine-harbour-9"
    assert Client().post(link, {"name": "张主任", "password1": words, "password2": words}).status_code == 302
    with scopes.enter(scopes.system()):
        assert Membership.objects.get(user__email="chief@example.com").role == "supervisor"
    theirs = people.login(Client(), other)
    assert client.post(reverse("accounts:supervisor_end", args=[seat_pk(other)])).status_code == 302
    assert roles(other) == set()
    assert theirs.get(reverse("accounts:staff")).status_code == 403


@pytest.mark.parametrize("body", [{"center": "0"}, {"center": "x"}, {"center": ""}, {"center": "987654"}])
def test_a_supervisor_needs_a_real_center(db: None, body: dict[str, str]) -> None:
    client = people.login(Client(), people.person("coordinator"))
    response = client.post(reverse("accounts:supervisor_invite"), {"email": "a@example.com"} | body)
    assert response.status_code == 422
    assert response.context["form"].errors["center"]


def test_a_coordinator_ends_supervisors_only(db: None) -> None:
    client = people.login(Client(), people.person("coordinator"))
    for persona in ("handler", "analyst", "auditor"):
        who = people.person(persona)
        assert client.post(reverse("accounts:supervisor_end", args=[seat_pk(who)])).status_code == 404
        assert roles(who) == {persona}


def test_who_ends_delicate_seats(db: None) -> None:
    secadmin, sysadmin = people.person("secadmin"), people.person("sysadmin")
    analyst, auditor = people.person("analyst"), people.person("auditor")
    people.person("auditor")
    sec, sys = people.login(Client(), secadmin), people.login(Client(), sysadmin)
    assert sys.post(reverse("accounts:grant_end", args=[seat_pk(analyst)])).status_code == 404
    own = sec.post(reverse("accounts:grant_end", args=[seat_pk(secadmin)]), {"reason": "离任"})
    assert own.status_code == 409
    assert sec.post(reverse("accounts:grant_end", args=[seat_pk(people.person("handler"))])).status_code == 404
    assert sec.post(reverse("accounts:grant_end", args=[seat_pk(analyst)])).status_code == 302
    assert roles(analyst) == set()
    # administrators are asked for, and somebody else confirms (tests/accounts/test_endings.py)
    assert sec.post(reverse("accounts:grant_end", args=[seat_pk(auditor)])).status_code == 422
    assert sys.post(reverse("accounts:grant_end", args=[seat_pk(auditor)])).status_code == 404
    assert roles(auditor) == {"auditor"}
    auditor_client = people.login(Client(), people.person("auditor"))
    assert auditor_client.get(reverse("accounts:grants")).status_code == 403


def test_a_closed_center_seats_nobody(db: None) -> None:
    who = people.person("handler")
    client = people.login(Client(), who)
    with scopes.enter(scopes.system()):
        who.center.is_active = False  # type: ignore[union-attr]
        who.center.save()  # type: ignore[union-attr]
    assert client.get(reverse("accounts:staff")).status_code == 403
