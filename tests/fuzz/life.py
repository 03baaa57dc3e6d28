"""The life of a case as a state machine: anybody tries anything in any order, on the real services and the real database.

After every deed the whole record is read in the system scope and held against what must always be true. A deed that was
refused must have left every row as it was.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import uuid4

import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cases import access, workflow
from cases.api.verbs import deed
from cases.choices import ENDED, State, Verb, WaitingFor
from cases.jobs import center_day
from cases.models import Case, Closing, Deadline, Opinion, SupplementRequest, TimelineEntry, Transfer
from cases.models.case import NO_DUE_DATE
from cases.services import opinions, submission, talk
from cases.services.transfer import transfer_decide
from cases.services.transition import advance
from cases.workflow import STEPS, steps_from
from experts import access as expert_access
from experts.models import Assignment
from experts.services import assignments
from experts.tasks import expire, settle
from portal.accounts.actors import Actor
from portal.audit.models import AuditEntry
from portal.notices.models import OutboxEvent
from portal.notices.registry import Work
from portal.policy.conflict import Conflict
from portal.tenancy import scope as scopes
from tests.filing.requests import STATEMENTS
from tests.fuzz.api import BACKEND
from tests.fuzz.house import ELSEWHERE, EVERYBODY, EXPERTS, STAFF, STAGES, House, Tally, build
from tests.undone import undone

OPENING = (Assignment.State.PROPOSED, Assignment.State.ACTIVE)
BY_KEY = {(step.source.value, step.verb.value): step for step in STEPS}
# The receiving center's answers: the custodian may change, the state does not.
ANSWERS = {Verb.ACCEPT_TRANSFER.value, Verb.RETURN_TRANSFER.value}
# Told by the database itself, by a clock that this test does not move.
OTHER_CLOCK = {Verb.RETURN_TRANSFER.value}
LONGEST_WAIT = 20
# Ways out that would make most lives short, and work without which a case gets nowhere.
LEAVING = {Verb.WITHDRAW, Verb.TERMINATE, Verb.DECLINE}
WORK = {Verb.SUBMIT_OPINION}
CLOSED_BY_HAND = {State.CLOSED, State.ARCHIVED, State.TERMINATED, State.WITHDRAWN, State.DEEMED_WITHDRAWN}


class Refused(Exception):
    """The deed was not done, for a reason that a person would be told."""


@dataclass(frozen=True)
class Record:
    """Everything about the case at one moment."""

    case: Case
    story: tuple[tuple[int, str, str, str, datetime.datetime], ...]
    deadlines: dict[int, tuple[datetime.date, datetime.date | None]]
    rows: tuple[tuple[str, int, str], ...]


class Life(RuleBasedStateMachine):
    """One case from its filing on. `house` holds the people; it is made once and outlives the machine."""

    house: ClassVar[House]

    def __init__(self) -> None:
        super().__init__()
        self.taken_back = ExitStack()
        self.taken_back.enter_context(undone())
        self.now = timezone.now()
        self.settled: set[int] = set()
        # What was tried so far: the story of a failure.
        self.tried: list[str] = []
        self.house.tally.lives += 1
        self.before: Record | None = None
        self.changed = False

    @initialize(state=st.sampled_from(STAGES))
    def begin(self, state: str) -> None:
        """Start from a draft that is ready, or from a case that has come some way."""
        self.public_id = self.house.cases[state].public_id
        self.before = self.record()

    def teardown(self) -> None:
        if self.before is not None:
            self.house.tally.states[self.before.case.state] += 1
        self.taken_back.close()

    # -- deeds --------------------------------------------------------------------------------------------------------

    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        """Do a verb that the state has, as somebody who may."""
        step = data.draw(st.sampled_from(self._steps()))
        able = [code for code in EVERYBODY if code.split("@")[0] in step.who]
        if able:
            self._verb(data.draw(st.sampled_from(able)), step.verb, data)

    @rule(data=st.data(), times=st.integers(1, 4))
    def go_on(self, data: st.DataObject, times: int) -> None:
        """Do verbs that lead to other states, so that lives come to an end."""
        for _time in range(times):
            steps = [step for step in self._steps() if step.verb not in LEAVING and (step.target or step.verb in WORK)]
            step = data.draw(st.sampled_from(steps or self._steps()))
            able = [code for code in ("handler", "supervisor", *EXPERTS, "owner") if code.split("@")[0] in step.who]
            if able:
                self._verb(data.draw(st.sampled_from(able)), step.verb, data)
                self._check()

    @rule(data=st.data(), code=st.sampled_from(EVERYBODY), verb=st.sampled_from(list(Verb)))
    def meddle(self, data: st.DataObject, code: str, verb: Verb) -> None:
        """Do any verb as anybody."""
        self._verb(code, verb, data)

    @property
    def _id(self) -> int:
        assert self.before is not None
        return self.before.case.pk

    def _steps(self) -> list[workflow.Step]:
        assert self.before is not None
        return list(steps_from(self.before.case.state)) or [BY_KEY["closed", "archive"]]

    def _verb(self, code: str, verb: Verb, data: st.DataObject) -> None:
        stale = data.draw(st.integers(1, 12)) == 12
        body = self.house.body(verb, data, self.now, self._id)

        def do(actor: Actor) -> None:
            if verb == Verb.SUBMIT:
                case = access.get_case(actor, self.public_id, lock=True)
                if not submission.case_submit(case=case, actor=actor, statements=STATEMENTS):
                    raise Refused("sent before")
                return
            case = access.get_case(actor, self.public_id)
            found = deed(verb)
            if found is None:
                raise Refused("no deed of a person")
            if not workflow.ever(verb, actor):
                # Not even the form is theirs; the table itself must refuse them.
                advance(case=case, verb=verb, actor=actor, seen_version=case.version)
                raise AssertionError(f"{verb} was done by one who never may")
            allowed = True
            try:
                workflow.find(case, verb, actor)
            except workflow.NotAllowed:
                allowed = False
            form = found.form(body, case=case, actor=actor)
            if not form.is_valid():
                raise Refused(str(form.errors))
            seen = case.version - 1 if stale else case.version
            # Also when the table says no: the service must ask it, too.
            found.perform(case=case, actor=actor, seen_version=seen, **form.cleaned_data)
            assert allowed, f"{verb} was done although the table refuses it"
            assert not stale, f"{verb} was done on a version that had passed"

        self._try(verb.value, code, do)

    @rule(code=st.sampled_from(("owner", "member", "readonly", *STAFF, *EXPERTS, "intake@elsewhere")))
    def write(self, code: str) -> None:
        def do(actor: Actor) -> None:
            talk.message_send(case=access.get_case(actor, self.public_id), actor=actor, body="一句话")

        self._try("message", code, do)

    @rule(code=st.sampled_from(("owner", "handler", "supervisor")), days=st.integers(0, 30), meet=st.booleans())
    def set_date(self, code: str, days: int, meet: bool) -> None:
        def do(actor: Actor) -> None:
            case = access.get_case(actor, self.public_id)
            open_one = Deadline.objects.filter(case_id=case.pk).order_by("-pk").first()
            today = timezone.localdate()
            if meet and open_one is not None:
                talk.deadline_meet(case=case, actor=actor, deadline_id=open_one.public_id, met_on=today)
            else:
                talk.deadline_add(case=case, actor=actor, title="答复", due_on=today + datetime.timedelta(days=days))

        self._try("deadline", code, do)

    @rule(code=st.sampled_from((*STAFF, *EXPERTS)), words=st.booleans())
    def draft_opinion(self, code: str, words: bool) -> None:
        def do(actor: Actor) -> None:
            case = access.get_case(actor, self.public_id)
            own = opinions.opinion_of(case, actor)
            seen = own.row_version if own else 0
            texts = {"facts": "事实" if words else ""}
            opinions.opinion_save(case=case, actor=actor, texts=texts, options=[], seen_version=seen)

        self._try("opinion_draft", code, do)

    @rule(code=st.sampled_from(EXPERTS), answer=st.sampled_from(("none", "none", "none", "conflict", "decline")))
    def declare(self, code: str, answer: str) -> None:
        def do(actor: Actor) -> None:
            row = self._assignment(actor)
            if answer == "none":
                assignments.assignment_accept(assignment=row, actor=actor, declaration="")
            else:
                assignments.assignment_refuse(assignment=row, actor=actor, conflict=answer == "conflict", reason="理由")

        self._try(f"declare_{answer}", code, do)

    @rule(code=st.sampled_from(EXPERTS))
    def leave(self, code: str) -> None:
        def do(actor: Actor) -> None:
            assignments.assignment_withdraw_from(assignment=self._assignment(actor), actor=actor, reason="理由")

        self._try("leave", code, do)

    def _assignment(self, actor: Actor) -> Assignment:
        row = expert_access.visible_assignments(actor).filter(case_id=self._id).order_by("-pk").first()
        if row is None:
            raise Refused("nothing was asked")
        return row

    @rule(code=st.sampled_from(("handler", "supervisor", "handler@elsewhere")), newest=st.booleans())
    def revoke(self, code: str, newest: bool) -> None:
        def do(actor: Actor) -> None:
            case = access.get_case(actor, self.public_id)
            rows = expert_access.visible_assignments(actor).filter(case_id=case.pk).order_by("-pk" if newest else "pk")
            row = rows.first()
            if row is None:
                raise Refused("nobody to revoke")
            assignments.assignment_revoke(case=case, assignment=row, actor=actor, reason="理由")

        self._try("revoke", code, do)

    @rule(code=st.sampled_from((*ELSEWHERE, *ELSEWHERE, "handler", "coordinator")), accept=st.booleans())
    def decide_transfer(self, code: str, accept: bool) -> None:
        def do(actor: Actor) -> None:
            row = access.visible_transfers(actor).filter(case_id=self._id).order_by("-pk").first()
            if row is None:
                raise Refused("nothing was proposed")
            transfer_decide(transfer=row, actor=actor, accept=accept, answer="理由")

        self._try("transfer_accept" if accept else "transfer_return", code, do)

    @rule(days=st.integers(1, LONGEST_WAIT))
    def wait(self, days: int) -> None:
        """Let days pass, with everything the portal does by itself on each last one."""
        self.now += datetime.timedelta(days=days)
        self._try("wait", "", lambda actor: self._clock())

    @rule()
    def work(self) -> None:
        """Let the worker settle the assignments that ended."""
        self._try("settle", "", lambda actor: self._settle())

    def _clock(self) -> None:
        for center in (self.house.office.center, self.house.office.elsewhere):
            center_day(_work("cases.clock", {"center_id": center.pk}, center.pk))
        expire(_work("experts.expiry", {}, None))

    def _settle(self) -> None:
        for event in OutboxEvent.objects.filter(topic=assignments.TOPIC_SETTLE).order_by("created_at", "pk"):
            row_id = event.payload["assignment_id"]
            if row_id not in self.settled:
                self.settled.add(row_id)
                settle(_work(event.topic, event.payload, event.center_id))

    def _try(self, name: str, code: str, do: Callable[[Actor], None]) -> None:
        """Do something as a person (the portal itself for ""); a refusal must leave everything as it was."""
        tally = self.house.tally
        tally.tried += 1
        self.now += datetime.timedelta(minutes=5)
        self.tried.append(f"{name} as {code or 'the portal'}")
        with time_machine.travel(self.now, tick=True), self._acting(code) as actor:
            try:
                with transaction.atomic():
                    do(actor)
            except (Refused, Conflict, Http404, ValidationError) as refusal:
                tally.refused[name] += 1
                self.tried[-1] += f" – refused: {refusal}"[:150]
                assert self.before is not None
                assert self._rows(self.before.case.pk) == self.before.rows, f"changed something: {self.tried}"
                return
        self.changed = True
        tally.done[name] += 1

    @contextmanager
    def _acting(self, code: str) -> Iterator[Actor]:
        if code:
            with self.house.office.acting(code) as actor:
                yield actor
        else:
            with scopes.enter(scopes.system()):
                yield Actor(None, self.house.office.actor("handler").seat)

    # -- what must always be true ---------------------------------------------------------------------------------------

    def record(self) -> Record:
        """Read everything about the case."""
        with scopes.enter(scopes.system()):
            case = Case.objects.get(public_id=self.public_id)
            story = TimelineEntry.objects.filter(case_id=case.pk).order_by("pk")
            dates = Deadline.objects.filter(case_id=case.pk).values_list("pk", "due_on", "met_on")
            return Record(
                case=case,
                story=tuple(story.values_list("pk", "verb", "from_state", "to_state", "at")),
                deadlines={pk: (due_on, met_on) for pk, due_on, met_on in dates},
                rows=self._rows(case.pk),
            )

    def _rows(self, case_id: int) -> tuple[tuple[str, int, str], ...]:
        """Sum up every row that hangs on the case."""
        with scopes.enter(scopes.system()), connection.cursor() as cursor:
            cursor.execute(self.house.digest, {"case": case_id})
            return tuple(cursor.fetchall())

    @invariant()
    def all_is_well(self) -> None:
        self._check()

    def _check(self) -> None:
        if self.before is None or not self.changed:
            return
        self.changed = False
        before, after = self.before, self.record()
        if after.rows != before.rows:
            try:
                self._holds(before, after)
            except AssertionError as fault:
                raise AssertionError("\n".join([str(fault), *self.tried])) from fault
        self.before = after

    def _holds(self, before: Record, after: Record) -> None:
        self._along_the_table(before, after)
        self._only_more(before, after)
        with scopes.enter(scopes.system()):
            self._whole(after.case)
            self._opinions(after.case)
            self._audited(after)
        # Six people look: only when something changed that decides who sees the case.
        if before.case.center_id != after.case.center_id or _of_experts(before) != _of_experts(after):
            self._seen_by_its_own(after.case)

    def _along_the_table(self, before: Record, after: Record) -> None:
        """The state moved along rows of the table, and the story tells each of them."""
        assert after.story[: len(before.story)] == before.story, "the story was rewritten"
        state = before.case.state
        at = max((when for _pk, verb, *_rest, when in before.story if verb not in OTHER_CLOCK), default=None)
        for _pk, verb, from_state, to_state, when in after.story[len(before.story) :]:
            if verb not in OTHER_CLOCK:
                assert at is None or when >= at, "the story is out of order"
                at = when
            if not from_state:
                continue
            assert from_state == state, f"{verb} told from {from_state}, but it was {state}"
            step = BY_KEY.get((from_state, verb))
            assert step is not None or verb in ANSWERS, f"{verb} from {from_state} is not in the table"
            assert to_state == ((step.target if step else None) or from_state), f"{verb} led to {to_state}"
            state = to_state
        assert after.case.state == state, f"{state} became {after.case.state} untold"
        if after.case.state != before.case.state:
            assert after.case.version > before.case.version
        assert after.case.version >= before.case.version

    def _only_more(self, before: Record, after: Record) -> None:
        """Dates do not vanish or move, what was met stays met, and numbers stay."""
        for pk, (due_on, met_on) in before.deadlines.items():
            assert pk in after.deadlines, "a deadline vanished"
            assert after.deadlines[pk][0] == due_on
            assert met_on is None or after.deadlines[pk][1] == met_on
        if before.case.state != State.DRAFT:
            for name in ("number", "receipt_code", "submitted_at", "enterprise_id", "consent_processing"):
                assert getattr(after.case, name) == getattr(before.case, name), f"{name} changed after filing"
            moved = any(verb == Verb.ACCEPT_TRANSFER for _pk, verb, *_rest in after.story[len(before.story) :])
            assert moved or after.case.center_id == before.case.center_id, "the custodian changed without a transfer"

    def _whole(self, case: Case) -> None:
        """State, waiting side, dates and what hangs on the case agree."""
        ended = case.state in ENDED
        assert (case.waiting_for == WaitingFor.NOBODY) == ended, f"{case.state} waits for {case.waiting_for}"
        if case.state != State.DRAFT:
            assert case.number
            assert (case.due_on == NO_DUE_DATE) == ended, f"{case.state} is due on {case.due_on}"
        assert (case.closed_at is not None) == (case.state in CLOSED_BY_HAND), f"{case.state}, closed {case.closed_at}"
        if case.state in {State.CLOSED, State.ARCHIVED}:
            last = Closing.objects.filter(case_id=case.pk).order_by("-pk").first()
            assert last is not None, "closed without an outcome"
            assert last.outcome
        waiting = Transfer.objects.filter(case_id=case.pk, state=Transfer.State.PROPOSED).count()
        assert waiting == (case.waiting_for == WaitingFor.RECEIVER), (
            f"{waiting} transfers, waits for {case.waiting_for}"
        )
        asked = SupplementRequest.objects.filter(case_id=case.pk, answered_at__isnull=True)
        if case.state == State.NEEDS_SUPPLEMENT:
            assert [row.due_on for row in asked] == [case.due_on]
            assert case.waiting_for == WaitingFor.APPLICANT
        at_work = Assignment.objects.filter(case_id=case.pk, state__in=OPENING).values_list("expert_id", flat=True)
        assert len(at_work) == len(set(at_work)), "one expert twice on the case"
        assert not (ended and at_work), "an expert works on a case that ended"
        if case.state == State.ACCEPTED or case.state in workflow.OPINED:
            assert case.accepted_at is not None
            assert case.handler_id is not None or Transfer.objects.filter(case_id=case.pk, state="accepted").exists()

    def _opinions(self, case: Case) -> None:
        """Countersigned is frozen, by four eyes, and an issued opinion exists."""
        rows = list(Opinion.objects.filter(case_id=case.pk).order_by("number"))
        assert [row.number for row in rows] == list(range(1, len(rows) + 1)), "the versions have a gap"
        issued = [row for row in rows if row.state == Opinion.State.COUNTERSIGNED]
        for row in issued:
            assert row.content_hash == opinions.opinion_hash(row)
            assert row.countersigned_by_id not in {None, row.author_id}
        if case.state in {State.OPINION_ISSUED, State.TRACKING}:
            assert issued, "an opinion was issued that nobody countersigned"

    def _audited(self, after: Record) -> None:
        """Every step of the story is in the audit trail, once and in order."""
        rows = AuditEntry.objects.filter(
            object_type="case", object_id=str(after.case.public_id), verb__startswith="case."
        )
        audited = [verb.removeprefix("case.") for verb in rows.order_by("pk").values_list("verb", flat=True)]
        told = [verb for _pk, verb, from_state, _to, _at in after.story if from_state and verb not in ANSWERS]
        assert [verb for verb in audited if verb in Verb.values] == told

    def _seen_by_its_own(self, case: Case) -> None:
        """Row-level security and the gate show it to the custodian, the applicant and experts at work, to nobody else."""
        office, now = self.house.office, timezone.now()
        with scopes.enter(scopes.system()):
            rows = Assignment.objects.filter(case_id=case.pk, state=Assignment.State.ACTIVE, ends_at__gt=self.now)
            at_work = set(rows.values_list("expert_user_id", flat=True))
        expected = {
            "handler": case.center_id == office.center.pk,
            "handler@elsewhere": case.center_id == office.elsewhere.pk,
            "owner": True,
            "coordinator": case.center_id != 0,
        } | {code: office.person(code).pk in at_work for code in EXPERTS}
        for code, sees in expected.items():
            with time_machine.travel(max(self.now, now), tick=True), office.acting(code) as actor:
                shown = access.visible_cases(actor).filter(pk=case.pk).exists()
                # An assignment whose time is over by the travelled clock is still open by the database's own.
                assert shown == sees, f"{code}: {case.state} shown: {shown}"


def _of_experts(record: Record) -> tuple[tuple[str, int, str], ...]:
    return tuple(row for row in record.rows if row[0] == Assignment._meta.db_table)


def _work(topic: str, payload: Mapping[str, Any], center_id: int | None) -> Work:
    return Work(uuid4(), topic, payload, center_id, actor_id=None, attempt=1, created_at=timezone.now())


def run(lives: int, *, steps: int, number: int) -> Tally:
    """Let `lives` cases live for up to `steps` deeds each; the same `number` draws the same lives."""
    started = time.process_time()
    house = build()
    machine = seed(number)(type("OneLife", (Life,), {"house": house}))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=lives,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            backend=BACKEND,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    house.tally.seconds = time.process_time() - started
    return house.tally
