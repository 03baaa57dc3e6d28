"""How an incident ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from exhibitions.desk.access import get_own_incident
from exhibitions.desk.models import Incident
from exhibitions.results.forms.outcomes import OutcomeForm, SumRows, sum_rows_of
from exhibitions.results.models import Outcome
from exhibitions.results.services.outcomes import outcome_write
from portal.site.asking import actor_of, seen_version, take


def outcome(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write how an incident ended; with the button “finish” it is finished."""
    incident = get_own_incident(actor_of(request), public_id)
    found = Outcome.objects.filter(incident=incident).prefetch_related("sums").first()
    if incident.state == "closed":
        messages.info(request, _("The incident is finished. Open it again before you change how it ended."))
        return redirect("desk:incident", public_id=public_id)
    if request.method == "POST":
        return _taken(request, incident, found)
    rows = [
        {"kind": row.kind, "amount": row.amount.normalize(), "currency": row.currency, "basis": row.basis}
        for row in (found.sums.all() if found else ())
    ]
    return _page(request, incident, found, OutcomeForm(instance=found), sum_rows_of(initial=rows))


def _taken(request: HttpRequest, incident: Incident, found: Outcome | None) -> HttpResponse:
    form = OutcomeForm(request.POST, instance=Outcome())
    rows = sum_rows_of(request.POST)
    finish = "finish" in request.POST
    if form.is_valid() & rows.is_valid():
        try:
            outcome_write(
                incident=incident, values=form.cleaned_data, sums=rows.amounts, seen=seen_version(request) or 0,
                finish=finish, actor=actor_of(request),
            )  # fmt: skip
        except ValidationError as error:
            take(form, error)
        else:
            messages.success(request, _("Finished.") if finish else _("Saved."))
            return redirect("desk:incident", public_id=incident.public_id)
    return _page(request, incident, found, form, rows, status=422)


def _page(
    request: HttpRequest, incident: Incident, found: Outcome | None, form: OutcomeForm, rows: SumRows, status: int = 200
) -> HttpResponse:
    # Whoever was overtaken saves again over what they have now been shown.
    context: dict[str, Any] = {
        "incident": incident, "form": form, "rows": rows, "version": found.row_version if found else 0,
    }  # fmt: skip
    return render(request, "results/outcome.html", context, status=status)
