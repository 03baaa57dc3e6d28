"""Small deeds on the case page: notes, tasks, deadlines, calendar, case file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import access
from cases.choices import PaperKind, State
from cases.forms.desk import DeadlineForm, DeadlineMetForm, NoteForm, TaskForm
from cases.models import Case, Deadline, Paper
from cases.selectors import case_page
from cases.services import talk
from cases.services.calendar import case_calendar
from cases.services.papers import paper_issue
from cases.views.conflict import conflict
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict


def _back(case: Case, tab: str) -> HttpResponse:
    return redirect(reverse("cases:detail", args=[case.public_id]) + f"?tab={tab}")


def _do(
    request: HttpRequest,
    case: Case,
    form: forms.Form,
    deed: Callable[..., Any],
    *,
    title: str,
    tab: str,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Do one small deed with a form's cleaned data; show the form again when it is wrong, 409 when it is too late."""
    if not form.is_valid():
        shown = {"case": case, "form": form, "title": title, "tab": tab} | (context or {})
        return render(request, "cases/small_form.html", shown, status=422)
    try:
        with transaction.atomic():
            deed(case=case, actor=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
    except Conflict as error:
        return conflict(request, case, error, form)
    return _back(case, tab)


def note(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add an internal note."""
    case = access.get_case(request.actor, public_id)  # type: ignore[attr-defined]
    return _do(request, case, NoteForm(request.POST), talk.note_add, title=_("Internal note"), tab="internal")


def task(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Set a task."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    form = TaskForm(request.POST, case=case, actor=actor)
    return _do(request, case, form, talk.task_add, title=_("Task"), tab="internal")


def task_done(request: HttpRequest, public_id: UUID, task_id: int) -> HttpResponse:
    """Tick a task off or take the tick back."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    if talk.task_finish(case=case, actor=actor, task_id=task_id, done=request.POST.get("done") == "1") is None:
        raise Http404
    return _back(case, "internal")


def deadline(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a date set by hand."""
    case = access.get_case(request.actor, public_id)  # type: ignore[attr-defined]
    if request.method != "POST":
        shown = {"case": case, "form": DeadlineForm(), "title": _("Add a date"), "tab": "overview"}
        return render(request, "cases/small_form.html", shown)
    form = DeadlineForm(request.POST)
    return _do(request, case, form, talk.deadline_add, title=_("Add a date"), tab="overview")


def deadline_met(request: HttpRequest, public_id: UUID, deadline_id: UUID) -> HttpResponse:
    """Mark a deadline as met, on a day that is asked for."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    row = Deadline.objects.filter(case_id=case.pk, public_id=deadline_id).first()
    if row is None:
        raise Http404
    title, context = _("Mark the date as done"), {"deadline": row}
    if request.method != "POST":
        form = DeadlineMetForm(initial={"met_on": timezone.localdate()})
        shown = {"case": case, "form": form, "title": title, "tab": "overview"} | context
        return render(request, "cases/small_form.html", shown)

    def meet(**values: Any) -> None:
        talk.deadline_meet(deadline_id=deadline_id, **values)

    return _do(request, case, DeadlineMetForm(request.POST), meet, title=title, tab="overview", context=context)


def calendar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the deadlines as an iCalendar file."""
    case = access.get_case(request.actor, public_id)  # type: ignore[attr-defined]
    if case.state == State.DRAFT:
        raise Http404
    link = request.build_absolute_uri(reverse("cases:detail", args=[case.public_id]))
    body = case_calendar(case, case_page.deadlines_of(case), link)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{case.number}.ics"'
    return response


def dossier(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Have the case file (卷宗) bound as one PDF; one that is being made is not asked for twice."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    if case.state == State.DRAFT:
        raise Http404
    if Paper.objects.filter(case_id=case.pk, kind=PaperKind.DOSSIER, state=Paper.State.PENDING).exists():
        messages.info(request, _("The case file is already being made. It will stand under Documents."))
    else:
        paper_issue(case=case, kind=PaperKind.DOSSIER, actor=actor)
        messages.success(
            request, _("The case file is being made. You may leave this page; it will stand under Documents.")
        )
    return _back(case, "papers")
