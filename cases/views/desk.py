"""Small deeds on the case page: notes, tasks, deadlines, calendar, case file."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import access
from cases.choices import PaperKind, State
from cases.forms.desk import DeadlineForm, DeadlineMetForm, NoteForm, TaskForm
from cases.models import Case, Deadline
from cases.selectors import case_page
from cases.services import talk
from cases.services.papers import paper_issue
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict
from portal.policy.problems import refuse


def _back(case: Case, tab: str) -> HttpResponse:
    return redirect(reverse("cases:detail", args=[case.public_id]) + f"?tab={tab}")


def _retry(request: HttpRequest, case: Case, form: forms.Form, title: str) -> HttpResponse:
    return render(request, "cases/small_form.html", {"case": case, "form": form, "title": title}, status=422)


def note(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add an internal note."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _retry(request, case, form, _("Internal note"))
    talk.note_add(case=case, actor=actor, body=form.cleaned_data["body"])
    return _back(case, "internal")


def task(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Set a task."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    form = TaskForm(request.POST, case=case, actor=actor)
    if not form.is_valid():
        return _retry(request, case, form, _("Task"))
    talk.task_add(case=case, actor=actor, **form.cleaned_data)
    return _back(case, "internal")


def task_done(request: HttpRequest, public_id: UUID, task_id: int) -> HttpResponse:
    """Tick a task off or take the tick back."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    talk.task_finish(case=case, actor=actor, task_id=task_id, done=request.POST.get("done") == "1")
    return _back(case, "internal")


def deadline(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a date set by hand."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    form = DeadlineForm(request.POST)
    if not form.is_valid():
        return _retry(request, case, form, _("Add a deadline"))
    talk.deadline_add(case=case, actor=actor, **form.cleaned_data)
    return _back(case, "overview")


def deadline_met(request: HttpRequest, public_id: UUID, deadline_id: UUID) -> HttpResponse:
    """Ask for the day (GET) and record that a deadline was met (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    row = Deadline.objects.filter(case_id=case.pk, public_id=deadline_id).first()
    if row is None:
        raise Http404
    form = DeadlineMetForm(request.POST or None, initial={"met_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            talk.deadline_meet(case=case, actor=actor, deadline_id=deadline_id, met_on=form.cleaned_data["met_on"])
        except Conflict as conflict:
            return refuse(request, 409, detail=str(conflict))
        return _back(case, "overview")
    context = {"case": case, "deadline": row, "form": form, "title": _("Mark the deadline as met")}
    return render(request, "cases/small_form.html", context, status=422 if form.is_bound else 200)


def calendar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the open deadlines as an iCalendar file."""
    from cases.services.calendar import case_calendar

    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    link = request.build_absolute_uri(reverse("cases:detail", args=[case.public_id]))
    body = case_calendar(case, list(case_page.deadlines_of(case)), link)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{case.number}.ics"'
    return response


def dossier(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Have the case file (卷宗) bound as one PDF."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    if case.state == State.DRAFT:
        raise Http404
    paper_issue(case=case, kind=PaperKind.DOSSIER, actor=actor, extra={})
    messages.success(request, _("The case file is being made. You may leave this page; it will stand under Documents."))
    return _back(case, "papers")
