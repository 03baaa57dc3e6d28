"""Lost devices: removing a colleague's second factor, and the requests that need a second person."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import selectors
from portal.accounts.access import access_colleague, access_reset
from portal.accounts.forms.staff import AskResetForm, ResetForm
from portal.accounts.models import User
from portal.accounts.services.resets import (
    second_factor_reset_ask,
    second_factor_reset_confirm,
    second_factor_reset_withdraw,
)
from portal.accounts.views.entry import posted
from portal.site.asking import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
def colleague_factor(request: HttpRequest, user_id: int) -> HttpResponse:
    """Remove the second factors of a colleague who lost theirs, as the supervisor who answers for it."""
    actor = actor_of(request)
    person = access_colleague(actor, user_id)[0].user
    form = ResetForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            second_factor_reset_ask(by=actor, user=person, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Removed. %(name)s sets up a new one at the next log-in.") % {"name": person})
            return redirect("accounts:staff")
    context = {"form": form, "person": person, "own": user_id == actor.user_id}
    return render(request, "accounts/colleague_factor.html", context, status=422 if form.errors else 200)


@require_safe
def resets(request: HttpRequest) -> HttpResponse:
    """List requests that wait for a second person, and the latest that were done."""
    actor = actor_of(request)
    context = {
        "waiting": selectors.resets_waiting(),
        "done": selectors.resets_done(),
        "asks": actor.has("secadmin", "sysadmin"),
        "confirms": actor.has("sysadmin", "coordinator"),
        "me": actor.user_id,
    }
    return render(request, "accounts/factor_resets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask to remove somebody's second factors."""
    actor = actor_of(request)
    form = AskResetForm(posted(request))
    if request.method == "POST" and form.is_valid():
        person = User.objects.filter(email=form.cleaned_data["email"], is_active=True).first()
        if person is None:
            form.add_error("email", _("There is no account with this address."))
        else:
            try:
                second_factor_reset_ask(by=actor, user=person, reason=form.cleaned_data["reason"])
            except ValidationError as error:
                form.add_error("email", error)
            else:
                messages.success(request, _("Asked. A system administrator or a national coordinator confirms it."))
                return redirect("accounts:factor_resets")
    return render(request, "accounts/factor_reset_ask.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the second factors as the second person, after reading who asked and why."""
    actor = actor_of(request)
    reset = access_reset(pk)
    if request.method == "POST":
        second_factor_reset_confirm(by=actor, reset=reset)
        messages.success(request, _("Removed. %(name)s sets up a new one at the next log-in.") % {"name": reset.user})
        return redirect("accounts:factor_resets")
    return render(request, "accounts/factor_reset.html", {"reset": reset, "own": reset.is_of(actor.user_id)})


@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an open request back."""
    second_factor_reset_withdraw(reset=access_reset(pk))
    messages.success(request, _("The request is withdrawn; nothing was removed."))
    return redirect("accounts:factor_resets")
