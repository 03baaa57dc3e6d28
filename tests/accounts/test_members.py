"""Roles at an enterprise: owners manage, the last one stays, and an end holds at the next click."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import EnterpriseMember
from portal.tenancy import scope as scopes
from tests import people
from tests.accounts.helpers import outbox, verbs


def seat(who: people.Person) -> EnterpriseMember:
    with scopes.enter(scopes.system()):
        return EnterpriseMember.objects.get(user_id=who.pk, enterprise=who.enterprise)


def test_an_owner_changes_and_ends_and_it_holds_at_the_next_request(db: None) -> None:
    owner = people.person("owner")
    member = people.person("member", enterprise=owner.enterprise)
    theirs = people.login(Client(), member)
    boss = people.login(Client(), owner)
    assert theirs.get(reverse("accounts:members")).status_code == 200
    assert boss.post(reverse("accounts:member", args=[seat(member).pk]), {"role": "readonly"}).status_code == 302
    assert seat(member).role == "readonly"
    assert boss.get(reverse("accounts:member_end", args=[seat(member).pk])).status_code == 200
    assert seat(member).state == "active"
    assert boss.post(reverse("accounts:member_end", args=[seat(member).pk])).status_code == 302
    assert theirs.get(reverse("accounts:members")).status_code == 403
    assert [one["template"] for one in outbox("notice")] == ["accounts/seat_changed", "accounts/seat_ended"]
    assert {"account.member_changed", "account.member_ended"} <= set(verbs())


def test_the_last_owner_stays(db: None) -> None:
    owner = people.person("owner")
    people.person("member", enterprise=owner.enterprise)
    client = people.login(Client(), owner)
    pk = seat(owner).pk
    for route, args, body in (
        ("member_leave", [], {}), ("member_end", [pk], {}), ("member", [pk], {"role": "member"}),
    ):  # fmt: skip
        response = client.post(reverse(f"accounts:{route}", args=args), body)
        assert response.status_code == 409
        assert "最后一位管理员" in response.content.decode()
        assert (seat(owner).role, seat(owner).state) == ("owner", "active")
    second = people.person("owner", enterprise=owner.enterprise)
    assert client.post(reverse("accounts:member_leave")).status_code == 302
    assert seat(owner).state == "ended"
    assert client.get(reverse("accounts:members")).status_code == 403
    assert people.login(Client(), second).post(reverse("accounts:member_leave")).status_code == 409
    assert "account.member_left" in verbs()


@pytest.mark.parametrize("persona", ["member", "readonly", "agent"])
def test_everybody_may_leave_and_nobody_else_may_manage(db: None, persona: str) -> None:
    owner = people.person("owner")
    who = people.person(persona, enterprise=owner.enterprise)
    other = people.person("member", enterprise=owner.enterprise)
    client = people.login(Client(), who)
    for route in ("member", "member_end"):
        response = client.post(reverse(f"accounts:{route}", args=[seat(other).pk]), {"role": "owner"})
        assert response.status_code == 403
    assert (seat(other).role, seat(other).state) == ("member", "active")
    assert client.post(reverse("accounts:member_leave")).status_code == 302
    assert seat(who).state == "ended"


def test_foreign_and_missing_members_answer_alike(db: None) -> None:
    owner, foreign = people.person("owner"), people.person("member")
    client = people.login(Client(), owner)
    for route in ("member", "member_end", "join_request"):
        answers = [
            client.post(reverse(f"accounts:{route}", args=[pk]), {"role": "owner"})
            for pk in (seat(foreign).pk, 987_654)
        ]
        assert [one.status_code for one in answers] == [404, 404]
    assert seat(foreign).role == "member"


def test_an_agents_authorisation_is_prolonged_but_never_turned_into_a_seat(db: None) -> None:
    owner = people.person("owner")
    agent = people.person("agent", enterprise=owner.enterprise)
    client = people.login(Client(), owner)
    page = reverse("accounts:member", args=[seat(agent).pk])
    late = timezone.localdate() + timedelta(days=700)
    assert client.post(page, {"ends_on": late.isoformat(), "role": "owner"}).status_code == 302
    assert (seat(agent).role, seat(agent).ends_on) == ("agent", late)
    past = client.post(page, {"ends_on": "2020-01-01"})
    assert past.status_code == 422
    assert past.context["form"].errors["ends_on"]
    assert seat(agent).ends_on == late
    today = timezone.localdate()
    theirs = people.login(Client(), agent)
    with scopes.enter(scopes.system()):
        EnterpriseMember.objects.filter(pk=seat(agent).pk).update(ends_on=today)
    assert theirs.get(reverse("accounts:members")).status_code == 200
    with scopes.enter(scopes.system()):
        EnterpriseMember.objects.filter(pk=seat(agent).pk).update(ends_on=today - timedelta(days=1))
    assert theirs.get(reverse("accounts:members")).status_code == 403


def test_an_agent_switches_between_enterprises_openly(db: None) -> None:
    agent = people.person("agent")
    second = people.person("agent", user=agent.user)
    client = people.login(Client(), agent)
    page = client.get(reverse("accounts:members")).content.decode()
    assert agent.enterprise is not None
    assert second.enterprise is not None
    assert agent.enterprise.name in page
    assert second.enterprise.name in page
    assert client.get(reverse("accounts:members")).context["enterprise"] == agent.enterprise
    client.post(reverse("site:switch_seat"), {"seat": second.seat_key})
    assert client.get(reverse("accounts:members")).context["enterprise"] == second.enterprise
    client.post(reverse("site:switch_seat"), {"seat": "enterprise:999999"})
    assert client.get(reverse("accounts:members")).context["enterprise"] == second.enterprise
