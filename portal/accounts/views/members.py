"""Who acts for the enterprise: the owners' pages."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import selectors
from portal.accounts.access import access_enterprise, access_enterprise_invitation, access_member
from portal.accounts.forms.enterprise import AgentForm, AuthoriseAgentForm, DecideForm, InviteColleagueForm, MemberForm
from portal.accounts.models import EnterpriseMember
from portal.accounts.services.invitations import invitation_create, invitation_resend, invitation_revoke
from portal.accounts.services.members import member_change_role, member_decide, member_end
from portal.accounts.views.entry import posted
from portal.site.asking import actor_of

Role, State = EnterpriseMember.Role, EnterpriseMember.State


@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """List members, agents, requests and open invitations."""
    actor = actor_of(request)
    enterprise = access_enterprise(actor)
    people = list(selectors.members_of(enterprise.pk))
    owner = actor.has("owner")
    context = {
        "enterprise": enterprise,
        "colleagues": [one for one in people if one.role != Role.AGENT],
        "agents": [one for one in people if one.role == Role.AGENT],
        "requests": selectors.requests_to(enterprise.pk) if owner else [],
        "former": selectors.former_members_of(enterprise.pk) if owner else [],
        "invitations": selectors.open_invitations(enterprise_id=enterprise.pk) if owner else [],
        "owner": owner,
        "me": actor.user_id,
    }
    return render(request, "accounts/members.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite a colleague."""
    actor = actor_of(request)
    form = InviteColleagueForm(posted(request))
    if request.method == "POST" and form.is_valid() and _invited(request, form):
        return redirect("accounts:members")
    return render(
        request,
        "accounts/member_invite.html",
        {"form": form, "enterprise": access_enterprise(actor)},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def authorise(request: HttpRequest) -> HttpResponse:
    """Authorise an agent."""
    actor = actor_of(request)
    form = AuthoriseAgentForm(posted(request))
    if request.method == "POST" and form.is_valid() and _invited(request, form, role=Role.AGENT.value):
        return redirect("accounts:members")
    return render(
        request,
        "accounts/agent_authorise.html",
        {"form": form, "enterprise": access_enterprise(actor)},
        status=422 if form.errors else 200,
    )


def _invited(request: HttpRequest, form: InviteColleagueForm | AuthoriseAgentForm, **more: str) -> bool:
    actor = actor_of(request)
    facts = form.cleaned_data | more
    if (
        selectors.members_of(actor.enterprise_id or 0)
        .filter(user__email=facts["email"])
        .exclude(role=Role.AGENT)
        .exists()
    ):
        form.add_error("email", _("This person acts for the enterprise already. Change their role in the list."))
        return False
    try:
        invitation_create(by=actor, enterprise_id=actor.enterprise_id, **facts)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": facts["email"]})
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def join_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide whether somebody may act for the enterprise, and as what."""
    actor = actor_of(request)
    member = access_member(actor, pk)
    form = DecideForm(posted(request))
    if request.method == "POST" and member.state == State.PENDING:
        if request.POST.get("answer") == "refuse":
            member_decide(by=actor, member=member, accept=False)
            messages.success(request, _("The request is refused; the person is told."))
            return redirect("accounts:members")
        if form.is_valid():
            member_decide(by=actor, member=member, accept=True, role=form.cleaned_data["role"])
            messages.success(request, _("%(name)s may act for the enterprise now.") % {"name": member.user})
            return redirect("accounts:members")
    if member.state != State.PENDING:
        messages.info(request, _("This request has been answered already."))
        return redirect("accounts:members")
    return render(
        request, "accounts/join_request.html", {"form": form, "member": member}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a member another role, or an agent another last day."""
    actor = actor_of(request)
    one = access_member(actor, pk)
    if one.state != State.ACTIVE:
        messages.info(request, _("This person no longer acts for the enterprise."))
        return redirect("accounts:members")
    agent = one.role == Role.AGENT
    form = (AgentForm if agent else MemberForm)(posted(request), member=one)
    if request.method == "POST" and form.is_valid():
        member_change_role(by=actor, member=one, **({"role": one.role} | form.cleaned_data))
        messages.success(request, _("Saved."))
        return redirect("accounts:members")
    return render(
        request,
        "accounts/member.html",
        {"form": form, "member": one, "agent": agent, "own": one.user_id == actor.user_id},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a member's seat, after asking."""
    actor = actor_of(request)
    one = access_member(actor, pk)
    if request.method == "POST":
        member_end(by=actor, member=one)
        messages.success(request, _("%(name)s no longer acts for the enterprise.") % {"name": one.user})
        return redirect("accounts:members")
    return render(request, "accounts/member_end.html", {"member": one, "own": one.user_id == actor.user_id})


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Give up one's own seat at the enterprise, after asking."""
    actor = actor_of(request)
    own = selectors.members_of(actor.enterprise_id or 0).get(user_id=actor.user_id or 0)
    if request.method == "POST":
        member_end(by=actor, member=access_member(actor, own.pk))
        messages.success(request, _("You no longer act for this enterprise."))
        return redirect("site:home")
    return render(
        request, "accounts/member_end.html", {"member": own, "own": True, "enterprise": access_enterprise(actor)}
    )


@require_POST
def invitation_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an invitation of the enterprise once more."""
    actor = actor_of(request)
    one = access_enterprise_invitation(actor, pk)
    invitation_resend(by=actor, invitation=one)
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": one.email})
    return redirect("accounts:members")


@require_POST
def invitation_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation of the enterprise back."""
    invitation_revoke(invitation=access_enterprise_invitation(actor_of(request), pk))
    messages.success(request, _("The invitation no longer works."))
    return redirect("accounts:members")
