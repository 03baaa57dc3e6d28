"""The start page of each administrator: what needs them stands first, every figure is real, and nothing else is said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Invitation, SecondFactorReset
from portal.audit import trail
from portal.notices.models import OutboxEvent
from portal.tenancy import scope as scopes
from tests import people


def start(who: people.Person, language: str = "zh-hans") -> Any:
    """Open the page on which an administrator begins; give what stands on it and its words."""
    client = people.login(Client(), who)
    client.cookies["django_language"] = language
    assert client.get("/")["Location"] == reverse("accounts:administration")
    response = client.get(reverse("accounts:administration"))
    assert response.status_code == 200
    return response.context["start"], response.content.decode()


def work(state: str, age: timedelta = timedelta()) -> None:
    moment = timezone.now() - age
    with scopes.enter(scopes.system()):
        OutboxEvent.objects.create(
            topic="notices.spread", payload={}, state=state, available_at=moment, created_at=moment
        )


def needs(page: Any) -> list[tuple[str, str]]:
    return [(one.words, one.url) for one in page.needs]


def figures(page: Any) -> dict[str, str]:
    return {one.words: one.value for one in page.figures}


def propose(by: people.Person, role: str = "analyst", **more: Any) -> None:
    with scopes.enter(scopes.system()):
        Invitation.objects.create(
            center=people.national_center(), email=f"{role}@example.com", role=role, invited_by=by.user, token_hash=role,
            **{"expires_at": timezone.now() + timedelta(days=7)} | more,
        )  # fmt: skip


def test_the_system_administrator_sees_what_stands_still(db: None) -> None:
    who, security = people.person("sysadmin"), people.person("secadmin")
    page, words = start(who)
    assert needs(page) == []
    assert "目前没有需要您处理的事" in words
    work("quarantined")
    work("pending", timedelta(hours=1))
    work("pending")
    propose(security)
    lost = people.person("handler")
    with scopes.enter(scopes.system()):
        for asked_by in (security, who):
            SecondFactorReset.objects.create(
                user_id=lost.pk if asked_by is security else people.make_user().pk, asked_by=asked_by.user, reason="遗失",
                expires_at=timezone.now() + timedelta(days=1),
            )  # fmt: skip
    page, words = start(who)
    assert needs(page) == [
        ("1 项后台任务已停下", reverse("notices:quarantine")),
        ("1 项后台任务延迟", ""),
        ("1 个角色待确认", reverse("accounts:grants")),
        ("1 项设备遗失申请待确认", reverse("accounts:factor_resets")),
    ]
    assert figures(page)["等待或执行中的任务"] == "2"
    assert figures(page)["隔离中的任务"] == "1"
    _page, english = start(who, "en")
    assert "1 piece of work stands still" in english


def test_the_security_administrator_sees_who_is_missing(db: None) -> None:
    who = people.person("secadmin")
    page, _words = start(who)
    vacant = {words for words, _url in needs(page)}
    assert vacant == {"目前无人担任系统管理员", "目前无人担任审计员", "目前无人担任国家中心统筹"}
    for persona in ("sysadmin", "auditor", "coordinator"):
        people.person(persona)
    assert needs(start(who)[0]) == []
    propose(who)
    system = people.person("sysadmin")
    propose(who, "editor", confirmed_by=system.user, expires_at=timezone.now() - timedelta(days=1))
    propose(who, "reviewer", confirmed_by=system.user)
    page, _words = start(who)
    assert needs(page) == [("1 份邀请已过期", reverse("accounts:grants"))]
    assert figures(page) == {
        "待确认的角色": "1", "待接受的邀请": "1", "待确认的设备遗失申请": "0", "已授予的国家中心与管理员角色": "5",
    }  # fmt: skip


def test_the_auditor_sees_whether_the_trail_holds(db: None) -> None:
    who = people.person("auditor")
    page, _words = start(who)
    assert needs(page) == [("审计记录近期未校验", reverse("audit:chain"))]
    with scopes.enter(scopes.system()):
        trail.record("audit.verified", payload={"sound": True, "entries": 3, "details": []})
        trail.record("account.login_blocked")
    page, words = start(who)
    assert needs(page) == []
    assert figures(page)["昨日以来被拦截的登录"] == "1"
    (figure,) = [one for one in page.figures if "拦截" in one.words]
    assert figure.url.replace("&", "&amp;") in words
    listed = people.login(Client(), who).get(figure.url)
    assert listed.status_code == 200
    assert len(listed.context["lines"]) == 1
    with scopes.enter(scopes.system()):
        trail.record("audit.verified", payload={"sound": False, "entries": 3, "details": []})
    page, words = start(who)
    assert needs(page) == [("审计链校验未通过", reverse("audit:chain"))]
    assert "紧急" in words


@pytest.mark.parametrize("persona", ["handler", "coordinator", "owner", "expert", "anonymous"])
def test_nobody_else_begins_there(db: None, persona: str) -> None:
    client = people.login(Client(), people.person(persona))
    assert client.get(reverse("accounts:administration")).status_code == (302 if persona == "anonymous" else 403)
