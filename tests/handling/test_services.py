"""Every deed of handling: what it writes, whom it tells, what it refuses, and that a refusal changes nothing."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from cases.choices import DeclineReason, Level, Outcome, State, TerminationReason, WaitingFor
from cases.models import Case, Closing, Paper, SupplementRequest, TimelineEntry, Transfer
from cases.models.case import NO_DUE_DATE
from cases.procedure import add_working_days
from cases.services import guidance, review, talk, transfer
from cases.services.transition import wait_for
from portal.audit.models import AuditEntry
from portal.notices.models import OutboxEvent
from portal.policy.conflict import Conflict
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center
from tests.handling.conftest import Office

TODAY = timezone.localdate


def told(case: Case) -> set[str]:
    """Name the notices put into the outbox about a case, with the group they go to."""
    with scopes.enter(scopes.system()):
        events = OutboxEvent.objects.filter(topic="notice").values_list("payload", flat=True)
        return {
            f"{event['template'].removeprefix('cases/')}→{event['recipients'].get('resolver') or 'users'}"
            for event in events
            if event["context"].get("number") == case.number
        }


def audited(case: Case) -> list[str]:
    with scopes.enter(scopes.system()):
        rows = AuditEntry.objects.filter(object_type="case", object_id=str(case.public_id)).order_by("id")
        return list(rows.values_list("verb", flat=True))


def timeline(case: Case) -> list[tuple[str, str, str, str]]:
    with scopes.enter(scopes.system()):
        rows = TimelineEntry.objects.filter(case_id=case.pk).order_by("id")
        return list(rows.values_list("verb", "from_state", "to_state", "audience"))


def papers(case: Case) -> list[str]:
    with scopes.enter(scopes.system()):
        return list(Paper.objects.filter(case_id=case.pk).order_by("id").values_list("kind", flat=True))


def refused(office: Office, code: str, case: Case, deed: Callable[..., Any], **values: Any) -> str:
    """Try a deed that must be refused; assert that it changed nothing and return the reason."""
    before = {name: getattr(office.fresh(case), name) for name in ("state", "version", "due_on", "waiting_for")}
    with office.acting(code) as actor, pytest.raises(Conflict) as caught, transaction.atomic():
        deed(case=case, actor=actor, **values)
    after = office.fresh(case)
    assert {name: getattr(after, name) for name in before} == before
    assert timeline(case) == [] or timeline(case)[-1][0] != "refused"
    return str(caught.value)


# -- review -------------------------------------------------------------------------------------------------------


def test_review_makes_a_handler_moves_the_clock_and_tells_the_applicant(office: Office) -> None:
    case = office.case("submitted")
    with office.acting("intake") as actor:
        review.case_review(case=case, actor=actor, seen_version=1)
    fresh = office.fresh(case)
    assert (fresh.state, fresh.handler_id, fresh.version) == ("under_review", office.person("intake").pk, 2)
    assert fresh.due_on == add_working_days(TODAY(), 5)
    assert timeline(case) == [("review", "submitted", "under_review", "all")]
    assert audited(case) == ["case.review"]
    assert told(case) == {"under_review→case_applicant"}


def test_review_leaves_the_handler_that_there_is(office: Office) -> None:
    case = office.case("submitted", handler=office.person("handler").user)
    with office.acting("intake") as actor:
        review.case_review(case=case, actor=actor)
    assert office.fresh(case).handler_id == office.person("handler").pk


def test_the_slower_of_two_is_told_and_changes_nothing(office: Office) -> None:
    case = office.case("submitted")
    with office.acting("handler") as actor:
        review.case_review(case=case, actor=actor, seen_version=1)
    reason = refused(office, "supervisor", case, review.case_review, seen_version=1)
    assert "审核中" in reason
    assert len(timeline(case)) == 1


def test_a_role_that_may_not_is_refused(office: Office) -> None:
    case = office.case("under_review")
    facts = {"reason": DeclineReason.NOT_IP, "explanation": "x", "advice": "y"}
    assert "角色" in refused(office, "intake", case, review.case_decline, **facts)
    assert papers(case) == []


def test_missing_material_is_asked_for_and_sent(office: Office) -> None:
    case, due = (
        office.case("under_review", handler=office.person("handler").user),
        TODAY() + datetime.timedelta(days=12),
    )
    with office.acting("handler") as actor:
        review.supplement_request(case=case, actor=actor, items=["授权委托书", "照片"], due_on=due)
    fresh = office.fresh(case)
    assert (fresh.state, fresh.waiting_for, fresh.due_on) == ("needs_supplement", "applicant", due)
    assert papers(case) == ["supplement_notice"]
    with office.acting("owner") as actor:
        own = Case.objects.get(pk=case.pk)
        review.case_supplement(case=own, actor=actor, answer="都在附件里")
    fresh = office.fresh(case)
    assert (fresh.state, fresh.waiting_for, fresh.due_on) == ("under_review", "center", add_working_days(TODAY(), 5))
    with scopes.enter(scopes.system()):
        request = SupplementRequest.objects.get(case_id=case.pk)
    assert request.items == ["授权委托书", "照片"]
    assert (request.answer, request.answered_at is not None) == ("都在附件里", True)
    assert told(case) == {"supplement_requested→case_applicant", "supplemented→case_team"}


def test_a_second_round_of_missing_material_is_possible(office: Office) -> None:
    case, due = office.case("under_review"), TODAY() + datetime.timedelta(days=5)
    for _round in range(2):
        with office.acting("handler") as actor:
            case = Case.objects.select_related("center").get(pk=case.pk)
            review.supplement_request(case=case, actor=actor, items=["补件"], due_on=due)
            review.case_supplement(case=case, actor=actor, answer="电话里说的")
    with scopes.enter(scopes.system()):
        assert SupplementRequest.objects.filter(case_id=case.pk, answered_at__isnull=False).count() == 2


def test_declining_issues_the_letter_and_ends_the_clock(office: Office) -> None:
    case = office.case("under_review")
    with office.acting("handler") as actor:
        review.case_decline(
            case=case, actor=actor, reason=DeclineReason.NOT_OVERSEAS, explanation="在境内", advice="请联系当地中心"
        )
    fresh = office.fresh(case)
    assert (fresh.state, fresh.waiting_for, fresh.due_on) == ("declined", "nobody", NO_DUE_DATE)
    assert papers(case) == ["decline_notice"]
    assert told(case) == {"declined→case_applicant"}


def test_accepting_sets_level_and_handler_and_reports_a_major_case(office: Office) -> None:
    case = office.case("under_review")
    colleague = office.person("handler@2")
    with office.acting("intake") as actor:
        review.case_accept(case=case, actor=actor, level=Level.MAJOR, handler_id=colleague.pk)
    fresh = office.fresh(case)
    assert (fresh.state, fresh.level, fresh.handler_id) == ("accepted", "major", colleague.pk)
    assert fresh.accepted_at is not None
    assert papers(case) == ["acceptance_notice"]
    assert told(case) == {"accepted→case_applicant", "handler_set→case_handler", "major→national_coordinators"}


def test_a_stranger_cannot_be_made_handler(office: Office) -> None:
    case = office.case("under_review")
    stranger = office.person("handler@elsewhere")
    values = {"level": Level.ORDINARY, "handler_id": stranger.pk}
    assert "不在本中心" in refused(office, "supervisor", case, review.case_accept, **values)
    assert "不在本中心" in refused(office, "supervisor", case, review.case_assign_handler, handler_id=stranger.pk)


def test_only_the_supervisor_gives_cases_away(office: Office) -> None:
    case, colleague = office.case("accepted"), office.person("handler@2")
    assert "负责人" in refused(office, "handler", case, review.case_assign_handler, handler_id=colleague.pk)
    with office.acting("handler") as actor:
        review.case_assign_handler(case=case, actor=actor, handler_id=office.person("handler").pk)
    with office.acting("supervisor") as actor:
        review.case_assign_handler(case=Case.objects.get(pk=case.pk), actor=actor, handler_id=colleague.pk)
    fresh = office.fresh(case)
    assert fresh.handler_id == colleague.pk
    assert [(verb, audience) for verb, _from, _to, audience in timeline(case)] == [("assign_handler", "center")] * 2
    assert told(case) == {"handler_set→case_handler"}


def test_a_level_is_reported_once_when_it_becomes_major(office: Office) -> None:
    case = office.case("in_guidance")
    with office.acting("coordinator") as actor:
        for _again in range(2):
            own = Case.objects.get(pk=case.pk)
            review.case_set_level(case=own, actor=actor, level=Level.MAJOR, reason="集体被诉")
    with scopes.enter(scopes.system()):
        assert OutboxEvent.objects.filter(payload__template="cases/major").count() == 1


# -- guidance -----------------------------------------------------------------------------------------------------


def test_the_handler_guides_alone_and_the_case_waits_for_the_center(office: Office) -> None:
    for state in ("accepted", "assigned"):
        case = office.case(state, waiting_for="expert")
        with office.acting("handler") as actor:
            guidance.case_start_guidance(case=case, actor=actor)
        fresh = office.fresh(case)
        assert (fresh.state, fresh.waiting_for) == ("in_guidance", "center")


def test_tracking_and_follow_ups_set_the_next_date(office: Office) -> None:
    case, day = office.case("opinion_issued"), TODAY() + datetime.timedelta(days=20)
    with office.acting("handler") as actor:
        guidance.case_track(case=case, actor=actor, next_on=day, note="看答辩")
        guidance.case_follow_up(case=case, actor=actor, next_on=day + datetime.timedelta(days=9), note="已答辩")
    fresh = office.fresh(case)
    assert (fresh.state, fresh.due_on) == ("tracking", day + datetime.timedelta(days=9))
    assert [verb for verb, *_rest in timeline(case)] == ["track", "follow_up"]


def test_closing_keeps_outcome_and_money_with_the_rate_of_the_day(office: Office) -> None:
    case = office.case("tracking")
    with office.acting("handler") as actor:
        guidance.case_close(
            case=case, actor=actor, outcome=Outcome.SETTLED, summary="和解", recovered=Decimal("1000.00"),
            recovered_currency="USD", hours=Decimal("12.5"),
        )  # fmt: skip
    with scopes.enter(scopes.system()):
        closing = Closing.objects.get(case_id=case.pk)
    assert (closing.outcome, closing.recovered_currency, closing.hours) == ("settled", "USD", Decimal("12.5"))
    assert closing.recovered_cny is None or closing.recovered_cny > 5000
    assert (closing.recovered_cny is None) == (closing.recovered_rate_on is None)
    fresh = office.fresh(case)
    assert (fresh.state, fresh.due_on, fresh.closed_at is not None) == ("closed", NO_DUE_DATE, True)


def test_reopening_keeps_the_earlier_closing_and_archiving_binds_the_file(office: Office) -> None:
    case = office.case("tracking")
    with office.acting("supervisor") as actor:
        for outcome in (Outcome.LOST, Outcome.WON):
            guidance.case_close(
                case=case, actor=actor, outcome=outcome, summary="结果", recovered=None, recovered_currency="",
                hours=None,
            )  # fmt: skip
            if outcome == Outcome.LOST:
                guidance.case_reopen(case=case, actor=actor, reason="上诉")
                assert office.fresh(case).closed_at is None
        guidance.case_archive(case=case, actor=actor)
    with scopes.enter(scopes.system()):
        assert list(Closing.objects.filter(case_id=case.pk).order_by("id").values_list("outcome", flat=True)) == [
            "lost",
            "won",
        ]
    assert office.fresh(case).state == State.ARCHIVED
    assert papers(case) == ["dossier"]


def test_terminating_writes_a_letter(office: Office) -> None:
    case = office.case("assigned")
    with office.acting("handler") as actor:
        guidance.case_terminate(
            case=case, actor=actor, reason=TerminationReason.APPLICANT_UNREACHABLE, explanation="多次联系未果"
        )
    assert office.fresh(case).state == State.TERMINATED
    assert papers(case) == ["termination_notice"]


def test_the_applicant_withdraws_and_the_center_can_record_it(office: Office) -> None:
    own, recorded = office.case("in_guidance"), office.case("submitted")
    with office.acting("owner") as actor:
        guidance.case_withdraw(case=own, actor=actor, reason="已和解")
    with office.acting("handler") as actor:
        guidance.case_withdraw(case=recorded, actor=actor, reason="来电撤回")
    assert {office.fresh(case).state for case in (own, recorded)} == {State.WITHDRAWN}
    assert "withdrawn→case_team" in told(own)
    assert "withdrawal_recorded→case_applicant" in told(recorded)


def test_an_expert_who_drops_out_gives_the_case_back_to_the_center(office: Office) -> None:
    case = office.case("assigned", waiting_for="expert")
    with office.acting("handler"):
        wait_for(case=case, waiting_for=WaitingFor.CENTER)
    fresh = office.fresh(case)
    assert (fresh.waiting_for, fresh.version, fresh.due_on) == ("center", 2, add_working_days(TODAY(), 3))
    moving = office.case("assigned", waiting_for="receiver")
    with office.acting("handler"):
        wait_for(case=moving, waiting_for=WaitingFor.CENTER)
    assert office.fresh(moving).waiting_for == "receiver"


# -- transfer -----------------------------------------------------------------------------------------------------


def propose(office: Office, case: Case, code: str = "handler", to: Center | None = None) -> Transfer:
    with office.acting(code) as actor:
        own = Case.objects.select_related("center").get(pk=case.pk)
        return transfer.transfer_propose(case=own, actor=actor, to_center=to or office.elsewhere, reason="企业迁址")


def seen_by(office: Office, code: str, proposal: Transfer) -> Transfer:
    from cases import access

    return access.get_transfer(office.actor(code), proposal.public_id)


def test_a_transfer_changes_hands_only_when_it_is_taken_over(office: Office) -> None:
    case = office.case(
        "in_guidance", handler=office.person("handler").user, due_on=TODAY() - datetime.timedelta(days=9)
    )
    proposal = propose(office, case)
    waiting = office.fresh(case)
    assert (waiting.center_id, waiting.waiting_for) == (office.center.pk, "receiver")
    with office.acting("intake@elsewhere") as actor:
        assert not Case.objects.filter(pk=case.pk).exists(), "the receiver sees the synopsis, not the case"
        offered = seen_by(office, "intake@elsewhere", proposal)
        assert offered.synopsis["number"] == case.number
        taken = transfer.transfer_decide(transfer=offered, actor=actor, accept=True, answer="同意")
    assert taken is not None
    fresh = office.fresh(case)
    assert (fresh.center_id, fresh.handler_id, fresh.waiting_for) == (office.elsewhere.pk, None, "center")
    assert fresh.source == "transferred"
    assert fresh.due_on == add_working_days(TODAY(), 15), "the receiver's clock starts anew"
    with office.acting("handler"):
        assert not Case.objects.filter(pk=case.pk).exists()
    assert [verb for verb, *_rest in timeline(case)] == ["request_transfer", "accept_transfer"]
    assert told(case) == {
        "transfer_proposed→case_receiver", "transfer_accepted→transfer_sender", "transferred→case_applicant",
    }  # fmt: skip


def test_a_transfer_is_sent_back_with_a_reason(office: Office) -> None:
    case = office.case("accepted")
    proposal = propose(office, case)
    with office.acting("supervisor@elsewhere") as actor:
        offered = seen_by(office, "supervisor@elsewhere", proposal)
        assert transfer.transfer_decide(transfer=offered, actor=actor, accept=False, answer="不属本中心") is None
    fresh = office.fresh(case)
    assert (fresh.center_id, fresh.waiting_for) == (office.center.pk, "center")
    assert timeline(case)[-1][0] == "return_transfer"
    with scopes.enter(scopes.system()):
        # by the clock too, though all of it is one transaction here
        by_clock = TimelineEntry.objects.filter(case_id=case.pk).order_by("at").values_list("verb", flat=True)
        assert list(by_clock) == ["request_transfer", "return_transfer"]
    assert "transfer_returned→transfer_sender" in told(case)


def test_a_transfer_is_decided_once(office: Office) -> None:
    case = office.case("accepted")
    proposal = propose(office, case)
    with office.acting("intake@elsewhere") as actor:
        offered = seen_by(office, "intake@elsewhere", proposal)
        transfer.transfer_decide(transfer=offered, actor=actor, accept=True, answer="")
        with pytest.raises(Conflict, match="已有答复"):
            transfer.transfer_decide(transfer=offered, actor=actor, accept=False, answer="不")
        assert Case.objects.get(pk=case.pk).center_id == office.elsewhere.pk, "the refusal left the transaction usable"


def test_a_stranger_cannot_decide_a_transfer(office: Office) -> None:
    proposal = propose(office, office.case("accepted"))
    with office.acting("handler") as actor, pytest.raises(Conflict):
        transfer.transfer_decide(transfer=proposal, actor=actor, accept=True, answer="")
    with scopes.enter(scopes.system()):
        assert Case.objects.get(pk=proposal.case_id).center_id == office.center.pk


def test_a_proposal_is_taken_back(office: Office) -> None:
    case = office.case("accepted")
    proposal = propose(office, case)
    with office.acting("supervisor") as actor:
        transfer.transfer_cancel(case=Case.objects.get(pk=case.pk), actor=actor)
    assert office.fresh(case).waiting_for == "center"
    with office.acting("intake@elsewhere") as actor:
        offered = seen_by(office, "intake@elsewhere", proposal)
        assert offered.state == Transfer.State.CANCELLED
        with pytest.raises(Conflict):
            transfer.transfer_decide(transfer=offered, actor=actor, accept=True, answer="")
    propose(office, case)


def test_withdrawing_lets_a_waiting_transfer_fall(office: Office) -> None:
    case = office.case("accepted")
    proposal = propose(office, case)
    with office.acting("owner") as actor:
        guidance.case_withdraw(case=Case.objects.get(pk=case.pk), actor=actor, reason="不需要了")
    with office.acting("intake@elsewhere") as actor:
        offered = seen_by(office, "intake@elsewhere", proposal)
        assert offered.state == Transfer.State.CANCELLED
        with pytest.raises(Conflict):
            transfer.transfer_decide(transfer=offered, actor=actor, accept=True, answer="")
    assert office.fresh(case).state == State.WITHDRAWN
    assert office.fresh(case).center_id == office.center.pk


def test_coordinators_move_cases_between_centers_and_to_the_nation(office: Office) -> None:
    case = office.case("submitted")
    national = office.person("coordinator").center
    proposal = propose(office, case, "coordinator", national)
    with office.acting("coordinator") as actor:
        taken = transfer.transfer_decide(
            transfer=seen_by(office, "coordinator", proposal), actor=actor, accept=True, answer="由国家中心办理"
        )
    assert taken is not None
    assert national is not None
    assert office.fresh(case).center_id == national.pk


def test_a_transfer_to_oneself_is_refused(office: Office) -> None:
    case = office.case("accepted")
    assert refused(
        office, "handler", case, transfer.transfer_propose, to_center=office.center, reason="x"
    ) == "案件已在该中心。"  # fmt: skip


# -- talk ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "side", "groups"),
    [
        ("owner", "applicant", {"case_team", "case_experts"}),
        ("handler", "center", {"case_applicant", "case_experts"}),
    ],
)
def test_a_message_goes_to_the_other_sides(office: Office, code: str, side: str, groups: set[str]) -> None:
    case = office.case("in_guidance")
    with office.acting(code) as actor:
        message = talk.message_send(case=case, actor=actor, body="请看附件")
    assert message.side == side
    assert told(case) == {f"message→{group}" for group in groups}


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_nobody_writes_into_a_draft_or_an_archived_case(office: Office, state: str) -> None:
    case = office.case("archived") if state == "archived" else Case(state="draft")
    with office.acting("owner") as actor, pytest.raises(Conflict):
        talk.message_send(case=case, actor=actor, body="喂")
    with office.acting("handler") as actor:
        for deed, values in (
            (talk.note_add, {"body": "x"}),
            (talk.task_add, {"title": "x", "assignee_id": None, "due_on": None}),
            (talk.deadline_add, {"title": "x", "due_on": TODAY()}),
        ):
            if state == "archived":
                with pytest.raises(Conflict):
                    deed(case=case, actor=actor, **values)


def test_a_date_is_met_once_and_both_sides_may(office: Office) -> None:
    case = office.case("in_guidance")
    with office.acting("owner") as actor:
        row = talk.deadline_add(case=case, actor=actor, title="提交答辩状", due_on=TODAY())
        talk.deadline_meet(case=case, actor=actor, deadline_id=row.public_id, met_on=TODAY())
    assert "deadline_added→case_team" in told(case)
    with office.acting("handler") as actor, pytest.raises(Conflict):
        talk.deadline_meet(case=case, actor=actor, deadline_id=row.public_id, met_on=TODAY())


def test_a_task_is_ticked_off_and_back(office: Office) -> None:
    case = office.case("in_guidance")
    with office.acting("handler") as actor:
        task = talk.task_add(case=case, actor=actor, title="打电话", assignee_id=None, due_on=None)
        done = talk.task_finish(case=case, actor=actor, task_id=task.pk, done=True)
        assert done is not None
        assert done.done_by_id == actor.user_id
        undone = talk.task_finish(case=case, actor=actor, task_id=task.pk, done=False)
        assert undone is not None
        assert undone.done_at is None
        assert talk.task_finish(case=office.case("in_guidance"), actor=actor, task_id=task.pk, done=True) is None
