"""The people of a center: the supervisor's pages."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import selectors
from portal.accounts.access import access_center, access_colleague, access_staff_invitation
from portal.accounts.forms.staff import InviteStaffForm, RolesForm
from portal.accounts.models import EnterpriseMember
from portal.accounts.services.invitations import invitation_create, invitation_resend, invitation_revoke
from portal.accounts.services.members import claim_decide, claim_tell
from portal.accounts.services.staff import staff_change_roles, staff_end
from portal.accounts.views.entry import posted
from portal.site.asking import actor_of


def _waits() -> str:
    return _("Saved. The supervisor's role waits for a national coordinator; then the invitation is sent.")


@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """List the center's people and open invitations."""
    actor = actor_of(request)
    context = {
        "people": selectors.staff_of(actor.center_id or 0),
        "invitations": selectors.open_invitations(center_id=actor.center_id, role__in=selectors.LOCAL_ROLES),
        "claims": selectors.claims_to_decide(actor.center_id).count(),
        "supervisor": actor.has("supervisor"),
        "me": actor.user_id,
    }
    return render(request, "accounts/staff.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody to work for the center."""
    actor = actor_of(request)
    form = InviteStaffForm(posted(request))
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        if any(
            facts["email"] == one.user.email and facts["role"] in one.roles
            for one in selectors.staff_of(actor.center_id or 0)
        ):
            form.add_error("email", _("This person has this role here already."))
        else:
            try:
                made = invitation_create(by=actor, center=access_center(actor.center_id or 0), **facts)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                words = _("The invitation is on its way to %(email)s.") % {"email": facts["email"]}
                messages.success(request, _waits() if made.second_person else words)
                return redirect("accounts:staff")
    return render(request, "accounts/staff_invite.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def colleague(request: HttpRequest, user_id: int) -> HttpResponse:
    """Change the roles of a colleague at the center."""
    actor = actor_of(request)
    seats = access_colleague(actor, user_id)
    own = user_id == actor.user_id
    form = RolesForm(posted(request), initial={"roles": [seat.role for seat in seats]})
    if request.method == "POST" and form.is_valid():
        try:
            waits = staff_change_roles(by=actor, seats=seats, roles=form.cleaned_data["roles"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _waits() if waits else _("Saved."))
            return redirect("accounts:staff")
    context = {"form": form, "person": seats[0].user, "seats": seats, "own": own}
    return render(request, "accounts/colleague.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, user_id: int) -> HttpResponse:
    """End a colleague's work at the center, after asking."""
    actor = actor_of(request)
    seats = access_colleague(actor, user_id)
    if request.method == "POST":
        staff_end(by=actor, seats=seats)
        messages.success(request, _("%(name)s no longer works here.") % {"name": seats[0].user})
        return redirect("accounts:staff")
    return render(request, "accounts/colleague_end.html", {"person": seats[0].user, "seats": seats})


@require_POST
def invitation_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an invitation of the center once more."""
    actor = actor_of(request)
    one = access_staff_invitation(actor, pk)
    invitation_resend(by=actor, invitation=one)
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": one.email})
    return redirect("accounts:staff")


@require_POST
def invitation_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation of the center back."""
    invitation_revoke(invitation=access_staff_invitation(actor_of(request), pk))
    messages.success(request, _("The invitation no longer works."))
    return redirect("accounts:staff")


@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """List who asks for an enterprise record that nobody acts for yet."""
    actor = actor_of(request)
    place = actor.center_id if actor.kind == "center" else None
    return render(
        request,
        "accounts/claims.html",
        {"claims": selectors.claims_to_decide(place), "national": actor.kind == "national"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide whether somebody becomes the first owner of a record, after asking for proof."""
    actor = actor_of(request)
    place = actor.center_id if actor.kind == "center" else None
    one = selectors.claims_to_decide(place).filter(pk=pk).first()
    if one is None:
        raise Http404
    if request.method == "POST":
        accept = request.POST.get("answer") == "accept"
        try:
            claim_decide(by=actor, member_id=one.pk, accept=accept)
        except EnterpriseMember.DoesNotExist as error:
            raise Http404 from error
        claim_tell(member=one, accept=accept)
        messages.success(request, _("The request is answered; the person is told."))
        return redirect("accounts:claims")
    return render(request, "accounts/claim.html", {"claim": one})
