"""People of every persona, made in one line and logged in with their second factor proved.

    def test_desk(client, places):
        handler = people.person("handler", center=places.center)
        page = people.login(client, handler).get("/desk/")

Everything is written in the system scope. `PERSONAS` lists the codes of portal.policy.personas.
"""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone
from stdnum.cn import uscc as uscc_digits

from experts.models import Expert
from portal.accounts.models import Enterprise, EnterpriseMember, User
from portal.tenancy import scope as scopes
from portal.tenancy.models import ADMIN_ROLES, CENTER_ROLES, NATIONAL_ROLES, Center, Membership

PASSWORD = "plum-river-lantern-27"
CENTER_PERSONAS = ("intake", "handler", "supervisor")
NATIONAL_PERSONAS = ("coordinator", "editor", "reviewer", "analyst")
ADMIN_PERSONAS = ("sysadmin", "secadmin", "auditor")
ENTERPRISE_PERSONAS = ("owner", "member", "readonly", "agent")
PERSONAS = (
    "anonymous", "unaffiliated", *ENTERPRISE_PERSONAS, *CENTER_PERSONAS, *NATIONAL_PERSONAS, "expert", *ADMIN_PERSONAS,
)  # fmt: skip

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Person:
    """One persona of a test: the account (None for `anonymous`) and the seat it acts from."""

    persona: str
    user: User | None = None
    seat_key: str = ""
    center: Center | None = None
    enterprise: Enterprise | None = None

    @property
    def pk(self) -> int:
        """The user's id; fails for `anonymous`."""
        assert self.user is not None
        return self.user.pk

    def scope(self) -> scopes.Scope:
        """Give the database scope of this person's seat, for calling a service without a request."""
        if self.persona in CENTER_PERSONAS and self.center is not None:
            return scopes.center(self.center.pk, self.pk)
        if self.persona in NATIONAL_PERSONAS and self.center is not None:
            return scopes.national(self.pk, self.center.pk)
        if self.persona in ENTERPRISE_PERSONAS and self.enterprise is not None:
            return scopes.enterprise(self.enterprise.pk, self.pk)
        if self.persona == "expert":
            return scopes.expert(self.pk)
        if self.persona in ADMIN_PERSONAS:
            return scopes.Scope(role="scope_admin", actor_id=self.pk, admin_kind=self.persona)
        return scopes.login(self.user.pk if self.user else None)


def make_uscc(number: int | None = None) -> str:
    """Make a code with a right check character; each call without a number gives another one."""
    base = f"91440300MA{5_000_000 + (next(_numbers) if number is None else number):07d}"
    return base + uscc_digits.calc_check_digit(base)


def _letters(n: int) -> str:
    """Write a number in letters: letter codes of centers hold no digits."""
    return "".join(chr(ord("A") + int(digit)) for digit in str(n))


def make_center(code: str = "", kind: str = "local", **fields: Any) -> Center:
    """Create a sub-center; `code`, names and letter code are made up unless given."""
    n = next(_numbers)
    values: dict[str, Any] = {
        "code": code or f"T{n:04d}",
        "kind": kind,
        "name_zh": f"第{n}测试分中心",
        "name_en": f"Test sub-center {n}",
        "letter_code": f"测{_letters(n)}",
    }
    with scopes.enter(scopes.system()):
        return Center.objects.create(**values | fields)


def national_center() -> Center:
    """Return the one national center, creating it at first use."""
    with scopes.enter(scopes.system()):
        center, _ = Center.objects.get_or_create(
            kind="national",
            defaults={"code": "CN", "name_zh": "国家中心", "name_en": "National center", "letter_code": "国"},
        )
    return center


def make_enterprise(name: str = "", **fields: Any) -> Enterprise:
    """Create an enterprise with a valid USCC in Shenzhen unless `fields` say otherwise."""
    values: dict[str, Any] = {
        "kind": "legal",
        "name": name or f"测试企业{next(_numbers)}有限公司",
        "uscc": make_uscc(),
        "province": "440000",
        "city": "440300",
        "industry": "C",
    }
    with scopes.enter(scopes.system()):
        return Enterprise.objects.create(**values | fields)


def make_user(email: str = "", **fields: Any) -> User:
    """Create a person whose e-mail is verified and whose password is `PASSWORD`."""
    address = (email or f"person{next(_numbers)}@example.com").lower()
    with scopes.enter(scopes.system()):
        user = User(**{"email": address, "name": address.split("@")[0], "password": make_password(PASSWORD)} | fields)
        user.full_clean()
        user.save()
        EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user


def add_role(user: User, center: Center, role: str) -> Membership:
    """Give a person one more role at a center (an expert also gets a record in the center's bank)."""
    with scopes.enter(scopes.system()):
        membership = Membership.objects.create(user=user, center=center, role=role)
        if role == "expert" and not Expert.objects.filter(user=user).exists():
            today = timezone.localdate()
            Expert.objects.create(
                center=center, user=user, name=user.name, email=user.email, kind="lawyer", ip_kinds=["patent"],
                countries=["US"], languages=["en"], term_from=today - timedelta(days=30), term_to=today + timedelta(days=700),
            )  # fmt: skip
    return membership


def add_member(user: User, enterprise: Enterprise, role: str) -> EnterpriseMember:
    """Let a person act for an enterprise; an agent for one year."""
    ends_on = timezone.localdate() + timedelta(days=365) if role == "agent" else None
    with scopes.enter(scopes.system()):
        return EnterpriseMember.objects.create(
            user=user, enterprise=enterprise, role=role, state="active", ends_on=ends_on
        )


def person(
    persona: str,
    *,
    center: Center | None = None,
    enterprise: Enterprise | None = None,
    user: User | None = None,
    email: str = "",
) -> Person:
    """Make a person of any persona; the place it belongs to is created when none is given.

    National and administrator personas always belong to the national center.
    """
    if persona == "anonymous":
        return Person(persona)
    user = user or make_user(email)
    if persona == "unaffiliated":
        return Person(persona, user)
    if persona in ENTERPRISE_PERSONAS:
        enterprise = enterprise or make_enterprise()
        add_member(user, enterprise, persona)
        return Person(persona, user, f"enterprise:{enterprise.pk}", None, enterprise)
    if persona in NATIONAL_ROLES or persona in ADMIN_ROLES:
        center = national_center()
    elif center is None:
        center = make_center()
    add_role(user, center, persona)
    if persona == "expert":
        return Person(persona, user, "expert", center)
    kind = "center" if persona in CENTER_ROLES else "national" if persona in NATIONAL_ROLES else "admin"
    return Person(persona, user, f"{kind}:{center.pk}", center)


def everyone(center: Center | None = None, enterprise: Enterprise | None = None) -> dict[str, Person]:
    """Make one person of each of the 17 personas, around one sub-center and one enterprise."""
    center = center or make_center()
    enterprise = enterprise or make_enterprise()
    return {code: person(code, center=center, enterprise=enterprise) for code in PERSONAS}


def login(client: Client, who: Person, seat_key: str | None = None, *, second_factor: bool = True) -> Client:
    """Log `who` in without typing a password, as allauth would leave the session; return the client.

    `seat_key` overrides the person's seat; `second_factor` False leaves a session opened by password alone.
    """
    if who.user is None:
        return client
    client.force_login(who.user)
    now = time.time()
    records: list[dict[str, object]] = [{"method": "password", "at": now, "email": who.user.email}]
    if second_factor:
        records.append({"method": "mfa", "at": now, "type": "totp"})
    session = client.session
    session["account_authentication_methods"] = records
    session["account_authentication_methods_user"] = str(who.user.pk)
    session["seat"] = who.seat_key if seat_key is None else seat_key
    session.save()
    return client


def enrol_totp(user: User) -> str:
    """Give a person an authenticator app; return its secret (see `totp_code`)."""
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    with scopes.enter(scopes.login(user.pk)):
        TOTP.activate(user, secret)
    return secret


def totp_code(secret: str) -> str:
    """Compute the code an authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def authenticators(user: User) -> list[Authenticator]:
    """List a person's second factors."""
    with scopes.enter(scopes.login(user.pk)):
        return list(Authenticator.objects.filter(user=user))
