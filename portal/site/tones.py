"""Which colour and icon a state wears, for every list and page alike.

Codes are those of the apps' `choices.py`. A tone never stands alone: the chip always carries its word.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Tone = Literal["neutral", "info", "wait", "done", "danger"]


class Look(NamedTuple):
    """How a chip looks: `tone` is a class of components.css, `icon` a name of static/icons.txt or ""."""

    tone: Tone
    icon: str = ""


PLAIN = Look("neutral")
LOOKS: dict[str, Look] = {
    # a matter on its way
    "draft": Look("neutral", "pencil"),
    "submitted": Look("info", "send"),
    "under_review": Look("info", "eye"),
    "needs_supplement": Look("wait", "alert-triangle"),
    "accepted": Look("info", "check"),
    "assigned": Look("info", "user-check"),
    "in_guidance": Look("info", "messages"),
    "opinion_issued": Look("info", "file-check"),
    "tracking": Look("info", "route"),
    "closed": Look("done", "circle-check"),
    "handled": Look("info", "check"),
    "archived": Look("neutral", "archive"),
    "declined": Look("neutral", "ban"),
    "deemed_withdrawn": Look("neutral", "clock-off"),
    "terminated": Look("neutral", "ban"),
    "withdrawn": Look("neutral", "arrow-back-up"),
    # opinions
    "returned": Look("wait", "arrow-back-up"),
    "countersigned": Look("done", "check"),
    # levels
    "ordinary": PLAIN,
    "important": Look("wait", "flag"),
    "major": Look("danger", "flag"),
    # texts on their way to the public
    "in_review": Look("info", "eye"),
    "scheduled": Look("wait", "clock"),
    "published": Look("done", "circle-check"),
    "retracted": Look("danger", "ban"),
    "discarded": Look("neutral", "trash"),
    # how long ago a chapter was reviewed
    "fresh": Look("done", "circle-check"),
    "due_soon": Look("wait", "clock"),
    "stale": Look("danger", "clock-exclamation"),
    # what waits for a second person
    "prepared": Look("wait", "clock"),
    "waiting": Look("wait", "clock"),
    "released": Look("done", "circle-check"),
    "dropped": Look("neutral", "ban"),
    # places at an event
    "walkin": Look("info", "user-check"),
    "held": Look("neutral", "circle-check"),
    "handed_in": Look("wait", "clock"),
    "signed": Look("done", "circle-check"),
    "retired": Look("neutral", "archive"),
    # how pressing an alert is
    "notice": Look("neutral", "info-circle"),
    "attention": Look("info", "flag"),
    "warning": Look("wait", "alert-triangle"),
    "urgent": Look("danger", "alert-triangle"),
    # events and fairs
    "asked": Look("wait", "clock"),
    "confirmed": Look("done", "circle-check"),
    "open": Look("info", "player-play"),
    "cancelled": Look("danger", "ban"),
    # files
    "received": Look("wait", "loader"),
    "scanned": Look("wait", "loader"),
    "clean": Look("done", "shield-check"),
    "rejected": Look("danger", "file-x"),
    # work, deliveries, requests
    "pending": Look("wait", "clock"),
    "queued": Look("wait", "clock"),
    "leased": Look("info", "loader"),
    "sending": Look("info", "loader"),
    "running": Look("info", "loader"),
    "sent": Look("done", "check"),
    "done": Look("done", "check"),
    "failed": Look("danger", "alert-circle"),
    "quarantined": Look("danger", "alert-circle"),
    "skipped": PLAIN,
    # people
    "active": Look("done", "check"),
    "refused": Look("neutral", "ban"),
    "proposed": Look("wait", "clock"),
    "conflicted": Look("neutral", "ban"),
    "ended": PLAIN,
    "expired": Look("neutral", "clock-off"),
    "revoked": Look("neutral", "ban"),
}


def look(code: str) -> Look:
    """Return the look of a code; an unknown one is plain."""
    return LOOKS.get(code, PLAIN)
