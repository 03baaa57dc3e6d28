"""Who may act for an enterprise: the first registers, the second asks, a stranger learns nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from portal.accounts import limits
from portal.accounts.models import Enterprise, EnterpriseMember
from portal.notices import registry
from portal.tenancy import scope as scopes
from tests import people
from tests.accounts.helpers import outbox, verbs

FORM = {
    "kind": "legal", "name": "深圳市甲科技有限公司", "name_en": "Jia", "province": "440000", "city": "440300", "industry": "C",
    "address": "", "note": "法务部，分机8021", "id_kind": "",
}  # fmt: skip


def register(client: Client, **changes: str) -> Any:
    return client.post(reverse("accounts:enterprise_register"), FORM | {"uscc": people.make_uscc()} | changes)


def newcomer() -> tuple[people.Person, Client]:
    who = people.person("unaffiliated")
    return who, people.login(Client(), who)


def rows(who: people.Person) -> list[tuple[str, str]]:
    with scopes.enter(scopes.system()):
        return list(EnterpriseMember.objects.filter(user_id=who.pk).values_list("role", "state"))


def members_after(enterprise: Enterprise) -> set[tuple[int, str, str]]:
    with scopes.enter(scopes.system()):
        return set(EnterpriseMember.objects.filter(enterprise=enterprise).values_list("user_id", "role", "state"))


def test_the_first_person_becomes_owner(db: None) -> None:
    who, client = newcomer()
    code = people.make_uscc()
    typed = f"{code[:6]} {code[6:12].lower()} {code[12:]}"
    assert register(client, uscc=typed).status_code == 302
    assert rows(who) == [("owner", "active")]
    with scopes.enter(scopes.system()):
        made = Enterprise.objects.get(uscc=code)
        assert (made.province, made.city, made.industry, made.created_by_id) == ("440000", "440300", "C", who.pk)
    page = client.get(reverse("accounts:members"))
    assert page.status_code == 200
    assert "深圳市甲科技有限公司" in page.content.decode()
    assert "account.enterprise_registered" in verbs()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"uscc": ""}, "uscc"), ({"uscc": "91440300MA5000001X"}, "uscc"), ({"uscc": "1"}, "uscc"), ({"uscc": "91440300MA500000IO"}, "uscc"),
     ({"name": ""}, "name"), ({"province": ""}, "province"), ({"province": "999999"}, "province"), ({"city": "110100"}, "city"),
     ({"city": "320100"}, "city"), ({"industry": ""}, "industry"), ({"industry": "Z"}, "industry"), ({"kind": "king"}, "kind"),
     ({"kind": "natural", "uscc": ""}, "id_kind"), ({"name": "甲" * 201}, "name"), ({"name": "a\x00"}, "name")],
)  # fmt: skip
def test_bad_input_is_answered_beside_the_field(db: None, changes: dict[str, str], field: str) -> None:
    who, client = newcomer()
    response = register(client, **changes)
    assert response.status_code == 422
    assert response.context["form"].errors[field], response.context["form"].errors
    assert "分机8021" in response.content.decode()
    assert rows(who) == []


def test_natural_persons_and_other_organisations(db: None) -> None:
    who, client = newcomer()
    assert (
        register(client, kind="natural", uscc="garbage", id_kind="resident_id", industry="", name="王小明").status_code
        == 302
    )
    assert (
        register(client, kind="natural", uscc="", id_kind="resident_id", industry="", name="王小明").status_code == 302
    )
    assert rows(who) == [("owner", "active")]
    other, client = newcomer()
    assert register(client, kind="other", uscc="").status_code == 302
    assert rows(other) == [("owner", "active")]


def test_the_second_person_asks_and_sees_nothing(db: None) -> None:
    owner = people.person("owner")
    assert owner.enterprise is not None
    assert owner.user is not None
    stranger, client = newcomer()
    response = register(client, uscc=owner.enterprise.uscc, name="我猜的名字")
    assert response.status_code == 302
    assert rows(stranger) == [("member", "pending")]
    page = client.get(reverse("accounts:enterprise_register")).content.decode()
    assert "我猜的名字" in page
    assert "该代码已登记" in page
    for secret in (owner.enterprise.name, owner.user.email, owner.user.name):
        assert secret not in page
    for route in ("members", "enterprise_record"):
        assert client.get(reverse(f"accounts:{route}")).status_code == 403
    (notice,) = outbox("notice")
    assert notice["template"] == "accounts/join_asked"
    assert notice["recipients"]["resolver"] == "join_deciders"
    with scopes.enter(scopes.system()):
        asked = EnterpriseMember.objects.get(user_id=stranger.pk)
        told = list(registry.resolver("join_deciders")(member_id=asked.pk))
    assert told == [registry.Recipient(owner.pk, f"enterprise:{owner.enterprise.pk}")]
    # as the bare login, SQL sees the request and nothing of the enterprise
    with scopes.enter(scopes.login(stranger.pk)):
        assert not Enterprise.objects.filter(pk=owner.enterprise.pk).exists()
        assert list(EnterpriseMember.objects.values_list("user_id", flat=True)) == [stranger.pk]


def test_every_known_code_gets_the_same_answer(db: None) -> None:
    """With owners, registered by a center, or orphaned: the stranger cannot tell which."""
    owned = people.person("owner").enterprise
    center = people.person("supervisor").center
    registered = people.make_enterprise(registered_center=center)
    orphan = people.make_enterprise()
    pages = []
    for enterprise in (owned, registered, orphan):
        assert enterprise is not None
        _who, client = newcomer()
        response = register(client, uscc=enterprise.uscc)
        page = client.get(response["Location"]).content.decode()
        note = page[page.index("note-wait") : page.index("</form>", page.index("note-wait"))]
        pages.append(
            note.replace(enterprise.uscc, "")
            .split("csrfmiddlewaretoken")[0]
            .rpartition("/withdraw")[0]
            .rpartition("/")[0]
        )
    assert pages[0] == pages[1] == pages[2]


def test_an_owner_decides(db: None) -> None:
    owner = people.person("owner")
    assert owner.enterprise is not None
    for answer, expected in (("accept", ("readonly", "active")), ("refuse", ("member", "refused"))):
        stranger, client = newcomer()
        register(client, uscc=owner.enterprise.uscc)
        with scopes.enter(scopes.system()):
            pk = EnterpriseMember.objects.get(user_id=stranger.pk).pk
        boss = people.login(Client(), owner)
        assert "分机8021" in boss.get(reverse("accounts:join_request", args=[pk])).content.decode()
        response = boss.post(reverse("accounts:join_request", args=[pk]), {"answer": answer, "role": "readonly"})
        assert response.status_code == 302
        assert rows(stranger) == [expected]
        assert outbox("notice")[-1]["template"] == "accounts/join_decided"
        assert (client.get(reverse("accounts:members")).status_code == 200) is (answer == "accept")
        before = members_after(owner.enterprise)
        assert (
            boss.post(reverse("accounts:join_request", args=[pk]), {"answer": "accept", "role": "owner"}).status_code
            == 302
        )
        assert members_after(owner.enterprise) == before
    again = register(client, uscc=owner.enterprise.uscc)
    assert again.status_code == 422
    assert again.context["form"].errors["uscc"]
    assert {"account.join_asked", "account.join_approved", "account.join_refused"} <= set(verbs())


@pytest.mark.parametrize("persona", ["member", "readonly", "agent"])
def test_only_owners_decide(db: None, persona: str) -> None:
    owner = people.person("owner")
    other = people.person(persona, enterprise=owner.enterprise)
    stranger, client = newcomer()
    register(client, uscc=owner.enterprise.uscc)  # type: ignore[union-attr]
    with scopes.enter(scopes.system()):
        pk = EnterpriseMember.objects.get(user_id=stranger.pk).pk
    response = people.login(Client(), other).post(
        reverse("accounts:join_request", args=[pk]), {"answer": "accept", "role": "owner"}
    )
    assert response.status_code == 403
    assert rows(stranger) == [("member", "pending")]


def test_a_request_can_be_taken_back_by_its_person_only(db: None) -> None:
    owner = people.person("owner")
    stranger, client = newcomer()
    register(client, uscc=owner.enterprise.uscc)  # type: ignore[union-attr]
    with scopes.enter(scopes.system()):
        pk = EnterpriseMember.objects.get(user_id=stranger.pk).pk
    _other, elsewhere = newcomer()
    assert elsewhere.post(reverse("accounts:claim_withdraw", args=[pk])).status_code == 404
    assert client.post(reverse("accounts:claim_withdraw", args=[pk])).status_code == 302
    assert rows(stranger) == [("member", "ended")]
    register(client, uscc=owner.enterprise.uscc)  # type: ignore[union-attr]
    assert rows(stranger) == [("member", "pending")]


def test_a_record_of_a_center_waits_for_its_supervisor(db: None) -> None:
    supervisor, foreign = people.person("supervisor"), people.person("supervisor")
    coordinator = people.person("coordinator")
    enterprise = people.make_enterprise(registered_center=supervisor.center)
    stranger, client = newcomer()
    rival, rivals = newcomer()
    for browser in (client, rivals):
        register(browser, uscc=enterprise.uscc)
    assert rows(stranger) == [("member", "pending")]
    with scopes.enter(scopes.system()):
        pk = EnterpriseMember.objects.get(user_id=stranger.pk).pk
        told = list(registry.resolver("join_deciders")(member_id=pk))
    assert told == [registry.Recipient(supervisor.pk, supervisor.seat_key)]
    page = reverse("accounts:claim", args=[pk])
    # another center, and the nation while there is a supervisor, find nothing
    for who in (foreign, coordinator):
        browser = people.login(Client(), who)
        assert browser.get(page).status_code == browser.post(page, {"answer": "accept"}).status_code == 404
    assert rows(stranger) == [("member", "pending")]
    boss = people.login(Client(), supervisor)
    assert enterprise.name in boss.get(reverse("accounts:claims")).content.decode()
    assert boss.get(page).status_code == 200
    assert boss.post(page, {"answer": "accept"}).status_code == 302
    assert rows(stranger) == [("owner", "active")]
    assert client.get(reverse("accounts:members")).status_code == 200
    # the rival's request is the new owner's now
    assert rows(rival) == [("member", "pending")]
    assert boss.get(reverse("accounts:claims")).context["claims"].count() == 0
    assert "account.claim_approved" in verbs()


def test_a_record_without_a_supervisor_is_the_coordinators(db: None) -> None:
    center = people.person("handler").center
    coordinator = people.person("coordinator")
    for enterprise in (people.make_enterprise(registered_center=center), people.make_enterprise()):
        stranger, client = newcomer()
        register(client, uscc=enterprise.uscc)
        with scopes.enter(scopes.system()):
            pk = EnterpriseMember.objects.get(user_id=stranger.pk).pk
            told = list(registry.resolver("join_deciders")(member_id=pk))
        assert told == [registry.Recipient(coordinator.pk, coordinator.seat_key)]
        boss = people.login(Client(), coordinator)
        assert boss.post(reverse("accounts:claim", args=[pk]), {"answer": "refuse"}).status_code == 302
        assert rows(stranger) == [("member", "refused")]


def test_the_link_of_a_notice_leads_to_the_deciders_own_page(db: None) -> None:
    for persona, target in (
        ("owner", "accounts:join_request"),
        ("supervisor", "accounts:claim"),
        ("coordinator", "accounts:claim"),
    ):
        client = people.login(Client(), people.person(persona))
        assert client.get(reverse("accounts:request", args=[7]))["Location"] == reverse(target, args=[7])


def test_sql_cannot_decide_for_others(db: None) -> None:
    owner = people.person("owner")
    foreign, stranger = people.person("supervisor"), people.person("unaffiliated")
    with scopes.enter(scopes.system()):
        pk = EnterpriseMember.objects.create(enterprise=owner.enterprise, user_id=stranger.pk, role="member").pk  # type: ignore[misc]
    for scope in (foreign.scope(), people.person("coordinator").scope()):
        with scopes.enter(scope), connection.cursor() as cursor:
            cursor.execute("select enterprise_claim_decide(%s, true)", [pk])
            assert cursor.fetchone()[0] in {"unknown", "has_owner"}
    with (
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic(),
        scopes.enter(scopes.login(stranger.pk)),
        connection.cursor() as cursor,
    ):
        cursor.execute("select enterprise_claim_decide(%s, true)", [pk])
    with (
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic(),
        scopes.enter(scopes.login(stranger.pk)),
    ):
        EnterpriseMember.objects.filter(pk=pk).update(state="active")
    assert rows(stranger) == [("member", "pending")]


def test_codes_are_not_tried_in_rows(db: None) -> None:
    _who, client = newcomer()
    known = people.person("owner").enterprise
    assert known is not None
    answers = [register(client, uscc=known.uscc).status_code for _n in range(limits.CLAIM.attempts + 1)]
    assert answers == [302] * limits.CLAIM.attempts + [429]


def test_the_record_is_changed_by_owners_within_bounds(db: None) -> None:
    owner = people.person("owner")
    assert owner.enterprise is not None
    client = people.login(Client(), owner)
    form = {
        "name_en": "New Name Ltd",
        "province": "110000",
        "city": "",
        "industry": "F",
        "address": "一号",
        "is_specialised": "on",
    }
    assert (
        client.post(
            reverse("accounts:enterprise_record"), form | {"name": "别的", "uscc": people.make_uscc()}
        ).status_code
        == 302
    )
    with scopes.enter(scopes.system()):
        now = Enterprise.objects.get(pk=owner.enterprise.pk)
    assert (now.name_en, now.province, now.city, now.industry, now.is_specialised) == (
        "New Name Ltd",
        "110000",
        "",
        "F",
        True,
    )
    assert (now.name, now.uscc) == (owner.enterprise.name, owner.enterprise.uscc)
    assert client.post(reverse("accounts:enterprise_record"), form | {"city": "440300"}).status_code == 422
    reader = people.login(Client(), people.person("readonly", enterprise=owner.enterprise))
    assert "New Name Ltd" in reader.get(reverse("accounts:enterprise_record")).content.decode()
    assert reader.post(reverse("accounts:enterprise_record"), form).status_code == 403


def test_what_the_kind_decides_is_not_called_optional(db: None) -> None:
    _who, client = newcomer()
    page = client.get(reverse("accounts:enterprise_register")).content.decode()
    labels = {name: page.split(f'for="id_{name}"')[1].split("</label>")[0] for name in ("uscc", "industry", "name_en")}
    assert {name: "选填" in label for name, label in labels.items()} == {
        "uscc": False, "industry": False, "name_en": True,
    }  # fmt: skip


def test_who_waits_is_not_asked_again(db: None) -> None:
    owner = people.person("owner")
    assert owner.enterprise is not None
    _who, client = newcomer()
    page = reverse("accounts:enterprise_register")
    assert "<details>" not in client.get(page).content.decode()
    register(client, uscc=owner.enterprise.uscc)
    waiting = client.get(page).content.decode()
    assert "您的申请正在等待答复" in waiting
    assert "<details>" in waiting
    # a mistake in the folded form stays in sight
    wrong = register(client, uscc="91440300MA5000000X")
    assert wrong.status_code == 422
    assert "<details>" not in wrong.content.decode()
