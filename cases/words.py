"""Timeline entries in words. An entry keeps facts; the sentence is made when it is read, in the reader's language.

Another app that logs verbs of its own says here how they read: `@says("expert_declared")`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import choices
from cases.choices import Verb
from cases.models import Case, CaseFile, TimelineEntry
from portal.reference.text import pick
from portal.site.marks import prose_date

Payload = Mapping[str, Any]
Teller = Callable[[TimelineEntry, Payload], str]
_tellers: dict[str, Teller] = {}


def says(*verbs: str) -> Callable[[Teller], Teller]:
    """Register how entries of `verbs` read: `function(entry, payload) -> str`, plain text in the active language."""

    def register(function: Teller) -> Teller:
        for verb in verbs:
            if verb in _tellers:
                raise ValueError(f"Two ways to say {verb!r}.")
            _tellers[verb] = function
        return function

    return register


def sentence(entry: TimelineEntry) -> str:
    """Say in one sentence what happened."""
    teller = _tellers.get(entry.verb)
    if teller is not None:
        return teller(entry, entry.payload)
    if entry.verb in Verb.values:
        return str(Verb(entry.verb).label)
    # A verb of an app that has gone: better its bare name than a gap in the story.
    return entry.verb.replace("_", " ")


def known_verbs() -> frozenset[str]:
    """List the verbs that have a sentence."""
    return frozenset(_tellers)


def detail(entry: TimelineEntry) -> str:
    """Give what people typed with the deed (reason, explanation, advice, missing items), "" when nothing."""
    payload = entry.payload
    lines = [str(item) for item in payload.get("items", ())]
    if len(lines) > 1:
        lines = [f"{number}. {line}" for number, line in enumerate(lines, 1)]
    if entry.verb not in {Verb.DECLINE, Verb.TERMINATE} and isinstance(payload.get("reason"), str):
        lines.append(payload["reason"])
    lines += [str(payload[key]) for key in ("explanation", "advice", "note", "answer", "summary") if payload.get(key)]
    return "\n".join(lines)


def day(value: object) -> str:
    """Write an ISO date as in a sentence; "" for anything else."""
    try:
        return prose_date(datetime.date.fromisoformat(str(value)))
    except ValueError:
        return ""


def _label(kind: Any, value: object) -> str:
    return str(kind(value).label) if value in kind.values else str(value or "")


def _center(payload: Payload, which: str) -> str:
    return pick(payload.get(f"{which}_zh", ""), payload.get(f"{which}_en", "")) or _("another center")


@says(Verb.SUBMIT)
def _submit(entry: TimelineEntry, payload: Payload) -> str:
    return _("The request was filed.")


@says(Verb.REVIEW)
def _review(entry: TimelineEntry, payload: Payload) -> str:
    return _("The review started.")


@says(Verb.REQUEST_SUPPLEMENT)
def _request_supplement(entry: TimelineEntry, payload: Payload) -> str:
    return _("More material was asked for, to be sent by %(day)s.") % {"day": day(payload.get("due_on"))}


@says(Verb.SUPPLEMENT)
def _supplement(entry: TimelineEntry, payload: Payload) -> str:
    return _("The missing material was sent.")


@says("supplement_warned")
def _supplement_warned(entry: TimelineEntry, payload: Payload) -> str:
    return _("The applicant was reminded: the material is due by %(day)s.") % {"day": day(payload.get("due_on"))}


@says(Verb.DEEM_WITHDRAWN)
def _deem_withdrawn(entry: TimelineEntry, payload: Payload) -> str:
    return _("The material did not come by %(day)s, so the request counts as withdrawn.") % {
        "day": day(payload.get("due_on"))
    }


@says(Verb.DECLINE)
def _decline(entry: TimelineEntry, payload: Payload) -> str:
    return _("The request was not accepted: %(reason)s.") % {
        "reason": _label(choices.DeclineReason, payload.get("reason"))
    }


@says(Verb.ACCEPT)
def _accept(entry: TimelineEntry, payload: Payload) -> str:
    return _("The request was accepted.")


@says(Verb.ASSIGN_EXPERT)
def _assign_expert(entry: TimelineEntry, payload: Payload) -> str:
    return _("An expert was asked to help.")


@says("expert_accepted")
def _expert_accepted(entry: TimelineEntry, payload: Payload) -> str:
    return _("The expert declared that there is no conflict of interest and took the case on.")


@says("expert_refused")
def _expert_refused(entry: TimelineEntry, payload: Payload) -> str:
    if payload.get("state") == "conflicted":
        return _("The expert declared a conflict of interest.")
    return _("The expert declined.")


@says("expert_expired")
def _expert_expired(entry: TimelineEntry, payload: Payload) -> str:
    return _("The time set for the expert is over.")


@says("expert_revoked")
def _expert_revoked(entry: TimelineEntry, payload: Payload) -> str:
    return _("The expert was taken off the case.")


@says(Verb.START_GUIDANCE)
def _start_guidance(entry: TimelineEntry, payload: Payload) -> str:
    return _("Guidance started.")


@says(Verb.SUBMIT_OPINION)
def _submit_opinion(entry: TimelineEntry, payload: Payload) -> str:
    return _("Version %(version)s of the opinion was submitted for countersignature.") % {
        "version": payload.get("version", "")
    }


@says(Verb.RETURN_OPINION)
def _return_opinion(entry: TimelineEntry, payload: Payload) -> str:
    return _("Version %(version)s of the opinion was sent back to its author.") % {
        "version": payload.get("version", "")
    }


@says(Verb.ISSUE_OPINION)
def _issue_opinion(entry: TimelineEntry, payload: Payload) -> str:
    if "version" not in payload:
        return _("The guidance opinion was issued.")
    return _("The guidance opinion was issued (version %(version)s).") % {"version": payload["version"]}


@says(Verb.TRACK)
def _track(entry: TimelineEntry, payload: Payload) -> str:
    return _("Tracking started. Next follow-up on %(day)s.") % {"day": day(payload.get("next_on"))}


@says(Verb.FOLLOW_UP)
def _follow_up(entry: TimelineEntry, payload: Payload) -> str:
    return _("A follow-up was recorded. The next one is on %(day)s.") % {"day": day(payload.get("next_on"))}


@says(Verb.CLOSE)
def _close(entry: TimelineEntry, payload: Payload) -> str:
    return _("The case was closed: %(outcome)s.") % {"outcome": _label(choices.Outcome, payload.get("outcome"))}


@says(Verb.TERMINATE)
def _terminate(entry: TimelineEntry, payload: Payload) -> str:
    return _("Guidance was terminated: %(reason)s.") % {
        "reason": _label(choices.TerminationReason, payload.get("reason"))
    }


@says(Verb.WITHDRAW)
def _withdraw(entry: TimelineEntry, payload: Payload) -> str:
    if entry.actor_side == "applicant":
        return _("The applicant withdrew the request.")
    return _("The center recorded that the applicant withdraws the request.")


@says(Verb.REOPEN)
def _reopen(entry: TimelineEntry, payload: Payload) -> str:
    return _("The case was reopened.")


@says(Verb.ARCHIVE)
def _archive(entry: TimelineEntry, payload: Payload) -> str:
    return _("The case was archived.")


@says(Verb.REQUEST_TRANSFER)
def _request_transfer(entry: TimelineEntry, payload: Payload) -> str:
    return _("A transfer to %(center)s was proposed.") % {"center": _center(payload, "to")}


@says(Verb.CANCEL_TRANSFER)
def _cancel_transfer(entry: TimelineEntry, payload: Payload) -> str:
    return _("The proposed transfer was taken back.")


@says(Verb.ACCEPT_TRANSFER)
def _accept_transfer(entry: TimelineEntry, payload: Payload) -> str:
    return _("%(to)s took the case over from %(from)s.") % {
        "to": _center(payload, "to"),
        "from": _center(payload, "from"),
    }


@says(Verb.RETURN_TRANSFER)
def _return_transfer(entry: TimelineEntry, payload: Payload) -> str:
    return _("The receiving center sent the case back.")


@says(Verb.ASSIGN_HANDLER)
def _assign_handler(entry: TimelineEntry, payload: Payload) -> str:
    return _("The handler is now %(name)s.") % {"name": payload.get("handler_name", "")}


@says(Verb.SET_LEVEL)
def _set_level(entry: TimelineEntry, payload: Payload) -> str:
    return _("The level was changed from “%(was)s” to “%(level)s”.") % {
        "was": _label(choices.Level, payload.get("was")),
        "level": _label(choices.Level, payload.get("level")),
    }


@says("message")
def _message(entry: TimelineEntry, payload: Payload) -> str:
    if entry.actor_side == "applicant":
        return _("The applicant wrote a message.")
    return _("The handling side wrote a message.")


@says("file_received")
def _file_received(entry: TimelineEntry, payload: Payload) -> str:
    return _("“%(name)s” was uploaded (%(purpose)s).") % {
        "name": payload.get("name", ""),
        "purpose": _label(CaseFile.Purpose, payload.get("purpose")),
    }


@says("deadline_added")
def _deadline_added(entry: TimelineEntry, payload: Payload) -> str:
    return _("A date was added: %(title)s, by %(day)s.") % {
        "title": payload.get("title", ""),
        "day": day(payload.get("due_on")),
    }


@says("deadline_met")
def _deadline_met(entry: TimelineEntry, payload: Payload) -> str:
    title = payload.get("title")
    if isinstance(title, Mapping):
        title = pick(title.get("zh", ""), title.get("en", ""))
    return _("Done on %(day)s: %(title)s.") % {"day": day(payload.get("met_on")), "title": title or ""}


# What the applicant should know in each state: who moves, and what they need (not) do.
_NEXT: dict[str, str | Promise] = {
    choices.State.SUBMITTED: gettext_lazy(
        "The center looks at your request by %(day)s. It needs nothing more from you until then."
    ),
    choices.State.UNDER_REVIEW: gettext_lazy("The center decides by %(day)s whether it can accept your request."),
    choices.State.NEEDS_SUPPLEMENT: gettext_lazy("The center needs material from you by %(day)s."),
    choices.State.ACCEPTED: gettext_lazy("Your request was accepted. By %(day)s the center finds the right help."),
    choices.State.ASSIGNED: gettext_lazy("An expert was asked to help and answers by %(day)s."),
    choices.State.IN_GUIDANCE: gettext_lazy("Your case is being worked on; the opinion is planned for %(day)s."),
    choices.State.OPINION_ISSUED: gettext_lazy("The opinion is ready. Read it and tell the center what you decide."),
    choices.State.TRACKING: gettext_lazy(
        "The center follows up on %(day)s. Tell it at once when something new happens abroad."
    ),
    choices.State.CLOSED: gettext_lazy("Your case is closed. If the dispute comes up again, write to the center."),
    choices.State.ARCHIVED: gettext_lazy("Your case is archived. For a new dispute, file a new request."),
    choices.State.DECLINED: gettext_lazy(
        "The request was not accepted. The letter says why, and what you can do next."
    ),
    choices.State.DEEMED_WITHDRAWN: gettext_lazy("The material did not come in time. You can file again at any time."),
    choices.State.TERMINATED: gettext_lazy("Guidance has ended. The letter says why."),
    choices.State.WITHDRAWN: gettext_lazy("You withdrew this request. You can file again at any time."),
}


def next_words(case: Case) -> str:
    """Tell the applicant what happens next and by when; "" for a draft."""
    words = _NEXT.get(case.state, "")
    return str(words) % {"day": prose_date(case.due_on)} if words else ""
