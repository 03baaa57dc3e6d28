"""The applicant's page for staff: whether anybody checked who acts for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases import access
from cases.forms.firm import EndPeopleForm
from cases.selectors.firms import people_of
from cases.services.firms import firm_people_end, firm_prove
from cases.views.allowed import allowed
from portal.accounts.actors import Actor


def firm(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an applicant's record and its people (GET); say that they are checked, or end their seats (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_firm(actor, pk)
    people = people_of(found)
    form = EndPeopleForm(request.POST if request.POST.get("deed") == "end" else None)
    if request.method == "POST" and request.POST.get("deed") == "prove":
        firm_prove(firm=found)
        messages.success(request, _("Noted. The firm's people now see what you file for its callers."))
        return redirect("cases:firm", pk=pk)
    if request.method == "POST" and form.is_valid():
        firm_people_end(firm=found, reason=form.cleaned_data["reason"], users=[each.user_id for each in people])
        messages.success(request, _("Their seats are ended. Whoever asks to act for the firm next asks a center."))
        return redirect("cases:firm", pk=pk)
    context = {
        "firm": found,
        "people": people,
        "form": form,
        "may_decide": allowed(actor, "firm") and bool(people),
        "may_end": found.proved_at is None or actor.kind == "national",
    }
    return render(request, "cases/firm.html", context, status=422 if request.method == "POST" else 200)
