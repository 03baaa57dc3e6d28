"""The first three administrators: invited from the server, once, three people; afterwards two people stand behind each."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Invitation
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center, Membership
from tests import people
from tests.accounts.helpers import audit, link_in, mails

ROLES = ("auditor", "secadmin", "sysadmin")
THREE = {role: f"{role}@founders.example" for role in ROLES}
NEW = {"name": "王小明", "password1": "maple-engine-harbour-9", "password2": "maple-engine-harbour-9"}


def invite(*more: str, **addresses: str) -> str:
    """Run the command; give what it printed."""
    out = StringIO()
    call_command("first_administrators", *(f"--{role}={one}" for role, one in addresses.items()), *more, stdout=out)
    return out.getvalue()


def invited() -> dict[str, str]:
    """Roles with the addresses of their open founding invitations."""
    with scopes.enter(scopes.system()):
        rows = Invitation.objects.filter(founding=True, revoked_at=None, expires_at__gt=timezone.now())
        return {one.role: one.email for one in rows}


def accept(email: str) -> Client:
    """Accept as a new person, by the link in the newest mail."""
    client = Client()
    response = client.post(link_in(mails("accounts/invitation", email)[-1], "address"), NEW)
    assert response.status_code == 302, response.content.decode()
    return client


def seats() -> dict[str, tuple[str, int | None, int | None]]:
    with scopes.enter(scopes.system()):
        rows = Membership.objects.filter(role__in=ROLES).select_related("user")
        return {one.role: (one.user.email, one.granted_by_id, one.confirmed_by_id) for one in rows}


def test_three_people_come_in_and_a_second_factor_is_owed(db: None) -> None:
    assert "auditor@founders.example as auditor" in invite(**THREE)
    assert invited() == THREE
    with scopes.enter(scopes.system()):
        assert Center.objects.get(kind="national").name_zh == "国家海外知识产权纠纷应对指导中心"
    for email in THREE.values():
        client = accept(email)
        assert client.get(reverse("accounts:tokens"))["Location"] == reverse("accounts:second_factor")
    assert seats() == {role: (email, None, None) for role, email in THREE.items()}
    written = [payload for verb, _actor, payload in audit() if verb == "account.invited"]
    assert [(one["email"], one["founding"]) for one in written] == [(THREE[role], True) for role in ROLES]


def test_it_refuses_once_they_are_there(db: None) -> None:
    people.national_center()
    for role in ROLES:
        people.person(role)
    with pytest.raises(CommandError, match="there is one already"):
        invite(**THREE)
    with pytest.raises(CommandError, match="auditor"):
        invite("--again", auditor=THREE["auditor"])
    assert invited() == {}
    assert "All three" in invite()


def test_it_refuses_while_they_are_invited_unless_asked_again(db: None) -> None:
    invite(**THREE)
    first = link_in(mails("accounts/invitation", THREE["auditor"])[-1], "address")
    with pytest.raises(CommandError, match="invitation is waiting"):
        invite(**THREE)
    assert len(mails("accounts/invitation")) == 3
    invite("--again", auditor="right@founders.example")
    assert invited() == THREE | {"auditor": "right@founders.example"}
    assert Client().get(first).status_code == 410
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        invite(**THREE)
        assert invited() == THREE


def test_the_three_are_three_people(db: None) -> None:
    boss = people.person("supervisor")
    assert boss.user is not None
    for wrong, words in (
        (THREE | {"auditor": THREE["sysadmin"].upper()}, "three people"),
        (THREE | {"auditor": boss.user.email}, "holds no other role"),
        ({"sysadmin": THREE["sysadmin"]}, "name an address for: auditor, secadmin"),
        (THREE | {"auditor": "nonsense"}, "no e-mail address"),
    ):
        with pytest.raises(CommandError, match=words):
            invite(**wrong)
    assert invited() == {}
    assert mails("accounts/invitation") == []


def test_a_founding_invitation_works_only_while_nobody_holds_the_role(db: None) -> None:
    invite(**THREE)
    link = link_in(mails("accounts/invitation", THREE["secadmin"])[-1], "address")
    other = people.person("secadmin")
    assert other.user is not None
    assert Client().post(link, NEW).status_code == 410
    assert seats() == {"secadmin": (other.user.email, None, None)}


def test_nobody_makes_an_invitation_a_founding_one(db: None) -> None:
    admin = people.person("secadmin")
    people.national_center()
    fields = {
        "center": admin.center, "email": "x@example.com", "role": "auditor", "token_hash": "x", "expires_at": timezone.now(),
    }  # fmt: skip
    with scopes.enter(admin.scope()):
        with pytest.raises(IntegrityError, match="an invitation begins open"), transaction.atomic():
            Invitation.objects.create(**fields, founding=True)
        one = Invitation.objects.create(**fields, invited_by_id=admin.pk)
        with pytest.raises(IntegrityError, match="not rewritten"), transaction.atomic():
            Invitation.objects.filter(pk=one.pk).update(founding=True)
    with scopes.enter(scopes.system()), pytest.raises(IntegrityError, match="founding_administrator"):
        Invitation.objects.create(**fields | {"role": "coordinator", "token_hash": "y"}, founding=True)
