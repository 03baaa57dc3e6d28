"""Delegations: whose they are, who is on duty, what an expert sees and when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exhibitions.fairs.models import Delegation, Exhibit, Participant, Post
from exhibitions.fairs.selectors.delegations import BY_DAYS
from exhibitions.fairs.services.delegations import delegation_open
from exhibitions.fairs.services.posts import digest_of
from experts.models import Expert
from portal.keyset import page
from portal.notices.models import OutboxEvent
from portal.tenancy import scope as scopes
from tests import people
from tests.fairs.conftest import Room, actor_of
from tests.meanwhile import meanwhile

pytestmark = pytest.mark.django_db
DESK = "/editorial/fairs/"


def test_the_list_stands_by_the_days_of_the_fairs(room: Room) -> None:
    """Coming, running, over, whatever was opened first; each page begins where the last one ended, both ways."""
    for name, away in (("over", -20), ("coming", 40), ("running", -1), ("same day", 40)):
        edition = room.edition(away=away, name_zh=name)
        with scopes.enter(room.handler.scope()):
            delegation_open(
                delegation=Delegation(name=name, contact_name="己", contact_phone="+8657187654321"), edition=edition,
                actor=actor_of(room.handler),
            )  # fmt: skip
    with scopes.enter(room.handler.scope()):
        rows = Delegation.objects.select_related("edition")
        seen = [page(rows, order=BY_DAYS, size=1)]
        while seen[-1].after:
            seen.append(page(rows, order=BY_DAYS, after=seen[-1].after, size=1))
        back = page(rows, order=BY_DAYS, before=seen[-1].before, size=2)
        assert [row.name for each in seen for row in each.rows] == ["same day", "coming", "running", "over"]
        assert [row.name for row in back.rows] == ["coming", "running"]


def test_a_delegation_from_its_opening_to_its_end(room: Room, client: Client) -> None:
    edition = room.edition()
    people.login(client, room.handler)
    form = {"name": "浙江团", "contact_name": "己", "contact_phone": "13800138000", "takes_sign_ups": "on"}
    opening = f"{DESK}editions/{edition.public_id}/delegation/"
    late = (edition.ends_on + timedelta(days=1)).isoformat()
    for wrong, field in (({"contact_phone": "12"}, "contact_phone"), ({"sign_up_until": late}, "sign_up_until")):
        answer = client.post(opening, form | wrong)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert client.post(opening, form).status_code == 302
    assert client.post(opening, form).status_code == 409
    with scopes.enter(room.handler.scope()):
        delegation = Delegation.objects.get()
    page = f"{DESK}delegations/{delegation.public_id}/"
    public = f"/fairs/{edition.public_id}/"
    assert "浙江团" in Client().get(public).content.decode()
    # two people change it: the second one keeps what they typed and is told
    assert client.post(f"{page}change/", form | {"name": "浙江代表团", "version": "1"}).status_code == 302
    second = client.post(f"{page}change/", form | {"name": "别的名字", "version": "1"})
    assert second.status_code == 422
    assert "别的名字" in second.content.decode()
    assert client.post(f"{page}firms/add/", {"name": "某厂", "contact_name": "某人"}).status_code == 302
    assert (
        client.post(f"{page}firms/add/", {"name": "某厂", "contact_name": "某人", "uscc": "91330100"}).status_code
        == 422
    )
    assert [row.name for row in client.get(f"{page}?lacks=exhibits&q=某").context["page"].rows] == ["某厂"]
    assert not client.get(f"{page}?state=asked").context["page"].rows
    assert client.get(f"{DESK}?when=coming").context["page"].rows
    assert not client.get(f"{DESK}?when=now").context["page"].rows
    # another center sees nothing of it, the nation reads it and leaves it as it is
    assert people.login(Client(), room.elsewhere).get(page).status_code == 404
    nation = people.login(Client(), room.editor)
    assert nation.get(page).status_code == 200
    assert nation.post(f"{page}do/cancel/").status_code == 404
    room.signed_up(delegation)
    assert client.post(f"{page}do/cancel/").status_code == 302
    assert client.post(f"{page}do/cancel/").status_code == 409
    assert client.post(f"{page}firms/add/", {"name": "又一厂", "contact_name": "某人"}).status_code == 409
    assert "浙江" not in Client().get(public).content.decode()
    with scopes.enter(scopes.system()):
        told = OutboxEvent.objects.filter(topic="notice", payload__template="fairs/called_off")
        assert told.count() == 1


def test_an_expert_sees_names_first_and_the_firms_after_declaring(room: Room, client: Client) -> None:
    delegation = room.delegation()
    firm = room.entered(delegation)
    waiting = room.signed_up(delegation)
    post = room.asked(delegation)
    people.login(client, room.expert)
    duty = f"/fairs/duties/{post.public_id}/"
    page = client.get(duty).content.decode()
    assert firm.name in page
    assert waiting.name in page
    assert firm.contact_name not in page
    assert client.get(f"/fairs/participants/{firm.public_id}/").status_code == 404
    with scopes.enter(room.expert.scope()):
        assert not Participant.objects.exists()
    # nobody declares for them
    with scopes.enter(room.handler.scope()), pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(state="active", declared_at=timezone.now())
    seen = digest_of(post.disclosed)
    assert client.post(duty, {"answer": "decline", "seen": seen}).status_code == 422
    # a firm joined while they were reading: they read again
    room.entered(delegation, "后来的厂")
    assert client.post(duty, {"answer": "none", "seen": seen}).status_code == 409
    with scopes.enter(room.expert.scope()):
        post = Post.objects.get(pk=post.pk)
    assert "后来的厂" in post.disclosed
    assert client.post(duty, {"answer": "none", "seen": digest_of(post.disclosed)}).status_code == 302
    assert client.get(f"/fairs/participants/{firm.public_id}/").status_code == 200
    # who has only asked is not shown, and nothing is written by an expert
    assert client.get(f"/fairs/participants/{waiting.public_id}/").status_code == 404
    assert client.post(f"/fairs/participants/{firm.public_id}/change/", {}).status_code == 403
    newcomer = room.entered(delegation, "最后的厂")
    with scopes.enter(scopes.system()):
        assert OutboxEvent.objects.filter(topic="notice", payload__template="fairs/newcomers").count() == 1
    assert list(client.get(duty).context["newcomers"]) == [newcomer.name]
    assert client.post(f"{duty}leave/", {}).status_code == 422
    assert client.post(f"{duty}leave/", {"reason": "曾代理该厂的对方"}).status_code == 302
    assert client.get(f"/fairs/participants/{firm.public_id}/").status_code == 404
    assert client.post(f"{duty}leave/", {"reason": "再次"}).status_code == 409


def test_only_an_expert_of_the_bank_with_an_approval_abroad(room: Room, client: Client) -> None:
    delegation = room.delegation()
    people.login(client, room.handler)
    page = f"{DESK}delegations/{delegation.public_id}/"
    with scopes.enter(scopes.system()):
        Expert.objects.filter(user_id=room.expert.pk).update(is_foreign=True)
        expert = Expert.objects.get(user_id=room.expert.pk)
    today = timezone.localdate()
    form = {"expert": str(expert.public_id), "role": "adviser", "starts_on": today, "ends_on": today}
    answer = client.post(f"{page}duty/expert/", form)
    assert list(answer.context["form"].errors) == ["cross_border_basis"]
    with scopes.enter(room.handler.scope()), pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(
            delegation=delegation, center=delegation.center, kind="expert", role="adviser", state="proposed", starts_on=today,
            ends_on=today, user_id=room.expert.pk, expert=expert,
        )  # fmt: skip
    stranger = people.person("expert")
    with scopes.enter(scopes.system()):
        foreign = Expert.objects.get(user_id=stranger.pk)
    assert list(client.post(f"{page}duty/expert/", form | {"expert": str(foreign.public_id)}).context["form"].errors) == ["expert"]  # fmt: skip
    assert client.post(f"{page}duty/expert/", form | {"cross_border_basis": "批准 2026-1"}).status_code == 302
    assert client.post(f"{page}duty/expert/", form | {"cross_border_basis": "批准 2026-1"}).status_code == 409
    staff = {"person": str(room.handler.pk), "role": "leader", "starts_on": today, "ends_on": today}
    assert client.post(f"{page}duty/staff/", staff | {"person": str(room.elsewhere.pk)}).status_code == 422
    assert client.post(f"{page}duty/staff/", staff).status_code == 302
    with scopes.enter(room.handler.scope()):
        post = Post.objects.get(kind="expert")
    assert client.post(f"{page}duty/{post.public_id}/end/").status_code == 302
    assert client.post(f"{page}duty/{post.public_id}/end/").status_code == 409


def test_a_list_costs_the_same_for_many(room: Room, client: Client) -> None:
    delegation = room.delegation()
    people.login(client, room.handler)
    page = f"{DESK}delegations/{delegation.public_id}/"

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    for number in range(2):
        room.entered(delegation, f"厂{number}")
    cost()
    few = cost()
    with scopes.enter(scopes.system()):
        row = Participant.objects.first()
        assert row is not None
        Exhibit.objects.bulk_create(
            Exhibit(participant=row, center_id=row.center_id, name=f"展品{at}") for at in range(8)
        )
    for number in range(2, 10):
        room.entered(delegation, f"厂{number}")
    assert cost() == few


@pytest.mark.django_db(transaction=True)
def test_a_delegation_closes_over_no_duty_that_is_just_asked(room: Room) -> None:
    """Past the services, which lock the delegation: the database does as well."""
    delegation = room.delegation()

    def close() -> None:
        with scopes.enter(room.handler.scope()):
            Delegation.objects.filter(pk=delegation.pk).update(state="closed")

    def ask() -> None:
        today = timezone.localdate()
        with scopes.enter(room.handler.scope()):
            Post.objects.create(
                delegation=delegation, center=delegation.center, kind="expert", role="adviser", state="proposed",
                user_id=room.expert.pk, expert=Expert.objects.get(user_id=room.expert.pk), starts_on=today, ends_on=today,
            )  # fmt: skip

    with scopes.enter(room.handler.scope()):
        ask()
        closing = meanwhile(close)
    assert "duties of experts end first" in str(closing.refused())
    with scopes.enter(room.handler.scope()):
        Post.objects.update(state="ended", ended_at=timezone.now())
        close()
        asking = meanwhile(ask)
    assert "the delegation is not open" in str(asking.refused())
