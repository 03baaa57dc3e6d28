"""An expert sees names before declaring, the case while active, nothing after; matching says why."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, CaseFile, Opinion, TimelineEntry
from cases.models.case import of
from experts import selectors
from experts.matching import score
from experts.models import Assignment, Expert
from experts.services import assignments
from experts.services.bank import expert_claim_records
from portal.accounts.actors import Actor, Seat
from portal.policy.conflict import Conflict
from portal.tenancy import scope as scopes
from portal.tenancy.models import Membership
from tests import people
from tests.cases_made import filed_case

pytestmark = pytest.mark.django_db


@dataclass
class Scene:
    """An accepted case, its handler, and an expert of the same center."""

    case: Case
    handler: people.Person
    expert: people.Person
    record: Expert


def acting(person: people.Person) -> Actor:
    """Give the actor of a person's seat."""
    kind = {"handler": "center", "supervisor": "center", "expert": "expert"}[person.persona]
    center_id = person.center.pk if person.center and kind == "center" else None
    seat = Seat(person.seat_key, kind, frozenset({person.persona}), center_id)  # type: ignore[arg-type]
    return Actor(user_id=person.pk, seat=seat, seats=(seat,), second_factor=True)


@pytest.fixture
def scene() -> Scene:
    handler = people.person("handler")
    expert = people.person("expert", center=handler.center)
    assert handler.center is not None
    case = filed_case(handler.center, people.make_enterprise(), state="accepted", handler_id=handler.pk)
    with scopes.enter(scopes.system()):
        record = Expert.objects.get(user=expert.user)
    return Scene(case, handler, expert, record)


def propose(scene: Scene, **fields: object) -> Assignment:
    today = timezone.localdate()
    values: dict[str, object] = {
        "question": "是否侵权？",
        "opinion_due_on": today + datetime.timedelta(days=10),
        "ends_on": today + datetime.timedelta(days=30),
    }
    with scopes.enter(scene.handler.scope()):
        return assignments.assignment_propose(
            case=scene.case,
            expert=scene.record,
            actor=acting(scene.handler),
            **values | fields,  # type: ignore[arg-type]
        )


def accept(scene: Scene, assignment: Assignment) -> None:
    with scopes.enter(scene.expert.scope()):
        assignments.assignment_accept(assignment=assignment, actor=acting(scene.expert), declaration="")


def seen_by_expert(scene: Scene) -> int:
    with scopes.enter(scene.expert.scope()):
        return Case.objects.filter(pk=scene.case.pk).count() + CaseFile.objects.count() + TimelineEntry.objects.count()


def test_before_the_declaration_only_names_are_open(scene: Scene) -> None:
    assignment = propose(scene)
    assert seen_by_expert(scene) == 0
    with scopes.enter(scene.expert.scope()):
        shown = Assignment.objects.get(pk=assignment.pk)
        assert shown.disclosed["opponents"] == ["Example Holdings LLC"]
        assert shown.disclosed["counsel"] == ["Example & Partners"]
        assert [row.pk for row in selectors.waiting(acting(scene.expert))] == [assignment.pk]
        assert not selectors.open_now(acting(scene.expert)).exists()


def test_declaring_no_conflict_opens_the_case_and_starts_guidance(scene: Scene) -> None:
    accept(scene, propose(scene))
    with scopes.enter(scene.expert.scope()):
        case = Case.objects.get(pk=scene.case.pk)
        assert (case.state, case.waiting_for) == ("in_guidance", "expert")
    with scopes.enter(scopes.system()):
        verbs = set(TimelineEntry.objects.filter(case=scene.case).values_list("verb", flat=True))
    assert {"assign_expert", "start_guidance"} <= verbs


@pytest.mark.parametrize("how", ["revoke", "expire", "conflict", "deactivate"])
def test_access_ends_with_the_assignment(scene: Scene, how: str) -> None:
    assignment = propose(scene)
    accept(scene, assignment)
    assert seen_by_expert(scene) > 0
    if how == "revoke":
        with scopes.enter(scene.handler.scope()):
            assignments.assignment_revoke(
                case=scene.case, assignment=assignment, actor=acting(scene.handler), reason="换人"
            )
    elif how == "conflict":
        with scopes.enter(scene.expert.scope()):
            assignments.assignment_withdraw_from(assignment=assignment, actor=acting(scene.expert), reason="新发现冲突")
    elif how == "expire":
        with scopes.enter(scopes.system()):
            Assignment.objects.filter(pk=assignment.pk).update(ends_at=timezone.now() - datetime.timedelta(seconds=1))
    else:
        with scopes.enter(scopes.system()):
            Assignment.objects.filter(pk=assignment.pk).update(state="ended")
    assert seen_by_expert(scene) == 0


def test_a_conflict_puts_the_case_back_into_the_queue(scene: Scene) -> None:
    assignment = propose(scene)
    with scopes.enter(scene.expert.scope()):
        assignments.assignment_refuse(
            assignment=assignment, actor=acting(scene.expert), conflict=True, reason="曾代理对方"
        )
    assert seen_by_expert(scene) == 0
    with scopes.enter(scopes.system()):
        assignments.assignment_settle(
            assignment=Assignment.objects.get(pk=assignment.pk),
            actor=Actor(None, Seat("system", "anonymous", frozenset())),
        )
        case = Case.objects.get(pk=scene.case.pk)
    assert (case.state, case.waiting_for) == ("assigned", "center")
    with pytest.raises(Conflict):
        accept(scene, assignment)


def test_a_foreign_expert_needs_a_recorded_approval(scene: Scene) -> None:
    with scopes.enter(scopes.system()):
        Expert.objects.filter(pk=scene.record.pk).update(is_foreign=True)
    scene.record.is_foreign = True
    with pytest.raises(Conflict):
        propose(scene)
    assignment = propose(scene, cross_border_basis="出境安全评估〔2026〕3号")
    assert assignment.cross_border_by_id == scene.handler.pk


def test_an_expert_whose_term_is_over_cannot_be_assigned(scene: Scene) -> None:
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2000), tick=False), pytest.raises(Conflict):
        propose(scene)


def test_an_expert_without_a_seat_cannot_be_assigned(scene: Scene) -> None:
    """By the page, the service and a statement of the center's own."""
    assert scene.expert.user is not None
    elsewhere = people.make_center()
    people.add_role(scene.expert.user, elsewhere, "expert")
    with scopes.enter(scopes.system()):
        Membership.objects.filter(user_id=scene.expert.pk, center_id=scene.record.center_id).delete()
    client = people.login(Client(), scene.handler)
    page = reverse("experts:assign", args=[scene.case.public_id])
    assert "在中心没有席位" in client.get(page).content.decode()
    body = {"expert": str(scene.record.public_id), "question": "是否侵权？"}
    answer = client.post(page, body)
    assert answer.status_code == 422
    assert "没有席位" in str(answer.context["form"].errors["expert"])
    assert "是否侵权？" in answer.content.decode()
    with pytest.raises(Conflict, match="席位"):
        propose(scene)
    with (
        pytest.raises(DatabaseError, match="experts with a seat"),
        transaction.atomic(),
        scopes.enter(scene.handler.scope()),
    ):
        Assignment.objects.create(
            **of(scene.case),
            expert=scene.record,
            expert_user_id=scene.expert.pk,
            question="?",
            opinion_due_on=timezone.localdate(),
            ends_at=timezone.now() + datetime.timedelta(days=9),
        )
    with scopes.enter(scopes.system()):
        assert not Assignment.objects.filter(case_id=scene.case.pk).exists()
        assert Case.objects.get(pk=scene.case.pk).state == "accepted"


def test_a_center_asks_the_national_banks_experts_whose_seats_it_does_not_see(scene: Scene) -> None:
    stranger = people.person("expert")
    with scopes.enter(scopes.system()):
        Expert.objects.filter(user_id=stranger.pk).update(is_national=True)
        scene.record = Expert.objects.get(user_id=stranger.pk)
    assert propose(scene).expert_user_id == stranger.pk
    hidden = people.person("expert")
    with scopes.enter(scopes.system()):
        theirs = Expert.objects.get(user_id=hidden.pk).pk
    with scopes.enter(scene.handler.scope()):
        assert selectors.seated([theirs, scene.record.pk]) == {scene.record.pk}


def test_another_center_cannot_see_or_propose(scene: Scene) -> None:
    stranger = people.person("handler")
    with scopes.enter(stranger.scope()):
        assert Expert.objects.filter(pk=scene.record.pk).count() == 0
        assert Assignment.objects.count() == 0


def test_an_expert_finds_the_record_made_before_the_account(scene: Scene) -> None:
    newcomer = people.make_user("new.expert@example.com")
    today = timezone.localdate()
    with scopes.enter(scopes.system()):
        record = Expert.objects.create(
            center_id=scene.record.center_id, name="新专家", email="New.Expert@example.com", kind="lawyer",
            ip_kinds=["patent"], term_from=today, term_to=today,
        )  # fmt: skip
    with scopes.enter(scopes.expert(newcomer.pk)):
        assert expert_claim_records() == 0
    assert scene.handler.center is not None
    with scopes.enter(scopes.system()):
        Membership.objects.create(user=newcomer, center=scene.handler.center, role="expert")
    with scopes.enter(scopes.expert(newcomer.pk)):
        assert expert_claim_records() == 1
        assert Expert.objects.get().pk == record.pk


def test_matching_prefers_the_fitting_and_the_idle(scene: Scene) -> None:
    today = timezone.localdate()
    fitting = score(scene.record, scene.case, load=0, seated=True, today=today)
    busy = score(scene.record, scene.case, load=5, seated=True, today=today)
    assert fitting.available
    assert not score(scene.record, scene.case, load=0, seated=False, today=today).available
    assert fitting.reasons == ("ip", "country", "language", "local")
    assert busy.score < fitting.score


def test_an_expert_writes_only_drafts_of_their_own(scene: Scene) -> None:
    accept(scene, propose(scene))
    with scopes.enter(scene.expert.scope()):
        Opinion.objects.create(**of(scene.case), number=1, author_id=scene.expert.pk)
        assert Opinion.objects.count() == 1
    with scopes.enter(scene.handler.scope()):
        Opinion.objects.create(**of(scene.case), number=2, author_id=scene.handler.pk)
    with scopes.enter(scene.expert.scope()):
        assert Opinion.objects.count() == 1
