"""Everything a draft says, in words, with what is still missing: the page before sending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cases.forms.filing.base import Section
from cases.forms.filing.fields import Words
from cases.forms.filing.sections import grouped, needed_for
from cases.forms.filing.summary import Summary, summary_of
from cases.models import CaseFile, ServedDocument
from cases.selectors.filing import Draft
from cases.services.clocks import Clock, clock_of
from cases.services.submission import Lack, lacks_of
from portal.accounts.actors import Actor


@dataclass(frozen=True)
class Reviewed:
    """One section as the check page shows it."""

    summary: Summary
    files: list[CaseFile] = field(default_factory=list)
    clocks: list[tuple[str, Clock]] = field(default_factory=list)
    lack: Lack | None = None

    @property
    def section(self) -> Section:
        """The section."""
        return self.summary.section

    @property
    def problems(self) -> Sequence[str]:
        """What must be mended here, in words."""
        if self.lack is None:
            return []
        if not self.lack.errors:
            return [_("Not filled in yet.")]
        return list(dict.fromkeys(text for errors in self.lack.errors.values() for text in errors))


@dataclass(frozen=True)
class Review:
    """The whole draft: groups of sections, and those that stop it from being sent."""

    groups: list[tuple[Words, list[Reviewed]]]
    advice: list[str]

    @property
    def lacking(self) -> list[Reviewed]:
        """The sections that must be mended first."""
        return [row for _title, rows in self.groups for row in rows if row.lack is not None]


def review_of(draft: Draft, actor: Actor) -> Review:
    """Write the whole draft in words and check it. One query per table of rows, one for the files."""
    sections = needed_for(draft.case)
    lacks = {lack.section.key: lack for lack in lacks_of(draft, actor)}
    summaries = {section.key: summary_of(section, draft, actor) for section in sections}
    # The applicant's name and code come from its record, not from a question; they are filed all the same.
    case = draft.case
    identity = [(_("Applicant"), case.applicant_name), (_("Unified social credit code"), case.applicant_uscc)]
    summaries["applicant"].answers[:0] = [(label, words) for label, words in identity if words]
    rows = {
        section.key: Reviewed(
            summaries[section.key],
            files=[row for row in draft.files if row.purpose in section.files],
            clocks=_clocks(draft) if section.rows and section.rows.model is ServedDocument else [],
            lack=lacks.get(section.key),
        )
        for section in sections
    }
    groups = [(title, [rows[section.key] for section in part]) for title, part in grouped(sections)]
    return Review(groups, _advice(draft))


def _clocks(draft: Draft) -> list[tuple[str, Clock]]:
    found = []
    for served in draft.children(ServedDocument):
        clock = clock_of(served.rule_id, served.served_on)
        if clock is not None:
            found.append((served.title, clock))
    return found


def _advice(draft: Draft) -> list[str]:
    """What a center usually asks for afterwards: nothing here stops the request."""
    advice = []
    purposes = {row.purpose for row in draft.files}
    case = draft.case
    if (case.agent_name or case.agent_firm) and CaseFile.Purpose.POWER_OF_ATTORNEY not in purposes:
        advice.append(_("There is an agent, but no power of attorney yet. The center will ask for it."))
    if not purposes & {CaseFile.Purpose.EVIDENCE, CaseFile.Purpose.SERVED}:
        advice.append(_("No letter, court paper or evidence is attached yet. With it the center can begin sooner."))
    if any(row.state == CaseFile.State.REJECTED for row in draft.files):
        advice.append(_("Some files were rejected by the check. Remove them or upload them again."))
    return advice
