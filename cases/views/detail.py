"""The case page: header that stays, the story, and a rail."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cases import access, actions, workflow
from cases.choices import State
from cases.forms.desk import DeadlineForm, MessageForm, NoteForm, TaskForm
from cases.selectors import case_page
from cases.services.talk import conversation_mark_read
from portal.accounts.actors import Actor


def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one tab of a case (`?tab=`)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    if case.state == State.DRAFT:
        return redirect("cases:filing", public_id=case.public_id)
    tabs = case_page.tabs_for(actor)
    tab = next((tab for tab in tabs if tab.key == request.GET.get("tab")), tabs[0])
    context = {
        "case": case,
        "tab": tab,
        "tabs": tabs,
        "actions": actions.offered(workflow.open_verbs(case, actor)),
        "handler": case_page.person_name(case.handler_id),
        "supplement": case_page.open_supplement(case) if case.state == State.NEEDS_SUPPLEMENT else None,
        "deadlines": list(case_page.deadlines_of(case)),
        "panels": case_page.panels(case, actor),
        "unread": case_page.unread_messages(case, actor),
        "may_write": not actor.has("readonly", "analyst", "editor", "reviewer"),
    }
    if tab.key == "overview":
        context |= {
            "timeline": case_page.timeline_of(case, actor),
            "closing": case_page.last_closing(case) if case.closed_at else None,
        }
    elif tab.key == "dispute":
        context |= case_page.dispute_of(case)
    elif tab.key == "evidence":
        context["files"] = case_page.evidence_of(case)
    elif tab.key == "messages":
        messages = case_page.messages_of(case)
        context |= {"conversation": messages, "form": MessageForm()}
        if messages and context["unread"]:
            conversation_mark_read(case=case, actor=actor, last_read=messages[-1].pk)
    elif tab.key == "opinion":
        context["opinions"] = case_page.opinions_of(case)
    elif tab.key == "papers":
        context["papers"] = case_page.papers_of(case)
    elif tab.key == "internal":
        context |= case_page.internal_of(case)
        context |= {"note_form": NoteForm(), "task_form": TaskForm(case=case, actor=actor)}
    context["deadline_form"] = DeadlineForm()
    return render(request, "cases/detail.html", context)
