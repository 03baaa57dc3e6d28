"""The house in which cases live: its people, a case in every stage to start from, and what people type into forms."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.utils import timezone
from hypothesis import strategies as st

from cases import access
from cases.api.verbs import deed
from cases.choices import Verb
from cases.models import Case, Opinion
from cases.models.case import CaseChild
from cases.services import opinions
from experts import access as expert_access
from experts.models import Expert
from experts.services import assignments
from portal.tenancy import scope as scopes
from tests import people
from tests.filing.requests import begin, send
from tests.handling.conftest import Office

STAFF = ("intake", "handler", "handler@2", "supervisor", "supervisor@2")
ELSEWHERE = ("intake@elsewhere", "handler@elsewhere", "supervisor@elsewhere")
EXPERTS = ("expert", "expert@2")
EVERYBODY = ("owner", "member", "readonly", *STAFF, *ELSEWHERE, *EXPERTS, "coordinator", "analyst")
# Where lives begin: states, and a case whose opinion waits for its countersignature.
STAGES = ("draft", "under_review", "accepted", "in_guidance", "countersign", "opinion_issued", "closed")


@dataclass
class Tally:
    """What a run tried and reached."""

    lives: int = 0
    tried: int = 0
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    seconds: float = 0

    def __str__(self) -> str:
        done, refused = sum(self.done.values()), sum(self.refused.values())
        ends = ", ".join(f"{count} × {state}" for state, count in sorted(self.states.items()))
        return (
            f"life: {self.lives} lives, {self.tried} deeds tried, {done} done ({len(self.done)} kinds), {refused} refused, "
            f"0 illegal states, {self.seconds:.0f} s CPU; ended in {ends}"
        )


@dataclass
class House:
    """The people, one case in each of the STAGES, and how to read everything about a case."""

    office: Office
    cases: dict[str, Case]
    digest: str
    experts: dict[str, str]
    tally: Tally = field(default_factory=Tally)

    def body(self, verb: Verb, data: st.DataObject, now: datetime.datetime, case_id: int) -> dict[str, Any]:
        """Draw what a person would type into the form of a verb: mostly right, sometimes empty."""
        if data.draw(st.integers(1, 15)) == 15:
            return {}
        today = timezone.localdate(now)

        def day(least: int, most: int) -> str:
            return (today + datetime.timedelta(days=data.draw(st.integers(least, most)))).isoformat()

        office = self.office
        reasons = {Verb.DECLINE: "out_of_scope", Verb.TERMINATE: "false_statement"}
        values: dict[str, Callable[[], Any]] = {
            "reason": lambda: reasons.get(verb, "一个理由"),
            "due_on": lambda: day(1, 25),
            "next_on": lambda: day(1, 60),
            "opinion_due_on": lambda: day(1, 10),
            "ends_on": lambda: day(11, 60),
            "expert": lambda: self.experts[data.draw(st.sampled_from(EXPERTS))],
            "outcome": lambda: data.draw(st.sampled_from(["settled", "won"])),
            "recovered": lambda: data.draw(st.sampled_from(["", "1200.50"])),
            "recovered_currency": lambda: "USD",
            "hours": lambda: "3.5",
            "level": lambda: data.draw(st.sampled_from(["ordinary", "important", "major"])),
            "handler_id": lambda: office.person(data.draw(st.sampled_from(STAFF))).pk,
            "to_center": lambda: office.elsewhere.pk,
            "opinion": lambda: waiting_opinion(case_id)["opinion"],
            "text_hash": lambda: waiting_opinion(case_id)["text_hash"],
            "options": lambda: [{"title": "应诉"}],
        }
        found = deed(verb)
        names = found.form.base_fields if found else ()  # type: ignore[attr-defined]
        return {name: values.get(name, lambda: "一段文字")() for name in names}


def build() -> House:
    """Make the people and the two cases in the running transaction."""
    people.national_center()
    office = Office(
        people.make_center(province="440000", city="440300"),
        people.make_center(province="110000"),
        people.make_enterprise(),
    )
    for code in EVERYBODY:
        office.person(code)
    tables = sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, CaseChild))
    parts = [
        f"select '{table}', count(*), md5(coalesce(string_agg(r::text, '|' order by r.id), '')) from {table} r"
        " where r.case_id = %(case)s"
        for table in tables
    ]
    parts.append("select 'case', 1::bigint, md5(r::text) from cases_case r where r.id = %(case)s")
    parts += [f"select '{table}', count(*), '' from {table}" for table in ("notices_outboxevent", "audit_auditentry")]
    with scopes.enter(scopes.system()):
        experts = {code: str(Expert.objects.get(user=office.person(code).user).public_id) for code in EXPERTS}
    cases = {state: _brought_to(state, office, experts["expert"]) for state in STAGES}
    return House(office, cases, " union all ".join(parts), experts)


def waiting_opinion(case_id: int) -> dict[str, str]:
    """Name the opinion of a case that waits for its countersignature, and its text; "" for none."""
    with scopes.enter(scopes.system()):
        row = Opinion.objects.filter(case_id=case_id, state="submitted").order_by("-pk").first()
    if row is None:
        return {"opinion": "", "text_hash": ""}
    return {"opinion": str(row.public_id), "text_hash": opinions.opinion_hash(row)}


def _brought_to(state: str, office: Office, expert: str) -> Case:
    """File a case and bring it to a state by the deeds of those who would."""
    owner = office.person("owner")
    case = begin(owner)
    if state == "draft":
        return case
    send(owner, case)
    today = timezone.localdate()
    opinion = dict.fromkeys(opinions.TEXTS, "一段文字") | {"options": [{"title": "应诉"}]}
    due = {
        "opinion_due_on": str(today + datetime.timedelta(days=9)),
        "ends_on": str(today + datetime.timedelta(days=50)),
    }
    way: tuple[tuple[str, str, Verb, dict[str, Any]], ...] = (
        ("under_review", "handler", Verb.REVIEW, {}),
        ("accepted", "handler", Verb.ACCEPT, {"level": "ordinary"}),
        ("assigned", "handler", Verb.ASSIGN_EXPERT, {"expert": expert, "question": "是否侵权？"} | due),
        ("in_guidance", "expert", Verb.START_GUIDANCE, {}),
        ("countersign", "expert", Verb.SUBMIT_OPINION, opinion),
        ("opinion_issued", "supervisor", Verb.ISSUE_OPINION, {}),
        ("closed", "handler", Verb.CLOSE, {"outcome": "settled", "summary": "和解"}),
    )
    for reached, code, verb, body in way:
        with office.acting(code) as actor:
            if verb == Verb.START_GUIDANCE:
                row = expert_access.visible_assignments(actor).get(case_id=case.pk)
                assignments.assignment_accept(assignment=row, actor=actor, declaration="")
            else:
                fresh = access.get_case(actor, case.public_id)
                found = deed(verb)
                assert found is not None
                sent = body | (waiting_opinion(case.pk) if verb == Verb.ISSUE_OPINION else {})
                form = found.form(sent, case=fresh, actor=actor)
                assert form.is_valid(), form.errors
                found.perform(case=fresh, actor=actor, seen_version=fresh.version, **form.cleaned_data)
        if reached == state:
            break
    return office.fresh(case)
