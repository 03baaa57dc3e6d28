"""A whole request in plain values, as the API takes it and as pages post it, and short ways to file one."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from cases import access
from cases.consents import CONSENT_VERSION
from cases.models import Case
from cases.selectors.filing import Draft
from cases.services.drafts import draft_create, draft_write
from cases.services.submission import Statements, case_submit
from portal.accounts.actors import Actor, Seat
from portal.tenancy import scope as scopes
from tests.people import CENTER_PERSONAS, NATIONAL_PERSONAS, Person

Answers = dict[str, dict[str, Any]]

WHOLE: Answers = {
    "applicant": {"province": "440000", "city": "440300", "industry": "C", "is_specialised": True},
    "contact": {"contact_name": "王敏", "contact_phone": "138 0013 8000", "contact_email": "wang@example.com"},
    "agent": {"has_agent": "no"},
    "dispute": {"role": "accused", "dispute_type": "infringement", "ip_kinds": ["patent"]},
    "place": {
        "country": "US",
        "forum": "court",
        "forum_name": "N.D. Ill.",
        "stage": "served",
        "rows": [{"country": "CA"}],
    },
    "events": {
        "first_known_on": "2026-10-30",
        "summary": "收到美国法院传票，称我司折叠无人机侵犯其专利。",
        "cause": "Infringement of US 9,123,456",
        "foreign_number": "1:26-cv-01234",
    },
    "opponents": {"rows": [{"name": "Acme Robotics LLC", "country": "US", "is_npe": True, "counsel": "Doe & Roe LLP"}]},
    "asserted": {
        "rows": [
            {
                "kind": "patent",
                "number": "US 9,123,456 B2",
                "title": "Foldable arm",
                "owner": "Acme Robotics LLC",
                "country": "US",
                "expires_on": "2031-05-01",
            }
        ]
    },
    "own": {"rows": [{"kind": "patent", "number": "CN202310000000.1", "title": "折叠臂", "country": "CN"}]},
    "products": {"rows": [{"name": "折叠无人机 X1", "hs_code": "8806.21", "nice_class": "12"}]},
    "served": {
        "rows": [
            {
                "title": "Summons and complaint",
                "served_on": "2026-11-03",
                "served_how": "Hague service",
                "rule_id": "us_dc_answer_served",
            }
        ]
    },
    "money": {"amount": "120万", "amount_currency": "USD", "frozen_amount": "", "frozen_currency": ""},
    "requests": {"requests": ["advice", "law_firm"], "history": "已联系国内律师。"},
}
STATEMENTS = Statements(truth=True, processing=CONSENT_VERSION, library=CONSENT_VERSION)


def answers(**changes: Mapping[str, Any]) -> Answers:
    """Give the whole request with some fields of some sections changed (None removes a section)."""
    found = copy.deepcopy(WHOLE)
    for key, values in changes.items():
        found[key] = {**found.get(key, {}), **values}
    return found


def actor_of(who: Person) -> Actor:
    """Give the actor a request of this person would have."""
    kind = (
        "center"
        if who.persona in CENTER_PERSONAS
        else "national"
        if who.persona in NATIONAL_PERSONAS
        else "enterprise"
        if who.enterprise
        else "unaffiliated"
    )
    seat = Seat(
        key=who.seat_key,
        kind=kind,  # type: ignore[arg-type]
        roles=frozenset({who.persona}),
        center_id=who.center.pk if who.center else None,
        enterprise_id=who.enterprise.pk if who.enterprise else None,
    )
    return Actor(user_id=who.user.pk if who.user else None, seat=seat, second_factor=True)


@contextmanager
def acting(who: Person) -> Iterator[Actor]:
    """Run a block in the person's scope."""
    with scopes.enter(who.scope()):
        yield actor_of(who)


def begin(who: Person, values: Answers | None = None) -> Case:
    """Make a draft of an enterprise's person with the answers given (the whole request by default)."""
    with acting(who) as actor:
        case = draft_create(actor=actor)
        errors = draft_write(draft=Draft(case, fresh=True), actor=actor, answers=WHOLE if values is None else values)
        assert errors == {}, errors
        return case


def send(who: Person, case: Case, statements: Statements = STATEMENTS) -> Case:
    """Send a draft as `who`; return the case as it stands afterwards."""
    with acting(who) as actor:
        locked = access.get_case(actor, case.public_id, lock=True)
        case_submit(case=locked, actor=actor, statements=statements)
        return Case.objects.get(pk=case.pk)
