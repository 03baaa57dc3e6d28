"""The case page: a header that stays, the story, and a rail."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cases import access, actions, workflow
from cases.choices import OPEN, PaperKind, State, Verb, WaitingFor
from cases.forms.desk import MessageForm, NoteForm, TaskForm
from cases.forms.files import FilesForm
from cases.models import Case, Paper
from cases.models.case import NO_DUE_DATE
from cases.papers.kinds import PAPER_TITLES
from cases.selectors import case_page
from cases.selectors.dispute import dispute_of
from cases.services import routing
from cases.services.talk import conversation_mark_read
from cases.views.allowed import allowed
from cases.views.rows import words
from cases.views.story import story
from cases.words import next_words
from portal.accounts.actors import Actor
from portal.documents.intake.kinds import ACCEPT

SHOWN_IN_RAIL = 4


def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one tab of a case (`?tab=`)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    if case.state == State.DRAFT:
        return redirect("cases:filing", public_id=case.public_id)
    tabs = case_page.tabs_for(actor)
    tab = next((tab for tab in tabs if tab.key == request.GET.get("tab")), tabs[0])
    unread = case_page.unread_messages(case, actor)
    context = header(case, actor) | rail(case, actor)
    context |= {
        "tab": tab.key,
        "tabs": [
            {
                "label": each.label,
                "url": f"?tab={each.key}",
                "active": each is tab,
                "count": unread if each.key == "messages" and unread else None,
            }
            for each in tabs
        ],
        "unread": unread,
    }
    context |= _TABS[tab.key](case, actor, context)
    return render(request, "cases/detail.html", context)


def header(case: Case, actor: Actor, *, doing: Verb | None = None) -> dict[str, Any]:
    """Make what stands on top of every page of a case: state, clock, and what this person may do now.

    `doing` is what the page itself is for: such a page brings its own buttons, so the head has no main one.
    """
    offered = actions.offered(workflow.open_verbs(case, actor))
    reachable = [action for action in offered if action.route or allowed(actor, "act")]
    writes = bool(reachable) and reachable[0].verb == Verb.SUBMIT_OPINION
    main = actions.main_of(reachable, case.state, handed_in=writes and case_page.opinion_waits(case, actor))
    return {
        "case": case,
        "dispute": words().dispute(case),
        "level": words().levels[case.level] if actor.is_staff or actor.kind == "expert" else "",
        "due_on": _shown_date(case, actor),
        "waiting": words().waiting[case.waiting_for],
        "next_words": next_words(case) if actor.kind == "enterprise" else "",
        "main": None if doing else main,
        "others": [action for action in reachable if action is not main],
    }


def _shown_date(case: Case, actor: Actor) -> datetime.date | None:
    # The center's own date, in the applicant's head, would pass for the date of the foreign court.
    if case.due_on == NO_DUE_DATE or (actor.kind == "enterprise" and case.waiting_for != WaitingFor.APPLICANT):
        return None
    return case.due_on


def rail(case: Case, actor: Actor) -> dict[str, Any]:
    """Make the rail: dates, people, parties, documents."""
    papers = case_page.papers_of(case, actor)
    return {
        "deadlines": case_page.deadline_lines(case),
        "may_add_date": allowed(actor, "deadline_add") and case.state != State.ARCHIVED,
        "contact": case_page.contact_of(case, actor),
        "panels": panels_of(case, actor),
        "parties": case_page.parties_of(case),
        "rail_papers": [paper_line(paper, actor) for paper in papers[:SHOWN_IN_RAIL]],
        "papers": papers,
        "routing": routing.explain(case.routing) if actor.is_staff else [],
        "opens_firm": allowed(actor, "firm", "GET"),
        "opens_papers": allowed(actor, "paper", "GET"),
    }


def panels_of(case: Case, actor: Actor) -> SafeString:
    """Draw what other apps show in the rail."""
    panels = case_page.panels(case, actor)
    return SafeString("".join(render_to_string(each.template, {"panel": each, "case": case}) for each in panels))


def paper_line(paper: Paper, actor: Actor) -> dict[str, Any]:
    """Make one line of issued documents."""
    return {
        "paper": paper,
        "title": PAPER_TITLES[PaperKind(paper.kind)],
        "opens": paper.state == Paper.State.READY and allowed(actor, "paper", "GET"),
        "again": paper.state == Paper.State.FAILED and allowed(actor, "paper_reissue"),
    }


def papers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the list of issued documents alone; the page asks for it while one is being made."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    rows = case_page.papers_of(case, actor)
    return render(request, "cases/_papers.html", _papers(case, actor, {"papers": rows}) | {"case": case})


def _overview(case: Case, actor: Actor, context: dict[str, Any]) -> dict[str, Any]:
    entries = case_page.timeline_of(case, actor)
    told = actor.kind == "enterprise" and case.state in OPEN
    return {
        "running": case_page.running(context["deadlines"]) if told else None,
        "supplement": case_page.open_supplement(case) if case.state == State.NEEDS_SUPPLEMENT else None,
        "issued": case_page.opinion_to_answer(case, actor),
        "may_answer": allowed(actor, "message_send"),
        "short": case_page.in_short(case),
        "story": story(entries[: case_page.TIMELINE_SHOWN], case, actor),
        "more": len(entries) > case_page.TIMELINE_SHOWN,
        "closing": case_page.last_closing(case) if case.closed_at else None,
    }


def _history(case: Case, actor: Actor, context: dict[str, Any]) -> dict[str, Any]:
    return {"story": story(case_page.timeline_of(case, actor, most=case_page.HISTORY_SHOWN), case, actor)}


def _dispute(case: Case, actor: Actor, context: dict[str, Any]) -> dict[str, Any]:
    return {"groups": dispute_of(case, actor)}


def _evidence(case: Case, actor: Actor, context: dict[str, Any]) -> dict[str, Any]:
    may = allowed(actor, "files") and case.state != State.ARCHIVED
    return {
        "files": case_page.evidence_of(case),
        "opens_files": allowed(actor, "file", "GET"),
        "upload_form": FilesForm() if may else None,
        "accept": ACCEPT,
    }


def _messages(case: Case, actor: Actor, context: dict[str, Any]) -> dict[str, Any]:
    conversation = case_page.messages_of(case)
    if conversation and context["unread"]:
        conversation_mark_read(case=case, actor=actor, last_read=conversation[-1].pk)
    return {
        "conversation": conversation,
        "opens_files": allowed(actor, "file", "GET"),
        "message_form": MessageForm() if allowed(actor, "message_send") and case.state != State.ARCHIVED else None,
        "accept": ACCEPT,
    }


def _opinion(case: Case, actor: Actor, context: dict[str, Any]) -> dict[str, Any]:
    verbs = workflow.open_verbs(case, actor)
    return {"opinions": case_page.opinions_of(case), "may_write": workflow.V.SUBMIT_OPINION in verbs}


def _papers(case: Case, actor: Actor, context: dict[str, Any]) -> dict[str, Any]:
    rows: list[Paper] = context["papers"]
    return {
        "paper_lines": [paper_line(paper, actor) for paper in rows],
        "pending": any(paper.state == Paper.State.PENDING for paper in rows),
        "may_bind": allowed(actor, "dossier"),
    }


def _internal(case: Case, actor: Actor, context: dict[str, Any]) -> dict[str, Any]:
    may = allowed(actor, "note_add") and case.state != State.ARCHIVED
    return case_page.internal_of(case) | {
        "note_form": NoteForm() if may else None,
        "task_form": TaskForm(case=case, actor=actor) if may else None,
    }


_TABS = {
    "overview": _overview,
    "history": _history,
    "dispute": _dispute,
    "evidence": _evidence,
    "messages": _messages,
    "opinion": _opinion,
    "papers": _papers,
    "internal": _internal,
}
