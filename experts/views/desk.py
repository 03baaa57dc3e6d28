"""The expert's own desk: what is asked of them, their declaration, their profile."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from experts import access, selectors
from experts.forms.assignment import DeclarationForm, ReasonForm
from experts.forms.bank import ProfileForm
from experts.models import Assignment
from experts.services import assignments
from experts.services.bank import expert_claim_records, expert_profile_keep
from portal.accounts.actors import Actor
from portal.keyset import page
from portal.policy.conflict import Conflict
from portal.policy.problems import refuse

SHOWN_ABOVE = 5


def home(request: HttpRequest) -> HttpResponse:
    """Show one list of the desk (`?list=`); above the open cases stands what waits for the expert."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    expert_claim_records()
    wanted = request.GET.get("list", "")
    chosen = wanted if wanted in selectors.DESK else "open"
    rows, order = selectors.DESK[chosen]
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    shown = page(rows(actor), order=order, after=after, before=before)
    asked, by_day = selectors.DESK["waiting"]
    context = {
        "chosen": chosen,
        "page": shown,
        "tabs": [
            {"label": label, "url": f"?list={name}", "active": name == chosen, "count": None}
            for name, label in (("open", _("Open to you")), ("waiting", _("Asked of you")), ("past", _("Past")))
        ],
        "lines": selectors.open_lines(shown.rows, actor) if chosen == "open" else [],
        "asked": page(asked(actor), order=by_day, size=SHOWN_ABOVE) if chosen == "open" else None,
        "records": list(access.visible_experts(actor).select_related("center").order_by("pk")),
    }
    return render(request, "experts/home.html", context)


def declare(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the names of parties and counsel, and take the declaration."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    assignment = access.get_assignment(actor, public_id)
    waiting = assignment.state == Assignment.State.PROPOSED
    form = DeclarationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer, reason = form.cleaned_data["answer"], form.cleaned_data["reason"]
        try:
            if answer == "none":
                case = assignments.assignment_accept(assignment=assignment, actor=actor, declaration=reason)
                messages.success(request, _("Thank you. The case is now open to you."))
                return redirect("cases:detail", public_id=case.public_id)
            assignments.assignment_refuse(
                assignment=assignment, actor=actor, conflict=answer == "conflict", reason=reason
            )
        except Conflict as conflict:
            return refuse(request, 409, detail=str(conflict))
        messages.success(request, _("Thank you. The center is being told; you need not do anything else."))
        return redirect("experts:home")
    context = {"assignment": assignment, "form": form, "waiting": waiting}
    return render(request, "experts/declare.html", context, status=422 if form.is_bound else 200)


def leave(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Declare a conflict that showed up later; the case closes to the expert at once."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    assignment = access.get_assignment(actor, public_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            assignments.assignment_withdraw_from(assignment=assignment, actor=actor, reason=form.cleaned_data["reason"])
        except Conflict as conflict:
            return refuse(request, 409, detail=str(conflict))
        messages.success(request, _("Thank you. The case is closed to you and the center is being told."))
        return redirect("experts:home")
    context = {"assignment": assignment, "form": form, "destructive": True}
    return render(request, "experts/leave.html", context, status=422 if form.is_bound else 200)


def profile(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep one's own record up to date."""
    expert = access.get_expert(request.actor, public_id)  # type: ignore[attr-defined]
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=expert)
    if request.method == "POST" and form.is_valid():
        expert_profile_keep(expert=form.instance, fields=list(ProfileForm.Meta.fields))
        messages.success(request, _("Saved."))
        return redirect("experts:home")
    crumbs = [(_("My cases"), reverse("experts:home"))]
    context = {"form": form, "title": _("My record"), "expert": expert, "crumbs": crumbs}
    return render(request, "experts/form.html", context, status=422 if form.is_bound else 200)
