"""The rows of a case list, drawn by Jinja2: the hottest piece of HTML in the portal.

Labels are resolved once per language and process; a row is dictionary look-ups and string joins. Addresses are a prefix
and the public id, because a `{% url %}` per row costs as much as the row.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from cases import choices
from cases.actions import Action, next_action
from cases.models import Case
from cases.models.case import NO_DUE_DATE
from cases.selectors.worklist import handed_in
from portal.accounts.actors import Actor
from portal.reference.countries import country_name
from portal.reference.text import is_chinese, pick
from portal.site import marks

_PLACEHOLDER = "00000000-0000-0000-0000-000000000000"


class Row(NamedTuple):
    """What one line shows. `href` opens the case, `do` the page of the next step ("" when somebody else must move)."""

    id: str
    href: str
    number: str
    firm: str
    dispute: str
    country: str
    state: SafeString
    level: SafeString | str
    due: SafeString | str
    filed: str
    step: str
    do: str
    handler: str
    center: str


class Words:
    """Labels of one language, resolved once."""

    def __init__(self) -> None:
        self.states = {state: marks.chip(state, label) for state, label in choices.State.choices}
        self.disputes = {code: str(label) for code, label in choices.DisputeType.choices}
        self.kinds = {code: str(label) for code, label in choices.IPKind.choices}
        self.levels: dict[str, SafeString | str] = {
            code: marks.chip(code, label) if code != choices.Level.ORDINARY else ""
            for code, label in choices.Level.choices
        }
        self.waiting: dict[str, str] = {
            choices.WaitingFor.APPLICANT: gettext("Waiting for the applicant"),
            choices.WaitingFor.EXPERT: gettext("Waiting for the expert"),
            choices.WaitingFor.RECEIVER: gettext("Waiting for the receiving center"),
            choices.WaitingFor.CENTER: gettext("Waiting for the center"),
            choices.WaitingFor.NOBODY: "",
        }
        self.signature = gettext("Waiting for the countersignature")
        self.joint, self.apart = ("、", " · ") if is_chinese() else (", ", " · ")
        self.nobody = gettext("No handler yet")

    def dispute(self, case: Case) -> str:
        """Say what a dispute is about: 侵权 · 专利、外观设计."""
        kinds = self.joint.join([self.kinds.get(code, code) for code in case.ip_kinds])
        kind = self.disputes.get(case.dispute_type, "")
        return f"{kind}{self.apart}{kinds}" if kind and kinds else kind or kinds

    def waits_for(self, whom: str, *, handed_in: bool) -> str:
        """Say who must move. `handed_in` says that an opinion waits for its countersignature."""
        return self.signature if handed_in and whom == choices.WaitingFor.CENTER else self.waiting[whom]


@lru_cache(maxsize=8)
def _words(language: str) -> Words:
    return Words()


def words() -> Words:
    """Give the labels of the active language."""
    return _words(get_language() or "zh-hans")


@lru_cache(maxsize=4096)
def _country(code: str, language: str) -> str:
    return country_name(code)


@lru_cache(maxsize=4096)
def _due(day: datetime.date, today: datetime.date, language: str) -> SafeString:
    return marks.due(day, today)


@lru_cache(maxsize=512)
def _action_words(action: Action, language: str) -> str:
    return str(action.words)


@cache
def _around(route: str, *rest: str) -> tuple[str, str]:
    """Give what stands before and after the public id in a route's address."""
    before, _, after = reverse(route, args=[_PLACEHOLDER, *rest]).partition(_PLACEHOLDER)
    return before, after


def _address(action: Action, public_id: str) -> str:
    before, after = _around(action.route) if action.route else _around("cases:act", action.verb)
    return f"{before}{public_id}{after}"


def rows_for(cases: Sequence[Any], actor: Actor, opinions: Mapping[int, bool]) -> list[Row]:
    """Turn the cases of `worklist_page` into what their lines show. `opinions` as of `handed_in`. No query."""
    language = get_language() or "zh-hans"
    label, today = _words(language), timezone.localdate()
    before, after = _around("cases:detail")
    nation = actor.kind == "national"
    rows = []
    for case in cases:
        public_id = str(case.public_id)
        waits = case.pk in opinions
        action = next_action(case, actor, handed_in=waits, countersign=opinions.get(case.pk, False))
        rows.append(
            Row(
                id=public_id,
                href=f"{before}{public_id}{after}",
                number=case.number,
                firm=case.applicant_name,
                dispute=label.dispute(case),
                country=_country(case.country, language),
                state=label.states[case.state],
                level=label.levels[case.level],
                due=_due(case.due_on, today, language) if case.due_on != NO_DUE_DATE else "",
                filed=f"{timezone.localtime(case.submitted_at):%Y-%m-%d}" if case.submitted_at else "",
                step=_action_words(action, language) if action else label.waits_for(case.waiting_for, handed_in=waits),
                do=_address(action, public_id) if action else "",
                handler=case.handler_name or case.handler_email or "",
                center=pick(case.center_zh, case.center_en) if nation else "",
            )
        )
    return rows


def render_rows(cases: Sequence[Case], actor: Actor, *, choose: bool = False, form: str = "") -> SafeString:
    """Draw the table body of a case list. `choose` adds a box to each row, which belongs to the form with id `form`."""
    context = {
        "rows": rows_for(cases, actor, handed_in(cases, actor)),
        "nation": actor.kind == "national",
        "choose": gettext("Choose %(number)s") if choose else "",
        "form": form,
        "nobody": words().nobody,
    }
    return mark_safe(get_template("cases/rows.html", using="jinja2").render(context))  # noqa: S308 - autoescaped
