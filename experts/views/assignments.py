"""Assigning experts to a case, seen by the center."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases import workflow
from cases.access import get_case
from cases.choices import Verb
from cases.models import Case
from cases.services.transition import someone_was_faster
from cases.views.conflict import conflict, done_already
from experts import selectors
from experts.forms.assignment import AssignForm, ReasonForm
from experts.models import Assignment
from experts.services.assignments import assignment_propose, assignment_revoke
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict
from portal.policy.problems import refuse
from portal.site.asking import seen_version


def assign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show ranked experts with reasons (GET); propose the case to one of them (POST). 409 when the case has moved on."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = get_case(actor, public_id)
    post = request.method == "POST"
    matches = selectors.matches_for(case, actor)
    form = AssignForm(request.POST if post else None, matches=matches)
    seen = seen_version(request)
    try:
        workflow.find(case, Verb.ASSIGN_EXPERT, actor)
        if seen is not None and seen != case.version:
            # Before the form is judged: whom somebody else has just asked is no choice any more.
            raise Conflict(someone_was_faster(case))
        if post and form.is_valid():
            with transaction.atomic():
                _propose(case, actor, form, seen)
            return _asked(request, case)
    except (workflow.NotAllowed, Conflict) as refusal:
        if post and done_already(request, case, Verb.ASSIGN_EXPERT, actor):
            return _asked(request, case)
        return conflict(request, case, refusal, form)
    context = {"case": case, "form": form, "matches": matches[:50], "version": seen or case.version}
    return render(request, "experts/assign.html", context, status=422 if form.is_bound else 200)


def _propose(case: Case, actor: Actor, form: AssignForm, seen: int | None) -> None:
    data = dict(form.cleaned_data)
    expert = form.matches[data.pop("expert")].expert
    assignment_propose(case=case, expert=expert, actor=actor, seen_version=seen, **data)


def _asked(request: HttpRequest, case: Case) -> HttpResponse:
    messages.success(request, _("The expert is asked to declare conflicts of interest first."))
    return redirect("cases:detail", public_id=case.public_id)


def revoke(request: HttpRequest, public_id: UUID, assignment_id: UUID) -> HttpResponse:
    """Take an expert off a case, with a reason."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = get_case(actor, public_id)
    assignment = Assignment.objects.filter(case_id=case.pk, public_id=assignment_id).select_related("expert").first()
    if assignment is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            assignment_revoke(case=case, assignment=assignment, actor=actor, reason=form.cleaned_data["reason"])
        except Conflict as error:
            return refuse(request, 409, detail=str(error))
        messages.success(request, _("The expert no longer sees the case."))
        return redirect("cases:detail", public_id=case.public_id)
    context = {"case": case, "assignment": assignment, "form": form, "destructive": True}
    return render(request, "experts/revoke.html", context, status=422 if form.is_bound else 200)
