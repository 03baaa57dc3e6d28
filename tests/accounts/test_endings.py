"""An administrator's seat ends by two people, as it began; the first can stop it until the second has decided."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import ApiToken, Invitation, SeatEnding
from portal.accounts.tokens import token_issue
from portal.tenancy import scope as scopes
from portal.tenancy.models import Membership
from tests import people
from tests.accounts.helpers import audit, outbox
from tests.accounts.test_invitations import ADDRESS, propose
from tests.accounts.test_resets import SECRET, log_in
from tests.accounts.test_staff import roles, seat_pk

WHY = "本人已调离，主任办公会 11 月 20 日决定。"
HOME = reverse("accounts:administration")


def ask(by: people.Person, whose: people.Person, **more: str) -> Any:
    page = reverse("accounts:grant_end", args=[seat_pk(whose)])
    return people.login(Client(), by).post(page, {"reason": WHY} | more)


def ending_of(who: people.Person) -> SeatEnding:
    with scopes.enter(scopes.system()):
        return SeatEnding.objects.filter(user_id=who.pk).latest("pk")


def confirm(by: people.Person, whose: people.Person) -> Any:
    return people.login(Client(), by).post(reverse("accounts:seat_ending", args=[ending_of(whose).pk]))


def back(by: people.Person, whose: people.Person) -> Any:
    return people.login(Client(), by).post(reverse("accounts:seat_ending_back", args=[ending_of(whose).pk]))


def pair(role: str) -> tuple[people.Person, people.Person]:
    """Somebody with the role, and a second one so that they are not the last."""
    return people.person(role), people.person(role)


@pytest.mark.parametrize(
    ("role", "first"), [("auditor", "secadmin"), ("sysadmin", "secadmin"), ("secadmin", "sysadmin")]
)
def test_one_asks_and_another_confirms(db: None, role: str, first: str) -> None:
    leaver, _stays = pair(role)
    by, second = people.person(first), people.person("coordinator")
    theirs = people.login(Client(), leaver)
    assert ask(by, leaver).status_code == 302
    assert roles(leaver) == {role}
    assert theirs.get(HOME).status_code == 200
    # neither who asked nor whose it is
    assert confirm(by, leaver).status_code == (403 if first == "secadmin" else 409)
    assert confirm(leaver, leaver).status_code == (409 if role == "sysadmin" else 403)
    assert roles(leaver) == {role}
    page = people.login(Client(), second).get(reverse("accounts:seat_ending", args=[ending_of(leaver).pk]))
    assert WHY in page.content.decode()
    assert confirm(second, leaver).status_code == 302
    assert roles(leaver) == set()
    assert theirs.get(HOME).status_code == 403
    assert confirm(second, leaver).status_code == 409
    verbs = [verb for verb, *_ in audit() if verb.startswith("account.role")]
    assert verbs == ["account.role_end_asked", "account.role_ended"]
    told = [one["template"] for one in outbox("notice")]
    assert told == [
        "accounts/seat_end_asked",
        "accounts/seat_end_asked",
        "accounts/seat_stopped",
        "accounts/seat_ended",
        "accounts/seat_end_asked",
    ]


def test_bad_input_is_answered_beside_the_field(db: None) -> None:
    leaver, _stays = pair("auditor")
    security = people.person("secadmin")
    nothing = ask(security, leaver, reason=" ", stop="1")
    assert nothing.status_code == 422
    assert nothing.context["form"].errors["reason"]
    assert ask(security, leaver).status_code == 302
    again = ask(security, leaver)
    assert again.status_code == 422
    assert WHY in again.content.decode()
    assert roles(leaver) == {"auditor"}


def test_no_statement_of_one_person_ends_an_administrator(db: None) -> None:
    leaver, _stays = pair("auditor")
    security, system = people.person("secadmin"), people.person("sysadmin")
    for who in (security, system):
        with pytest.raises(IntegrityError, match="two people"), transaction.atomic(), scopes.enter(who.scope()):
            Membership.objects.filter(user_id=leaver.pk).delete()
    ask(security, leaver)
    for deed in ({"confirmed_by_id": system.pk, "done_at": timezone.now()}, {"asked_by_id": None}):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            scopes.enter(security.scope()),
        ):
            SeatEnding.objects.update(**deed)
    with scopes.enter(security.scope()), connection.cursor() as cursor:
        cursor.execute("select seat_end_confirm(%s)", [ending_of(leaver).pk])
        assert cursor.fetchone() == ("own",)
    assert roles(leaver) == {"auditor"}


def test_a_seat_in_wrong_hands_is_stopped_at_once(db: None) -> None:
    taken, _stays = pair("sysadmin")
    security, chief = people.person("secadmin"), people.person("coordinator")
    assert taken.user is not None
    people.enrol_totp(taken.user)
    with scopes.enter(scopes.login(taken.pk)):
        token_issue(user=taken.user, name="t", expires_at=timezone.now() + timedelta(days=1), second_factor=True)
    thief = log_in(taken)
    thief.post(reverse("mfa_authenticate"), {"code": people.totp_code(SECRET)})
    assert thief.get(HOME).status_code == 200
    assert ask(security, taken, stop="1").status_code == 302
    assert thief.get(HOME).headers.get("Location", "").startswith(reverse("account_login"))
    # whoever logs in anew is nobody here, with both factors
    assert people.login(Client(), taken).get(HOME).status_code == 403
    with scopes.enter(scopes.system()):
        assert not ApiToken.objects.filter(user_id=taken.pk, revoked_at=None).exists()
    assert roles(taken) == {"sysadmin"}
    assert "account.role_stopped" in [verb for verb, *_ in audit()]
    # refused by the second person: the seat opens again
    assert back(chief, taken).status_code == 302
    assert people.login(Client(), taken).get(HOME).status_code == 200
    assert back(chief, taken).status_code == 302


def test_a_stop_ends_with_its_week_and_is_not_repeated_by_the_same_person(db: None) -> None:
    taken, _stays = pair("auditor")
    security, other = pair("secadmin")
    ask(security, taken, stop="1")
    with scopes.enter(scopes.system()):
        SeatEnding.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        Membership.objects.filter(user_id=taken.pk).update(stopped_until=timezone.now() - timedelta(minutes=1))
    assert people.login(Client(), taken).get(HOME).status_code == 200
    assert confirm(people.person("coordinator"), taken).status_code == 409
    again = ask(security, taken, stop="1")
    assert again.status_code == 422
    assert again.context["form"].errors["stop"]
    assert people.login(Client(), taken).get(HOME).status_code == 200
    assert ask(other, taken, stop="1").status_code == 302
    assert people.login(Client(), taken).get(HOME).status_code == 403


def test_who_is_stopped_keeps_no_role_alive_and_no_promise(db: None) -> None:
    first, second = pair("secadmin")
    system, _other = pair("sysadmin")
    pk = propose(first)
    assert ask(system, first, stop="1").status_code == 302
    with scopes.enter(scopes.system()):
        assert Invitation.objects.get(pk=pk, email=ADDRESS).revoked_at is not None
    assert ask(system, second).status_code == 409
    assert roles(second) == {"secadmin"}


def test_the_one_concerned_refuses_nothing(db: None) -> None:
    leaver, _stays = pair("sysadmin")
    security, other = pair("secadmin")
    ask(security, leaver)
    assert back(leaver, leaver).status_code == 409
    assert back(other, leaver).status_code == 409
    assert back(security, leaver).status_code == 302
    assert confirm(people.person("coordinator"), leaver).status_code == 409
    assert roles(leaver) == {"sysadmin"}
