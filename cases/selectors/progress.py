"""How far a draft is: the task list in data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.forms.filing.base import Section
from cases.forms.filing.fields import Words
from cases.forms.filing.sections import grouped, needed_for
from cases.forms.filing.sheets import Sheet
from cases.selectors.filing import Draft
from portal.accounts.actors import Actor

State = Literal["done", "look", "begun", "open", "optional"]
LABELS: dict[State, str | Promise] = {
    "done": _("Done"),
    "look": _("Filled in, please check"),
    "begun": _("Begun"),
    "open": _("Not begun"),
    "optional": _("Optional"),
}
TONES: dict[State, tuple[str, str]] = {
    "done": ("done", "check"),
    "look": ("info", "eye"),
    "begun": ("wait", "pencil"),
    "open": ("neutral", "circle-dot"),
    "optional": ("neutral", "plus"),
}
# Filled in from the enterprise's and the person's own record when the draft begins.
_PREFILLED = {"applicant", "contact", "agent"}


@dataclass(frozen=True)
class Task:
    """One line of the task list."""

    section: Section
    state: State

    @property
    def label(self) -> str:
        """The state in words."""
        return str(LABELS[self.state])

    @property
    def tone(self) -> str:
        """The colour of its chip."""
        return TONES[self.state][0]

    @property
    def icon(self) -> str:
        """The icon of its chip."""
        return TONES[self.state][1]


@dataclass(frozen=True)
class Progress:
    """The task list: groups of tasks, and how many of the required ones are done."""

    groups: list[tuple[Words, list[Task]]]
    required: int
    done: int

    @property
    def is_ready(self) -> bool:
        """True when everything required was answered (the last check comes when it is sent)."""
        return self.done == self.required

    @property
    def next(self) -> Section | None:
        """The first section that still needs the person."""
        tasks = [task for _title, rows in self.groups for task in rows]
        return next((task.section for task in tasks if task.state in {"look", "begun", "open"}), None)


def progress_of(draft: Draft, actor: Actor) -> Progress:
    """Work out the task list; one query per table of rows that the sections have."""
    sections = needed_for(draft.case)
    states = {section.key: _state(section, draft, actor) for section in sections}
    required = [section for section in sections if section.required(draft.case)]
    groups = [(title, [Task(section, states[section.key]) for section in rows]) for title, rows in grouped(sections)]
    done = sum(states[section.key] == "done" for section in required)
    return Progress(groups, len(required), done)


def _state(section: Section, draft: Draft, actor: Actor) -> State:
    if section.key in draft.case.sections_done:
        return "done"
    has_files = any(file.purpose in section.files for file in draft.files) if section.files else False
    if Sheet(section, draft, actor).is_empty and not has_files:
        return "open" if section.required(draft.case) else "optional"
    return "look" if section.key in _PREFILLED else "begun"
