"""An expert's work ends with the case, in the transaction that ends it, whoever ends it and however."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from cases.access import visible_cases
from cases.choices import ENDED, Verb
from cases.models import Case
from cases.models.case import of
from cases.services.transition import SYSTEM_ACTOR, advance
from cases.workflow import STEPS, SYSTEM, Step
from experts.models import Assignment, Expert
from experts.schedule import JOBS
from experts.services.assignments import TOPIC_SETTLE, TOPIC_UNSEATED, assignment_accept, assignments_expire
from portal.accounts.models import User
from portal.accounts.services.staff import staff_change_roles, staff_end
from portal.audit.models import AuditEntry
from portal.notices.models import OutboxEvent
from portal.notices.registry import Work, find, resolver
from portal.policy.conflict import Conflict
from portal.tenancy import scope as scopes
from portal.tenancy.models import Membership
from portal.uuid7 import uuid7
from tests import people
from tests.handling.conftest import Office, actor_of
from tests.people import Person

pytestmark = pytest.mark.django_db

ENDING = [step for step in STEPS if step.target in ENDED]
GOING_ON = [step for step in STEPS if step.target not in ENDED and step.source not in {"draft", *ENDED}]
# A verb's own preparation (a submitted opinion, a proposed transfer) is not what these tests are about.
PLAIN = [step for step in GOING_ON if step.asks is None and step.verb != Verb.CANCEL_TRANSFER]


def assigned(case: Case, expert: Person, state: str) -> Assignment:
    """Put an expert on a case, directly in the system scope."""
    with scopes.enter(scopes.system()):
        return Assignment.objects.create(
            **of(case),
            expert=Expert.objects.get(user_id=expert.pk),
            expert_user_id=expert.pk,
            state=state,
            declared_at=None if state == "proposed" else timezone.now(),
            opinion_due_on=timezone.localdate() + datetime.timedelta(days=10),
            ends_at=timezone.now() + datetime.timedelta(days=30),
        )


def take(office: Office, case: Case, step: Step, persona: str) -> None:
    if persona == "system":
        with scopes.enter(scopes.center(office.center.pk)):
            advance(case=case, verb=step.verb, actor=SYSTEM_ACTOR)
    elif persona == "expert":
        raise AssertionError("no expert ends a case")
    else:
        with office.acting(persona) as actor:
            advance(case=case, verb=step.verb, actor=actor)


def work(topic: str, payload: Mapping[str, Any]) -> Work:
    """Give an event as a worker holds it."""
    return Work(uuid7(), topic, payload, None, None, 1, timezone.now())


def states(case: Case) -> dict[int, str]:
    with scopes.enter(scopes.system()):
        return dict(Assignment.objects.filter(case_id=case.pk).values_list("expert_user_id", "state"))


def hands(step: Step) -> list[str]:
    """Who takes a step in these tests: one of the center and one of the applicant's side, as far as the table lets them."""
    return ["system"] if step.who == SYSTEM else sorted(step.who & {"handler", "supervisor", "owner"})


@pytest.mark.parametrize(
    ("step", "persona"),
    [(step, persona) for step in ENDING for persona in hands(step)],
    ids=lambda value: f"{value.source}-{value.verb}" if isinstance(value, Step) else value,
)
def test_the_end_of_a_case_ends_its_assignments(office: Office, step: Step, persona: str) -> None:
    first, second, gone = (people.person("expert", center=office.center) for _ in range(3))
    case = office.case(step.source)
    other = office.case("in_guidance")
    active, proposed = assigned(case, first, "active"), assigned(case, second, "proposed")
    assigned(case, gone, "declined")
    assigned(other, first, "active")
    with scopes.enter(first.scope()):
        assert set(Case.objects.values_list("pk", flat=True)) == {case.pk, other.pk}
    take(office, case, step, persona)
    assert states(case) == {first.pk: "ended", second.pk: "ended", gone.pk: "declined"}
    assert states(other) == {first.pk: "active"}
    with scopes.enter(first.scope()):
        assert set(Case.objects.values_list("pk", flat=True)) == {other.pk}
    with scopes.enter(scopes.system()):
        rows = AuditEntry.objects.filter(verb="assignment.ended").values_list("object_id", flat=True)
        assert set(rows) == {str(active.public_id), str(proposed.public_id)}
        (notice,) = OutboxEvent.objects.filter(topic="notice", payload__template="experts/ended")
        assert notice.payload["recipients"]["users"] == sorted([first.pk, second.pk])


@pytest.mark.parametrize("step", PLAIN, ids=lambda step: f"{step.source}-{step.verb}")
def test_a_step_that_does_not_end_the_case_ends_no_assignment(office: Office, step: Step) -> None:
    expert = people.person("expert", center=office.center)
    case = office.case(step.source)
    assigned(case, expert, "active")
    take(office, case, step, next(iter(sorted(step.who & {"handler", "supervisor"}))))
    assert states(case) == {expert.pk: "active"}


def test_reopening_does_not_bring_the_expert_back(office: Office) -> None:
    expert = people.person("expert", center=office.center)
    case = office.case("in_guidance")
    assigned(case, expert, "active")
    with office.acting("supervisor") as actor:
        advance(case=case, verb=Verb.CLOSE, actor=actor)
        advance(case=case, verb=Verb.REOPEN, actor=actor)
    assert states(case) == {expert.pk: "ended"}
    with scopes.enter(expert.scope()):
        assert not Case.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_ending_a_case_while_its_expert_answers_waits_for_nobody(office: Office) -> None:
    """The expert locks the assignment and then the case, the handler the other way round: no deadlock, one clear answer."""
    expert = people.person("expert", center=office.center)
    case = office.case("in_guidance")
    assignment = assigned(case, expert, "proposed")
    actor = office.actor("handler")

    def close() -> str:
        try:
            with office.acting("handler"), transaction.atomic():
                advance(case=Case.objects.get(pk=case.pk), verb=Verb.CLOSE, actor=actor)
        except Conflict as conflict:
            return str(conflict)
        finally:
            connections.close_all()
        return "closed"

    with ThreadPoolExecutor(1) as pool:
        with scopes.enter(expert.scope()):
            Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
            answer = pool.submit(close).result(timeout=20)
            assignment_accept(assignment=assignment, actor=actor_of(expert), declaration="")
        assert answer not in {"", "closed"}
        assert (office.fresh(case).state, states(case)) == ("in_guidance", {expert.pk: "active"})
        assert pool.submit(close).result(timeout=20) == "closed"
    assert states(case) == {expert.pk: "ended"}


def test_an_assignment_whose_time_is_over_gives_the_case_back(office: Office) -> None:
    expert, other = people.person("expert", center=office.center), people.person("expert", center=office.center)
    late, busy = office.case("in_guidance", waiting_for="expert"), office.case("in_guidance", waiting_for="expert")
    over = assigned(late, expert, "active")
    assigned(busy, expert, "active")
    assigned(busy, other, "active")
    with scopes.enter(scopes.system()):
        Assignment.objects.filter(expert_user_id=expert.pk).update(
            ends_at=timezone.now() - datetime.timedelta(minutes=1)
        )
        (job,) = JOBS
        find(job.topic).run(work(job.topic, {}))
        events = list(OutboxEvent.objects.filter(topic=TOPIC_SETTLE))
        assert len(events) == 2
        for event in events:
            find(TOPIC_SETTLE).run(work(TOPIC_SETTLE, event.payload))
        over.refresh_from_db()
        assert (over.state, over.ended_at) == ("ended", over.ends_at)
        told = OutboxEvent.objects.filter(topic="notice").values_list("payload__template", flat=True)
        assert sorted(told) == ["cases/expert_expired"] * 2 + ["experts/ended"] * 2
        assert assignments_expire(timezone.now()) == 0
    assert office.fresh(late).waiting_for == "center"
    # Another expert is still on it.
    assert office.fresh(busy).waiting_for == "expert"
    assert states(busy) == {expert.pk: "ended", other.pk: "active"}


# -- the seat of an expert ----------------------------------------------------------------------------------------------

# Each leaves the assignment active and takes away what it stands on.
GROUNDS: dict[str, Callable[[Person], object]] = {
    "seat": lambda expert: Membership.objects.filter(user_id=expert.pk, center=expert.center).delete(),
    "record": lambda expert: Expert.objects.filter(user_id=expert.pk).update(is_active=False),
    "term_over": lambda expert: Expert.objects.filter(user_id=expert.pk).update(
        term_to=timezone.localdate() - datetime.timedelta(days=1)
    ),
    "term_ahead": lambda expert: Expert.objects.filter(user_id=expert.pk).update(
        term_from=timezone.localdate() + datetime.timedelta(days=1)
    ),
    "somebody_elses": lambda expert: Expert.objects.filter(user_id=expert.pk).update(user_id=people.make_user().pk),
}


@pytest.mark.parametrize("ground", GROUNDS)
def test_a_case_is_open_only_while_the_record_and_the_seat_hold(office: Office, ground: str) -> None:
    """Gate, row-level security, the functions behind it and the resolver of recipients, each by itself."""
    expert = people.person("expert", center=office.center)
    people.add_role(user_of(expert), office.elsewhere, "expert")
    case = office.case("in_guidance")
    assigned(case, expert, "active")
    assert (gate(case, expert), rows(case, expert), told_experts(case)) == (True, (1, 1, 1), [expert.pk])
    with scopes.enter(scopes.system()):
        GROUNDS[ground](expert)
    assert gate(case, expert) is False
    assert rows(case, expert) == (0, 0, None)
    assert told_experts(case) == []


def user_of(expert: Person) -> User:
    assert expert.user is not None
    return expert.user


def gate(case: Case, expert: Person) -> bool:
    """Ask the gate alone, with row-level security out of the way."""
    with scopes.enter(scopes.system()):
        return visible_cases(actor_of(expert)).filter(pk=case.pk).exists()


def rows(case: Case, expert: Person) -> tuple[int, int, int | None]:
    """Count the case and its countries as the expert's scope sees them, and ask a function for the next version."""
    with scopes.enter(expert.scope()), connection.cursor() as cursor:
        cursor.execute("select (select count(*) from cases_case), (select count(*) from cases_casecountry)")
        seen = cursor.fetchone()
        try:
            with transaction.atomic():
                cursor.execute("select opinion_next_version(%s)", [case.pk])
                return (*seen, cursor.fetchone()[0])
        except DatabaseError:
            return (*seen, None)


def told_experts(case: Case) -> list[int]:
    with scopes.enter(scopes.system()):
        return [found.user_id for found in resolver("case_experts")(case_id=case.pk)]


def test_no_message_goes_to_an_expert_whose_time_is_over(office: Office) -> None:
    expert, case = people.person("expert", center=office.center), office.case("in_guidance")
    assigned(case, expert, "active")
    with scopes.enter(scopes.system()):
        Assignment.objects.update(ends_at=timezone.now() - datetime.timedelta(seconds=1))
    assert told_experts(case) == []


@pytest.mark.parametrize("by", ["supervisor", "coordinator"])
@pytest.mark.parametrize("deed", ["end", "change"])
def test_the_end_of_a_seat_ends_its_assignments_wherever_their_cases_lie(office: Office, by: str, deed: str) -> None:
    expert = people.person("expert", center=office.center)
    people.add_role(user_of(expert), office.elsewhere, "expert")
    here, there = office.case("in_guidance", waiting_for="expert"), office.case("assigned", center=office.elsewhere)
    kept = people.person("expert", center=office.center)
    assigned(here, expert, "active")
    assigned(there, expert, "proposed")
    assigned(here, kept, "active")
    boss = office.person(by)
    with scopes.enter(boss.scope()):
        seats = list(Membership.objects.filter(user_id=expert.pk, center_id=office.center.pk).select_related("center"))
        if deed == "end":
            staff_end(by=actor_of(boss), seats=seats)
        else:
            staff_change_roles(by=actor_of(boss), seats=seats, roles=["handler"])
    assert states(here) == {expert.pk: "revoked", kept.pk: "active"}
    assert states(there) == {expert.pk: "revoked"}
    with scopes.enter(scopes.system()):
        Assignment.objects.filter(expert_user_id=kept.pk).update(state="ended")
        events = list(OutboxEvent.objects.filter(topic=TOPIC_UNSEATED))
        assert len(events) == 2
        for event in events:
            find(TOPIC_UNSEATED).run(work(TOPIC_UNSEATED, event.payload))
        assert AuditEntry.objects.filter(verb="assignment.revoked").count() == 2
        told = OutboxEvent.objects.filter(topic="notice", payload__template="experts/ended")
        assert [event.payload["recipients"]["users"] for event in told] == [[expert.pk]] * 2
    assert office.fresh(here).waiting_for == "center"


def test_the_end_of_another_seat_ends_no_assignment(office: Office) -> None:
    expert = people.person("expert", center=office.center)
    people.add_role(user_of(expert), office.center, "handler")
    case = office.case("in_guidance")
    assigned(case, expert, "active")
    with office.acting("supervisor") as actor:
        seats = list(Membership.objects.filter(user_id=expert.pk, center_id=office.center.pk).select_related("center"))
        staff_change_roles(by=actor, seats=seats, roles=["expert"])
        with connection.cursor() as cursor:
            # The function takes nobody's word: the seat of an expert is still there.
            cursor.execute("select assignments_end_with_seat(%s, %s)", [expert.pk, office.center.pk])
            assert cursor.fetchall() == []
    assert states(case) == {expert.pk: "active"}


def test_an_expert_out_of_office_accepts_nothing(office: Office) -> None:
    expert, case = people.person("expert", center=office.center), office.case("assigned")
    assignment = assigned(case, expert, "proposed")
    with scopes.enter(scopes.system()):
        GROUNDS["term_over"](expert)
    with pytest.raises(Conflict, match="任期"), scopes.enter(expert.scope()):
        assignment_accept(assignment=assignment, actor=actor_of(expert), declaration="")
    assert states(case) == {expert.pk: "proposed"}
