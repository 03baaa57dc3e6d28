"""Registering an enterprise, and asking to join one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import limits, selectors
from portal.accounts.access import access_enterprise
from portal.accounts.actors import SEAT_SESSION_KEY
from portal.accounts.forms.enterprise import EnterpriseForm, EnterpriseRecordForm
from portal.accounts.models import Enterprise, EnterpriseMember
from portal.accounts.services.enterprises import claim_withdraw, enterprise_register, enterprise_update
from portal.accounts.sources import source_key
from portal.accounts.views.account import user_of
from portal.accounts.views.entry import limited, posted
from portal.reference import industry, regions
from portal.site.asking import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register the enterprise a person acts for, or ask to join it where it is known."""
    user = user_of(request)
    form = EnterpriseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if wait := limits.take("", source_key("claim", str(user.pk)), limits.CLAIM):
            request.login_wait = wait  # type: ignore[attr-defined]
            form.add_error(None, _("You have tried many codes today. Try again tomorrow, or call your center."))
        else:
            claimed = enterprise_register(user=user, facts=form.cleaned_data)
            if claimed.outcome in {"registered", "member"}:
                request.session[SEAT_SESSION_KEY] = f"enterprise:{claimed.enterprise_id}"
                messages.success(request, _("You can act for this enterprise now."))
                return redirect("site:home")
            if claimed.outcome == "refused_lately":
                form.add_error(
                    "uscc",
                    _(
                        "Your request was refused a few days ago. You can ask again a week after it, or call your center."
                    ),
                )
            else:
                return redirect("accounts:enterprise_register")
    requests = list(selectors.requests_of(user))
    context = {
        "form": form,
        "requests": requests,
        "waiting": any(one.state == EnterpriseMember.State.PENDING for one in requests),
    }
    status = 422 if form.errors else 200
    return limited(request, render(request, "accounts/enterprise_register.html", context, status=status))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own request to join back."""
    user = user_of(request)
    member = EnterpriseMember.objects.filter(pk=pk, user=user).first()
    if member is None:
        raise Http404
    if claim_withdraw(user=user, member=member):
        messages.success(request, _("Your request is withdrawn."))
    else:
        messages.info(request, _("Your request has been answered already."))
    return redirect("accounts:enterprise_register")


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """Show the enterprise's record; an owner may change parts of it."""
    actor = actor_of(request)
    enterprise = access_enterprise(actor)
    form = EnterpriseRecordForm(posted(request), enterprise=enterprise)
    if request.method == "POST" and form.is_valid():
        enterprise_update(enterprise=enterprise, facts=form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:enterprise_record")
    context = {"form": form, "enterprise": enterprise, "rows": _facts(enterprise)}
    return render(request, "accounts/enterprise_record.html", context, status=422 if form.errors else 200)


def _facts(enterprise: Enterprise) -> list[tuple[str, str]]:
    """Give what only owners may change, for everybody else to read."""
    return [
        (_("Name in English"), enterprise.name_en),
        (_("Province and city"), regions.division_name(enterprise.city or enterprise.province)),
        (_("Industry"), industry.section_name(enterprise.industry)),
        (_("Address"), enterprise.address),
    ]


@require_safe
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead who is asked to decide a request to the page where their seat decides it."""
    kind = actor_of(request).kind
    return redirect("accounts:join_request" if kind == "enterprise" else "accounts:claim", pk)
