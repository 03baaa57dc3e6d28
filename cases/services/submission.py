"""Send a request: everything that makes a draft a case, in one transaction.

Order matters. What can be checked or computed comes first; the center's number counter, which other submissions to the
same center wait for, is touched last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.choices import PaperKind, Source, State, Verb
from cases.consents import consent_text
from cases.forms.filing.base import COLUMNS, Section
from cases.forms.filing.money import in_cny
from cases.forms.filing.sections import needed_for, unneeded_for
from cases.forms.filing.sheets import stored_sheet
from cases.models import Case, Deadline, ServedDocument
from cases.models.case import of
from cases.selectors.filing import Draft
from cases.services import numbers, routing
from cases.services.clocks import clock_of
from cases.services.papers import paper_issue
from cases.services.transition import advance
from cases.tell import tell
from portal.accounts.actors import Actor
from portal.notices.notify import mail
from portal.policy.conflict import Conflict
from portal.tenancy.models import DRAWER_ID

Manner = Literal["in_form", "by_phone", "in_person"]


@dataclass(frozen=True, slots=True)
class Statements:
    """What the applicant declared: truth, and the version of each text agreed to ("" where refused).

    `manner` says how: ticked in the form, or told to the staff who took the request down.
    """

    truth: bool
    processing: str
    library: str = ""
    manner: Manner = "in_form"


@dataclass(frozen=True, slots=True)
class Lack:
    """A section that stops the request: `errors` by field; empty when nothing was answered at all."""

    section: Section
    errors: Mapping[str, list[str]] = field(default_factory=dict)


class IncompleteError(Exception):
    """The request cannot be sent yet; `lacks` lists what is missing, in the order of the form."""

    def __init__(self, lacks: list[Lack]) -> None:
        super().__init__("incomplete")
        self.lacks = lacks


def lacks_of(draft: Draft, actor: Actor, *, thorough: bool = True) -> list[Lack]:
    """Find the sections that stop the request, in the order of the form.

    Thorough: every needed section is checked as if it had just been sent (one query per table of rows). Otherwise a
    section marked as done is taken at its word: it was checked under the same lock when it was saved, and only what
    other answers can upset is looked at again.
    """
    case = draft.case
    found: list[Lack] = []
    for section in needed_for(case):
        if not thorough and section.key in case.sections_done and not section.upset(case):
            continue
        sheet = stored_sheet(section, draft, actor)
        if sheet.is_empty:
            if section.required(case):
                found.append(Lack(section))
        elif not sheet.is_valid():
            found.append(Lack(section, sheet.errors()))
    return found


def case_submit(*, case: Case, actor: Actor, statements: Statements, seen_version: int | None = None) -> bool:
    """Send the draft; return False when it had been sent before (a second click, a repeated request).

    The caller holds the case row's lock. Raises IncompleteError, Conflict when the draft was changed after
    `seen_version` or no center can take the request.
    """
    if case.state != State.DRAFT:
        return False
    if seen_version is not None and seen_version != case.version:
        raise Conflict(
            _("The draft was changed elsewhere after you opened this page. Look through it again, then send it.")
        )
    if not statements.truth or not statements.processing:
        raise Conflict(_("The request can be sent only with the statement of truth and the consent to processing."))
    for key, version in (("processing", statements.processing), ("library", statements.library)):
        if version:
            consent_text(key, version)
    draft = Draft(case)
    if lacks := lacks_of(draft, actor, thorough=False):
        raise IncompleteError(lacks)

    now = timezone.now()
    facts = routing.Facts(case.province, case.city, case.industry, case.country, draft.countries)
    record = _take_custody(case, facts)
    _drop_unneeded(draft)
    _start_clocks(draft)
    year = timezone.localdate(now).year
    number = numbers.case_number(record["code"], year, numbers.next_serial(record["center"], year))
    advance(
        case=case,
        verb=Verb.SUBMIT,
        actor=actor,
        payload={
            "number": number,
            "source": case.source,
            "stated": statements.manner,
            "consent": statements.processing,
        },
        changes={
            "number": number,
            "receipt_code": numbers.receipt_code(),
            "submitted_at": now,
            "signed_at": now,
            "truth_stated": True,
            "consent_processing": statements.processing,
            "consent_library": statements.library,
            "routing": record,
            **in_cny(case.amount, case.amount_currency),
        },
        locked=case,
    )
    paper_issue(case=case, kind=PaperKind.APPLICATION, actor=actor)
    told = {
        "receipt_code": numbers.format_receipt(case.receipt_code),
        "center": {"zh": record["name_zh"], "en": record["name_en"]},
        "due_on": case.due_on.isoformat(),
    }
    tell(case, "submitted", to="case_applicant", context=told, include_actor=True)
    tell(case, "filed", to="case_intake")
    if statements.manner != "in_form" and case.contact_email:
        # A caller may have no account: the same words go to the address they gave.
        mail("cases/submitted", to=[case.contact_email], language="zh-hans", context=told | {"number": number})
    return True


def _take_custody(case: Case, facts: routing.Facts) -> dict[str, Any]:
    """Give the case its custodian center and return the record of why."""
    if case.center_id != DRAWER_ID:
        return routing.kept_by_staff(facts, case.center)
    try:
        found = routing.route(facts)
    except routing.NoCenterError as error:
        raise Conflict(
            _("No center can take requests at the moment. Your draft is kept; please try again later.")
        ) from error
    with connection.cursor() as cursor:
        cursor.execute("select case_take_custody(%s, %s)", [case.pk, found.center.id])
    case.center_id = found.center.id
    return found.as_dict()


def _drop_unneeded(draft: Draft) -> None:
    """Drop what was answered before other answers made the question pointless: the file holds what was meant."""
    case = draft.case
    shown = {name for section in needed_for(case) for name in section.own_columns()}
    cleared: dict[str, Any] = {}
    for section in unneeded_for(case):
        for name in section.own_columns():
            blank = COLUMNS[name].get_default()
            if name not in shown and getattr(case, name) != blank:
                cleared[name] = blank
        if section.rows:
            fixed = section.rows.fixed
            old = [
                row
                for row in draft.children(section.rows.model)
                if all(getattr(row, name) == value for name, value in fixed.items())
            ]
            if old:
                section.rows.model._default_manager.filter(case_id=case.pk, pk__in=[row.pk for row in old]).delete()
                draft.replace(section.rows.model, [row for row in draft.children(section.rows.model) if row not in old])
    if cleared:
        Case.objects.filter(pk=case.pk).update(**cleared)
        for name, value in cleared.items():
            setattr(case, name, value)


def _start_clocks(draft: Draft) -> None:
    """Write a statutory deadline for every document served whose procedure has a fixed period."""
    made = []
    for served in draft.children(ServedDocument):
        clock = clock_of(served.rule_id, served.served_on)
        if clock is None or clock.result is None:
            continue
        rule, result = clock.result.rule, clock.result
        made.append(
            Deadline(
                **of(draft.case),
                kind=Deadline.Kind.STATUTORY,
                title_zh=rule.label("zh-hans")[:200],
                title_en=rule.label("en")[:200],
                rule_id=rule.id,
                trigger_on=result.trigger,
                # The day to work to; the last day under the rule stands in the explanation.
                due_on=result.act_by,
                timezone=result.timezone,
                source=rule.legal_source("zh-hans")[:300],
                explanation=result.as_dict(),
                served_document_id=served.pk,
            )
        )
    if made:
        Deadline.objects.bulk_create(made)


SOURCES_OF_STAFF = (Source.HOTLINE, Source.WALK_IN, Source.SERVICE_ACCOUNT)
