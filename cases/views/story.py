"""The story of a case: timeline entries as lines that a template can draw."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from cases.choices import Verb
from cases.models import Case, TimelineEntry
from cases.words import detail, sentence
from portal.accounts.actors import Actor

ICONS: dict[str, str] = {
    Verb.SUBMIT: "send",
    Verb.REVIEW: "eye",
    Verb.REQUEST_SUPPLEMENT: "file-search",
    Verb.SUPPLEMENT: "upload",
    Verb.DEEM_WITHDRAWN: "clock-off",
    Verb.DECLINE: "circle-x",
    Verb.ACCEPT: "circle-check",
    Verb.ASSIGN_EXPERT: "user-plus",
    Verb.START_GUIDANCE: "player-play",
    Verb.SUBMIT_OPINION: "pencil",
    Verb.RETURN_OPINION: "arrow-back-up",
    Verb.ISSUE_OPINION: "clipboard-check",
    Verb.TRACK: "route",
    Verb.FOLLOW_UP: "message-plus",
    Verb.CLOSE: "flag",
    Verb.TERMINATE: "player-stop",
    Verb.WITHDRAW: "arrow-back-up",
    Verb.REOPEN: "rotate",
    Verb.ARCHIVE: "archive",
    Verb.REQUEST_TRANSFER: "arrows-exchange",
    Verb.CANCEL_TRANSFER: "arrow-back-up",
    Verb.ACCEPT_TRANSFER: "building-community",
    Verb.RETURN_TRANSFER: "arrow-back-up",
    Verb.ASSIGN_HANDLER: "user-check",
    Verb.SET_LEVEL: "flag",
    "message": "message",
    "file_received": "paperclip",
    "deadline_added": "calendar-event",
    "deadline_met": "calendar",
    "supplement_warned": "alarm",
}


class Line(NamedTuple):
    """One line of the story. `inside` marks what the applicant does not see."""

    icon: str
    title: str
    body: str
    who: str
    when: datetime.datetime
    inside: bool


def story(entries: Iterable[TimelineEntry], case: Case, actor: Actor) -> list[Line]:
    """Turn timeline entries into lines, in the active language."""
    return [
        Line(
            icon=ICONS.get(entry.verb, "circle-dot"),
            title=sentence(entry),
            body=detail(entry),
            who=who(entry, case),
            when=entry.at,
            inside=actor.is_staff and entry.audience == TimelineEntry.Audience.CENTER,
        )
        for entry in entries
    ]


def who(entry: TimelineEntry, case: Case) -> str:
    """Name the person and the side they acted for: 王磊 · 深圳分中心."""
    side = {
        "applicant": _("applicant"),
        "center": case.center.name,
        "national": _("national center"),
        "expert": _("expert"),
    }.get(entry.actor_side, _("the portal"))
    return f"{entry.actor} · {side}" if entry.actor else side
