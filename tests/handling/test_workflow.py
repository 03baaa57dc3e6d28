"""The transition table: whole, without dead ends or strangers."""

from __future__ import annotations

import pytest

from cases import workflow
from cases.actions import ACTIONS, next_action
from cases.choices import ENDED, OPEN, State, Verb, WaitingFor
from cases.models import Case
from cases.workflow import STEPS, SYSTEM, open_verbs
from portal.policy import personas
from tests.handling.conftest import Office

# States of product §2 and where each may lead; written by hand, so that the table cannot drift with itself.
LEADS = {
    "draft": {"submitted"},
    "submitted": {"under_review", "withdrawn"},
    "under_review": {"needs_supplement", "declined", "accepted", "withdrawn"},
    "needs_supplement": {"under_review", "deemed_withdrawn", "withdrawn"},
    "accepted": {"assigned", "in_guidance", "terminated", "withdrawn"},
    "assigned": {"in_guidance", "terminated", "withdrawn"},
    "in_guidance": {"opinion_issued", "closed", "terminated", "withdrawn"},
    "opinion_issued": {"tracking", "closed", "terminated", "withdrawn"},
    "tracking": {"closed", "terminated", "withdrawn"},
    "closed": {"in_guidance", "archived"},
    "declined": set(),
    "deemed_withdrawn": set(),
    "terminated": set(),
    "withdrawn": set(),
    "archived": set(),
}


def test_the_table_leads_where_the_product_says() -> None:
    found = {state: {str(step.target) for step in workflow.steps_from(state) if step.target} for state in State.values}
    assert found == LEADS


def test_every_row_is_the_only_one_of_its_state_and_verb() -> None:
    keys = [(step.source, step.verb) for step in STEPS]
    assert len(keys) == len(set(keys))


def test_every_role_in_the_table_is_a_persona() -> None:
    assert frozenset().union(*(step.who for step in STEPS)) <= personas.ALL | SYSTEM


def test_a_case_that_ended_waits_for_nobody_and_an_open_one_for_somebody() -> None:
    for step in STEPS:
        if step.target in ENDED:
            assert step.waiting_for == WaitingFor.NOBODY, step
        elif step.target in OPEN:
            assert step.waiting_for not in {None, WaitingFor.NOBODY}, step


def test_every_verb_of_a_person_has_an_action_on_the_page() -> None:
    # Filing has pages of its own, the clock needs none, and a transfer is decided on its own page by the receiver.
    elsewhere = {Verb.SUBMIT, Verb.DEEM_WITHDRAWN, Verb.ACCEPT_TRANSFER, Verb.RETURN_TRANSFER}
    # An opinion is sent back on the page where it is countersigned.
    assert set(Verb) - elsewhere - {Verb.RETURN_OPINION} == set(ACTIONS)


@pytest.mark.parametrize("state", [state for state in State.values if state != "draft"])
def test_buttons_are_what_find_allows(office: Office, state: str) -> None:
    """`open_verbs` feeds the buttons, `find` guards the deed: they may not disagree."""
    case = office.case(state)
    for code in ("handler", "supervisor", "intake", "owner", "readonly", "coordinator", "analyst"):
        with office.acting(code) as actor:
            offered = set(open_verbs(case, actor))
            for verb in Verb:
                try:
                    workflow.find(case, verb, actor)
                except workflow.NotAllowed:
                    assert verb not in offered
                else:
                    assert verb in offered


def test_people_who_only_read_are_offered_nothing(office: Office) -> None:
    for state in State.values:
        for code in ("readonly", "analyst", "editor", "reviewer"):
            assert open_verbs(Case(state=state), office.actor(code)) == []


def test_a_waiting_transfer_holds_everything_but_withdrawal_level_and_taking_it_back(office: Office) -> None:
    case = office.case("in_guidance", waiting_for="receiver")
    with office.acting("supervisor") as actor:
        assert set(open_verbs(case, actor)) == {Verb.WITHDRAW, Verb.CANCEL_TRANSFER, Verb.SET_LEVEL}


def test_a_row_offers_the_next_step_without_asking_the_database(office: Office) -> None:
    def label(
        state: str, code: str, *, waiting_for: str = "center", handed_in: bool = False, countersign: bool = False
    ) -> str | None:
        case = Case(state=state, waiting_for=waiting_for)
        action = next_action(case, office.actor(code), handed_in=handed_in, countersign=countersign)
        return action.verb if action else None

    assert label("submitted", "intake") == Verb.REVIEW
    assert label("under_review", "handler") == Verb.ACCEPT
    assert label("accepted", "handler") == Verb.ASSIGN_EXPERT
    assert label("accepted", "intake") is None
    assert label("in_guidance", "handler") == Verb.SUBMIT_OPINION
    assert label("in_guidance", "handler", handed_in=True) is None  # the supervisor must sign
    assert label("in_guidance", "supervisor", handed_in=True) is None  # their own: another supervisor must
    assert label("in_guidance", "supervisor", handed_in=True, countersign=True) == Verb.ISSUE_OPINION
    assert label("opinion_issued", "handler", handed_in=True) == Verb.TRACK
    assert label("in_guidance", "handler", waiting_for="expert") is None
    assert label("submitted", "handler", waiting_for="receiver") is None
    assert label("tracking", "handler") == Verb.FOLLOW_UP
    assert label("closed", "handler", waiting_for="nobody") == Verb.ARCHIVE
    assert label("declined", "supervisor", waiting_for="nobody") is None
    assert label("submitted", "analyst") is None
