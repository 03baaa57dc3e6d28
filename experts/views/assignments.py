"""Assigning experts to a case, seen by the center."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases import workflow
from cases.access import get_case
from cases.choices import Verb
from experts import selectors
from experts.forms.assignment import AssignForm, ReasonForm
from experts.models import Assignment
from experts.services.assignments import assignment_propose, assignment_revoke
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict
from portal.policy.problems import refuse


def assign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show ranked experts with reasons (GET); propose the case to one of them (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = get_case(actor, public_id)
    try:
        workflow.find(case, Verb.ASSIGN_EXPERT, actor)
    except workflow.NotAllowed as refusal:
        return refuse(request, 409, detail=str(refusal))
    matches = selectors.matches_for(case, actor)
    form = AssignForm(request.POST or None, matches=matches)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        version = request.POST.get("version", "")
        try:
            assignment_propose(
                case=case,
                expert=form.matches[data.pop("expert")].expert,
                actor=actor,
                seen_version=int(version) if version.isdecimal() and len(version) < 10 else None,
                **data,
            )
        except Conflict as conflict:
            return refuse(request, 409, detail=str(conflict))
        messages.success(request, _("The expert is asked to declare conflicts of interest first."))
        return redirect("cases:detail", public_id=case.public_id)
    context = {"case": case, "form": form, "matches": matches[:50]}
    return render(request, "experts/assign.html", context, status=422 if form.is_bound else 200)


def revoke(request: HttpRequest, public_id: UUID, assignment_id: UUID) -> HttpResponse:
    """Take an expert off a case, with a reason."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = get_case(actor, public_id)
    assignment = Assignment.objects.filter(case_id=case.pk, public_id=assignment_id).select_related("expert").first()
    if assignment is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            assignment_revoke(case=case, assignment=assignment, actor=actor, reason=form.cleaned_data["reason"])
        except Conflict as conflict:
            return refuse(request, 409, detail=str(conflict))
        messages.success(request, _("The expert no longer sees the case."))
        return redirect("cases:detail", public_id=case.public_id)
    context = {"case": case, "assignment": assignment, "form": form, "destructive": True}
    return render(request, "experts/revoke.html", context, status=422 if form.is_bound else 200)
