"""Delegations on the desk: the list, one of them with its firms, who is on duty."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.fairs import access, exports, workflow
from exhibitions.fairs.forms.delegations import DelegationFilterForm, DelegationForm, ExpertPostForm, StaffPostForm
from exhibitions.fairs.forms.participants import ParticipantFilterForm, ParticipantForm
from exhibitions.fairs.hooks import Line, When, delegation_phases
from exhibitions.fairs.models import Delegation, Participant, Post
from exhibitions.fairs.selectors import delegations as found
from exhibitions.fairs.selectors.training import training_of
from exhibitions.fairs.services.delegations import delegation_change, delegation_move, delegation_open, record
from exhibitions.fairs.services.participants import participant_add
from exhibitions.fairs.services.posts import post_end, post_expert, post_staff, staff_of
from exhibitions.fairs.views.shared import form_page, query_of, tabs
from experts.access import visible_experts
from experts.models import Expert
from experts.selectors import seated
from portal.accounts.actors import Actor
from portal.keyset import Order
from portal.site.asking import actor_of, page_at, seen_version, take

BY_HALL = Order("hall")


def listing(request: HttpRequest) -> HttpResponse:
    """List delegations by the days of their fairs, with filters."""
    actor = actor_of(request)
    form = DelegationFilterForm(request.GET or None)
    rows = found.filtered(access.visible_delegations(actor), today=timezone.localdate(), **form.asked())
    context = {
        "form": form, "page": page_at(request, rows, found.BY_DAYS), "tabs": tabs("delegations"),
        "national": actor.kind == "national", "may_write": access.may_write(actor), "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "fairs/delegations.html", context)


def _way(delegation: Delegation | None = None) -> list[tuple[str, str]]:
    way = [(_("Delegations"), reverse("fairs:delegations"))]
    if delegation is not None:
        way.append((delegation.name, reverse("fairs:delegation", args=[delegation.public_id])))
    return way


def add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open the acting center's delegation to an edition."""
    actor = actor_of(request)
    edition = access.get_edition(actor, public_id)
    delegation = Delegation(edition=edition)
    form = DelegationForm(request.POST if request.method == "POST" else None, instance=delegation, edition=edition)
    if form.is_bound and form.is_valid():
        try:
            delegation_open(delegation=form.instance, edition=edition, actor=actor)
        except ValidationError as error:
            take(form, error)
        else:
            messages.success(request, _("The delegation is open."))
            return redirect("fairs:delegation", public_id=delegation.public_id)
    way = [(edition.name, reverse("fairs:entry", args=[edition.fair.public_id]))]
    return form_page(request, form, _("Open a delegation"), way, submit=_("Open the delegation"))


def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a delegation of the acting center."""
    actor = actor_of(request)
    delegation = access.get_own_delegation(actor, public_id)
    version = delegation.row_version
    data = request.POST if request.method == "POST" else None
    form = DelegationForm(data, instance=delegation, edition=delegation.edition)
    if form.is_bound and form.is_valid():
        try:
            delegation_change(delegation=form.instance, actor=actor, seen=seen_version(request))
        except ValidationError as error:
            take(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("fairs:delegation", public_id=public_id)
    return form_page(request, form, _("Change the delegation"), _way(delegation), version=version)


def act(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """Close, open again or call off a delegation (POST)."""
    actor = actor_of(request)
    delegation_move(delegation=access.get_own_delegation(actor, public_id), verb=verb, actor=actor)
    messages.success(request, _("Done."))
    return redirect("fairs:delegation", public_id=public_id)


def delegation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a delegation: its firms with filters, figures, who is on duty."""
    actor = actor_of(request)
    row = access.get_delegation(actor, public_id)
    own = access.is_own(actor, row)
    form = ParticipantFilterForm(request.GET or None)
    rows = found.participants(row, **form.asked())
    training = training_of(row)
    told = []
    if training.sessions:
        told.append((When.BEFORE, Line(_("Training"), "#training", str(len(training.sessions)))))
    context = {
        "delegation": row,
        "edition": row.edition,
        "form": form,
        "phases": delegation_phases(row, actor, told),
        "training": training,
        "page": page_at(request, rows, BY_HALL),
        "query": query_of(request),
        "figures": found.figures(row),
        "posts": found.posts_of(row),
        "own": own,
        "may_add": own and row.state == "open",
        "steps": workflow.delegation_steps(row, actor),
        "today": timezone.localdate(),
        "crumbs": _way(),
    }
    return render(request, "fairs/delegation.html", context)


def participant_enter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Enter a firm by hand."""
    actor = actor_of(request)
    row = access.get_own_delegation(actor, public_id)
    participant = Participant(delegation=row)
    form = ParticipantForm(request.POST if request.method == "POST" else None, instance=participant)
    if form.is_bound and form.is_valid():
        try:
            participant_add(participant=form.instance, delegation=row, actor=actor)
        except ValidationError as error:
            take(form, error)
        else:
            messages.success(request, _("The firm is in the delegation."))
            return redirect("fairs:participant", public_id=participant.public_id)
    return form_page(request, form, _("Enter a firm"), _way(row))


def as_csv(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the narrowed firms of a delegation as CSV."""
    return _as_file(request, public_id, "csv")


def as_workbook(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the narrowed firms of a delegation as a workbook."""
    return _as_file(request, public_id, "xlsx")


def _as_file(request: HttpRequest, public_id: UUID, form: str) -> HttpResponse:
    row = access.get_delegation(actor_of(request), public_id)
    asked = ParticipantFilterForm(request.GET or None).asked()
    record("exported", row, form=form)
    return exports.participants_file(row, found.participants(row, **asked), form)


def staff_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put a colleague on duty."""
    actor = actor_of(request)
    row = access.get_own_delegation(actor, public_id)
    data = request.POST if request.method == "POST" else None
    form = StaffPostForm(data, instance=Post(), staff=staff_of(actor), edition=row.edition)
    if form.is_bound and form.is_valid():
        post: Post = form.instance
        post.user_id = int(form.cleaned_data["person"])
        post_staff(post=post, delegation=row, actor=actor)
        messages.success(request, _("On duty."))
        return redirect("fairs:delegation", public_id=public_id)
    return form_page(request, form, _("Put a colleague on duty"), _way(row))


def expert_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask an expert of the own or the national bank to be on duty."""
    actor = actor_of(request)
    row = access.get_own_delegation(actor, public_id)
    data = request.POST if request.method == "POST" else None
    form = ExpertPostForm(data, instance=Post(), experts=available_experts(actor), edition=row.edition)
    if form.is_bound and form.is_valid():
        expert = form.experts[form.cleaned_data["expert"]]
        post_expert(post=form.instance, delegation=row, expert=expert, actor=actor)
        messages.success(request, _("The expert is asked to declare conflicts of interest first."))
        return redirect("fairs:delegation", public_id=public_id)
    lead = _("The expert first sees only the names of the firms and declares whether there is a conflict of interest. What the firms show opens after that.")  # fmt: skip
    return form_page(request, form, _("Ask an expert to be on duty"), _way(row), lead=lead, submit=_("Ask the expert"))


def available_experts(actor: Actor) -> list[Expert]:
    """List the experts whom `actor` may ask now. Two queries."""
    today = timezone.localdate()
    rows = visible_experts(actor).filter(
        is_active=True, user_id__isnull=False, term_from__lte=today, term_to__gte=today
    )  # fmt: skip
    experts = list(rows.order_by("name", "pk"))
    sits = seated([expert.pk for expert in experts])
    return [expert for expert in experts if expert.pk in sits]


def duty_end(request: HttpRequest, public_id: UUID, post: UUID) -> HttpResponse:
    """Take somebody off duty (POST)."""
    actor = actor_of(request)
    row = access.get_own_delegation(actor, public_id)
    post_end(post=access.get_post(actor, row, post), actor=actor)
    messages.success(request, _("Off duty."))
    return redirect("fairs:delegation", public_id=public_id)
