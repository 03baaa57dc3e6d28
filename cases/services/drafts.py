"""Drafts: begun, saved section by section, thrown away. Nothing here moves a case; `submission` does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.choices import Source, State
from cases.forms.filing.base import Section
from cases.forms.filing.sections import BY_KEY
from cases.forms.filing.sheets import Sheet, rows_data
from cases.models import Case, CaseCountry, CaseFile
from cases.models.case import of
from cases.selectors.filing import Draft
from cases.services.files import bytes_erase
from portal.accounts.actors import Actor
from portal.accounts.models import Enterprise, User
from portal.audit import trail
from portal.policy.conflict import Conflict
from portal.tenancy.models import DRAWER_ID
from portal.uuid7 import uuid7


class DraftChangedError(Exception):
    """The section was changed elsewhere after this page was opened."""


@dataclass(frozen=True)
class Known:
    """What is known of a dispute before a word is typed: somebody comes from a warning about it.

    `countries` are ISO 3166 alpha-2, the main one first; `about` the title of what they read.
    """

    countries: tuple[str, ...] = ()
    ip_kinds: tuple[str, ...] = ()
    about: str = ""

    def __bool__(self) -> bool:
        return bool(self.countries or self.ip_kinds or self.about)

    def columns(self) -> dict[str, Any]:
        """Give the columns of a case that follow from it."""
        found: dict[str, Any] = {"ip_kinds": list(self.ip_kinds), "country": (*self.countries, "")[0]}
        if self.about:
            found["summary"] = _("Begun from: %(about)s") % {"about": self.about} + "\n"
        return found


def draft_create(
    *, actor: Actor, public_id: UUID | None = None, source: Source = Source.WEB, known: Known | None = None
) -> Case:
    """Begin a draft of the acting enterprise in the drawer, with what is known about applicant, contact and dispute.

    `public_id` makes it happen once: the same id again gives the same draft.
    """
    assert actor.enterprise_id is not None
    assert actor.user_id is not None
    enterprise = Enterprise.objects.get(pk=actor.enterprise_id)
    person = User.objects.filter(pk=actor.user_id).first()
    contact: dict[str, Any] = {}
    if person is not None:
        contact = {"contact_name": person.name, "contact_phone": person.phone, "contact_email": person.email}
        if actor.has("agent"):
            # A lawyer acting for several firms is their agent, not their contact person.
            contact = {"agent_name": person.name, "agent_phone": person.phone}
    case = _insert(
        Case(
            public_id=public_id or uuid7(),
            center_id=DRAWER_ID,
            enterprise_id=enterprise.pk,
            source=source,
            created_by_id=actor.user_id,
            **_applicant(enterprise),
            **contact,
            **(known.columns() if known else {}),
        ),
        once=public_id is not None,
    )
    if known and known.countries:
        rows = [CaseCountry(**of(case), country=code) for code in known.countries]
        CaseCountry.objects.bulk_create(rows, ignore_conflicts=True)
    return case


def draft_create_for_caller(*, actor: Actor, enterprise_id: int, source: Source, public_id: UUID | None = None) -> Case:
    """Begin a draft that the acting center takes down for a caller; it lies with that center from the start."""
    assert actor.center_id is not None
    case = _insert(
        Case(
            public_id=public_id or uuid7(),
            center_id=actor.center_id,
            enterprise_id=enterprise_id,
            source=source,
            for_caller=True,
            created_by_id=actor.user_id,
        ),
        once=public_id is not None,
    )
    # The center may read the enterprise's record now that it keeps a case of it, not before.
    known = _applicant(Enterprise.objects.get(pk=case.enterprise_id))
    Case.objects.filter(pk=case.pk, applicant_name="").update(**known)
    for name, value in known.items():
        setattr(case, name, value)
    return case


def _insert(case: Case, *, once: bool) -> Case:
    """Store a new draft; with `once`, give the one that an earlier request with the same id began."""
    Case.objects.bulk_create([case], ignore_conflicts=once)
    if once:
        began = Case.objects.filter(public_id=case.public_id).first()
        if began is None:
            # The id is taken by a draft out of our sight: it is not told, ours simply gets another id.
            case.public_id = uuid7()
            Case.objects.bulk_create([case])
        else:
            case = began
    trail.record("case.drafted", object_type="case", object_id=case.public_id, center_id=case.center_id)
    return case


def _applicant(enterprise: Enterprise) -> dict[str, Any]:
    return {
        "applicant_kind": enterprise.kind,
        "applicant_name": enterprise.name,
        "applicant_uscc": enterprise.uscc,
        "applicant_id_kind": enterprise.id_kind,
        "province": enterprise.province,
        "city": enterprise.city,
        "industry": enterprise.industry,
        "is_specialised": enterprise.is_specialised,
    }


def draft_save(*, draft: Draft, sheet: Sheet, done: bool, seen: str | None = None) -> bool:
    """Write a valid sheet into its draft; return whether anything changed.

    `done` marks the section as completed (a partial save leaves it open). `seen` is the digest of what the person had
    on screen. The caller holds the case row's lock. Raises DraftChangedError when the section was changed meanwhile,
    Conflict when the draft was sent.
    """
    case = draft.case
    if case.state != State.DRAFT:
        raise Conflict(_("This request has already been sent. Write to the center in the case's messages."))
    changes = sheet.changes()
    rows = sheet.new_rows()
    if seen is not None and seen != sheet.digest and (changes or rows is not None):
        raise DraftChangedError
    marks = _marks(case, sheet.section, done=done)
    if not changes and rows is None and set(marks) == set(case.sections_done):
        return False
    if rows is not None:
        _replace(draft, sheet.section, rows)
    _update(case, changes | {"sections_done": marks})
    return True


def _marks(case: Case, section: Section, *, done: bool) -> list[str]:
    return [*(mark for mark in case.sections_done if mark != section.key), *([section.key] if done else [])]


def _update(case: Case, columns: Mapping[str, Any]) -> None:
    written = {**columns, "version": case.version + 1, "updated_at": timezone.now()}
    Case.objects.filter(pk=case.pk).update(**written)
    for name, value in written.items():
        setattr(case, name, value)


def _replace(draft: Draft, section: Section, rows: Sequence[Mapping[str, Any]]) -> None:
    """Exchange the rows of one part for new ones: two statements at most, whatever their number."""
    assert section.rows is not None
    model, fixed = section.rows.model, section.rows.fixed
    old = [row for row in draft.children(model) if all(getattr(row, name) == value for name, value in fixed.items())]
    kept = [row for row in draft.children(model) if row not in old]
    if old:
        model._default_manager.filter(case_id=draft.case.pk, pk__in=[row.pk for row in old]).delete()
    made = model._default_manager.bulk_create([model(**of(draft.case), **row) for row in rows]) if rows else []
    for row in made:
        row.case = draft.case
    draft.replace(model, [*kept, *made])


def draft_write(
    *, draft: Draft, actor: Actor, answers: Mapping[str, Mapping[str, Any]], done: bool = True
) -> dict[str, dict[str, list[str]]]:
    """Save several sections at once from plain values, as the API sends them; return errors by section and field.

    `answers` maps a section's key to its fields; rows stand under ``rows`` as a list of mappings. Nothing is written
    unless every section is right; then the case is written once. The caller holds the case row's lock. Raises Conflict
    when the draft was sent.
    """
    case = draft.case
    if case.state != State.DRAFT:
        raise Conflict(_("This request has already been sent. Write to the center in the case's messages."))
    errors = {
        key: {"__all__": [_("There is no section “%(key)s”.") % {"key": key[:40]}]}
        for key in answers
        if key not in BY_KEY
    }
    before: dict[str, Any] = {}
    exchanged: list[tuple[Section, list[dict[str, Any]]]] = []
    # In the order of the form: what is asked later depends on earlier answers, so the case takes them on as we go.
    for section in (each for each in BY_KEY.values() if each.key in answers):
        sheet = Sheet(section, draft, actor, data=_posted(section, answers[section.key]), partial=not done)
        if not sheet.is_valid():
            errors[section.key] = sheet.errors()
            continue
        changes = sheet.changes() | {"sections_done": _marks(case, section, done=done)}
        if (rows := sheet.new_rows()) is not None:
            exchanged.append((section, rows))
        for name, value in changes.items():
            before.setdefault(name, getattr(case, name))
            setattr(case, name, value)
    if errors:
        for name, value in before.items():
            setattr(case, name, value)
        return errors
    for section, rows in exchanged:
        _replace(draft, section, rows)
    _update(case, {name: getattr(case, name) for name in before})
    return {}


def _posted(section: Section, values: Mapping[str, Any]) -> dict[str, Any]:
    """Write plain values the way a page posts them."""
    data = {name: value for name, value in values.items() if name != "rows"}
    rows = values.get("rows")
    if section.rows and isinstance(rows, list):
        data |= rows_data([row if isinstance(row, Mapping) else {} for row in rows])
    return data


def file_mark(*, row: CaseFile, secrecy: str) -> None:
    """Change the secrecy mark of a draft's file; an unknown mark changes nothing."""
    if secrecy in CaseFile.Secrecy.values and secrecy != row.secrecy:
        CaseFile.objects.filter(pk=row.pk).update(secrecy=secrecy)
        row.secrecy = secrecy


def draft_delete(*, case: Case) -> None:
    """Throw a draft away with everything in it. The caller holds the row's lock; Conflict when it was sent."""
    if case.state != State.DRAFT:
        raise Conflict(_("This request has already been sent. You can withdraw it on its page."))
    bytes_erase(keys=list(CaseFile.objects.filter(case_id=case.pk).values_list("storage_key", flat=True)))
    with connection.cursor() as cursor:
        # The children's composite keys cascade in the database: one statement instead of one per table.
        cursor.execute("delete from cases_case where id = %s", [case.pk])
    trail.record("case.draft_deleted", object_type="case", object_id=case.public_id, center_id=case.center_id)
