"""Seats that need more than one center: supervisors of any center, and the roles that two people give."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import selectors
from portal.accounts.access import (
    access_grant,
    access_grant_invitation,
    access_seat_ending,
    access_supervisor,
    access_supervisor_invitation,
)
from portal.accounts.actors import Actor
from portal.accounts.forms.staff import EndRoleForm, InviteSupervisorForm, ProposeForm
from portal.accounts.services.endings import seat_end_ask, seat_end_confirm, seat_end_withdraw
from portal.accounts.services.invitations import (
    invitation_confirm,
    invitation_create,
    invitation_resend,
    invitation_revoke,
)
from portal.accounts.services.staff import staff_end
from portal.accounts.views.entry import posted
from portal.site.asking import actor_of
from portal.tenancy.models import ADMIN_ROLES, Center, Membership, StaffRole


@require_safe
def supervisors(request: HttpRequest) -> HttpResponse:
    """List every active center with its supervisors; those that have nobody stand first."""
    seats: dict[int, list[Membership]] = {}
    for seat in Membership.objects.filter(role=StaffRole.SUPERVISOR).select_related("user").order_by("id"):
        seats.setdefault(seat.center_id, []).append(seat)
    centers = [(center, seats.get(center.pk, [])) for center in selectors.centers_to_supervise()]
    centers.sort(key=lambda pair: (bool(pair[1]), pair[0].pk))
    context = {
        "centers": centers,
        "invitations": selectors.open_invitations(center__isnull=False, role=StaffRole.SUPERVISOR),
        "me": actor_of(request).user_id,
    }
    return render(request, "accounts/supervisors.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def supervisor_invite(request: HttpRequest) -> HttpResponse:
    """Propose somebody as supervisor of a center; another person confirms it."""
    actor = actor_of(request)
    centers = selectors.centers_to_supervise()
    form = InviteSupervisorForm(posted(request), centers=centers, initial={"center": request.GET.get("center")})
    if request.method == "POST" and form.is_valid():
        try:
            invitation_create(by=actor, role=StaffRole.SUPERVISOR.value, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                _("Proposed. Another national coordinator or a system administrator confirms it; then it is sent."),
            )
            return redirect("accounts:supervisors")
    return render(request, "accounts/supervisor_invite.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def supervisor_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a supervisor's seat at a center, after asking."""
    actor = actor_of(request)
    seat = access_supervisor(actor, pk)
    if request.method == "POST":
        staff_end(by=actor, seats=[seat])
        messages.success(request, _("%(name)s no longer supervises the center.") % {"name": seat.user})
        return redirect("accounts:supervisors")
    return render(request, "accounts/seat_end.html", {"seat": seat, "back": "accounts:supervisors"})


@require_POST
def supervisor_invitation_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an invitation to supervise once more."""
    actor = actor_of(request)
    one = access_supervisor_invitation(actor, pk)
    invitation_resend(by=actor, invitation=one)
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": one.email})
    return redirect("accounts:supervisors")


@require_POST
def supervisor_invitation_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation to supervise back."""
    invitation_revoke(invitation=access_supervisor_invitation(actor_of(request), pk))
    messages.success(request, _("The invitation no longer works."))
    return redirect("accounts:supervisors")


@require_safe
def grants(request: HttpRequest) -> HttpResponse:
    """List national and administrator roles, given and proposed."""
    actor = actor_of(request)
    proposals = list(selectors.proposals_to(actor))
    context = {
        "seats": selectors.grants(),
        "endings": selectors.endings_waiting(),
        "waiting": [one for one in proposals if one.confirmed_by_id is None and not one.founding],
        "sent": [one for one in proposals if one.confirmed_by_id is not None or one.founding],
        "proposes": actor.has("secadmin"),
        "confirms": actor.has("sysadmin", "coordinator"),
        "ends": actor.has("secadmin"),
        "ends_secadmin": actor.has("sysadmin"),
        "me": actor.user_id,
    }
    return render(request, "accounts/grants.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def grant_propose(request: HttpRequest) -> HttpResponse:
    """Propose a national or administrator role for somebody; another person confirms it."""
    actor = actor_of(request)
    form = ProposeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        if facts["email"] == request.user.email:  # type: ignore[union-attr]
            form.add_error("email", _("Nobody gives a role to themselves."))
        elif selectors.grants().filter(user__email=facts["email"], role=facts["role"]).exists():
            form.add_error("email", _("This person has this role here already."))
        else:
            try:
                invitation_create(by=actor, center=Center.objects.get(kind=Center.Kind.NATIONAL), **facts)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Proposed. A system administrator or a national coordinator confirms it."))
                return redirect("accounts:grants")
    return render(request, "accounts/grant_propose.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def grant_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a proposed role as the second person, after reading it."""
    actor = actor_of(request)
    one = access_grant_invitation(actor, pk)
    if request.method == "POST":
        invitation_confirm(by=actor, invitation=one)
        messages.success(request, _("Confirmed. The invitation is on its way to %(email)s.") % {"email": one.email})
        return redirect("accounts:supervisors" if actor.has("coordinator") and one.second_person else "accounts:grants")
    return render(
        request,
        "accounts/grant_confirm.html",
        {"invitation": one, "of_supervisors": one.second_person and actor.has("coordinator")},
    )


@require_POST
def grant_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposal or a sent invitation to such a role back."""
    invitation_revoke(invitation=access_grant_invitation(actor_of(request), pk))
    messages.success(request, _("The invitation no longer works."))
    return redirect("accounts:grants")


@require_http_methods(["GET", "HEAD", "POST"])
def grant_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a national seat, after asking; ask for the end of an administrator's, which somebody else confirms."""
    actor = actor_of(request)
    seat = access_grant(actor, pk)
    if seat.role in ADMIN_ROLES:
        return _ask_to_end(request, actor, seat)
    if request.method == "POST":
        staff_end(by=actor, seats=[seat])
        messages.success(request, _("%(name)s no longer has this role.") % {"name": seat.user})
        return redirect("accounts:grants")
    return render(request, "accounts/seat_end.html", {"seat": seat, "back": "accounts:grants"})


def _ask_to_end(request: HttpRequest, actor: Actor, seat: Membership) -> HttpResponse:
    form = EndRoleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            stopped = seat_end_ask(by=actor, seat=seat, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                _("Stopped. A system administrator or a national coordinator decides whether it ends.")
                if stopped
                else _("Asked. A system administrator or a national coordinator confirms it."),
            )
            return redirect("accounts:grants")
    context = {"form": form, "seat": seat, "own": seat.user_id == actor.user_id}
    return render(request, "accounts/seat_end_ask.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def seat_ending(request: HttpRequest, pk: int) -> HttpResponse:
    """End an administrator's role as the second person, after reading who asked and why."""
    actor = actor_of(request)
    ending = access_seat_ending(pk)
    if request.method == "POST":
        seat_end_confirm(by=actor, ending=ending)
        messages.success(request, _("%(name)s no longer has this role.") % {"name": ending.user})
        return redirect("accounts:grants")
    return render(request, "accounts/seat_ending.html", {"ending": ending, "own": ending.is_of(actor.user_id)})


@require_POST
def seat_ending_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a request to end an administrator's role back, or refuse it; a stopped role opens again."""
    seat_end_withdraw(by=actor_of(request), ending=access_seat_ending(pk))
    messages.success(request, _("The request is closed; the role stays."))
    return redirect("accounts:grants")
