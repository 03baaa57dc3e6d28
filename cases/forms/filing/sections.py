"""The filing form from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cases.forms.filing import (
    agent,
    applicant,
    attachments,
    contact,
    customs,
    dispute,
    events,
    fair,
    itc,
    money,
    opponents,
    place,
    platform,
    products,
    requests,
    rights,
    served,
    squatting,
)
from cases.forms.filing.base import GROUPS, Section
from cases.forms.filing.conditions import answers_of
from cases.forms.filing.fields import Words
from cases.models import Case

SECTIONS: tuple[Section, ...] = (
    applicant.SECTION,
    contact.SECTION,
    agent.SECTION,
    dispute.SECTION,
    place.SECTION,
    events.SECTION,
    itc.SECTION,
    customs.SECTION,
    fair.SECTION,
    platform.SECTION,
    squatting.SECTION,
    opponents.SECTION,
    rights.ASSERTED,
    rights.OWN,
    products.SECTION,
    served.SECTION,
    money.SECTION,
    requests.SECTION,
    attachments.SECTION,
)
BY_KEY: Mapping[str, Section] = {section.key: section for section in SECTIONS}


def needed_for(case: Case) -> list[Section]:
    """List the sections this draft must or may answer, in order."""
    answers = answers_of(case)
    return [section for section in SECTIONS if section.needed(answers)]


def unneeded_for(case: Case) -> list[Section]:
    """List the sections that later answers made pointless; what they hold is dropped when the request is sent."""
    answers = answers_of(case)
    return [section for section in SECTIONS if not section.needed(answers)]


def after(case: Case, section: Section) -> Section | None:
    """Give the section that follows `section` for this draft; None after the last."""
    needed = needed_for(case)
    keys = [each.key for each in SECTIONS]
    return next((each for each in needed if keys.index(each.key) > keys.index(section.key)), None)


def grouped(sections: Iterable[Section]) -> list[tuple[Words, list[Section]]]:
    """Arrange sections under the headings of the task list."""
    found: dict[str, list[Section]] = {key: [] for key in GROUPS}
    for section in sections:
        found[section.group].append(section)
    return [(GROUPS[key], rows) for key, rows in found.items() if rows]
