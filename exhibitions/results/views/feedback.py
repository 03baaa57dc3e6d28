"""What a firm says of a fair."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from exhibitions.fairs.access import FIRM_WRITERS
from exhibitions.results import access
from exhibitions.results.forms.feedback import FeedbackForm
from exhibitions.results.models import Feedback
from exhibitions.results.services.feedback import feedback_give, takes_feedback
from portal.site.asking import actor_of, seen_version, take


def feedback(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a firm's feedback; take it while it may be given."""
    actor = actor_of(request)
    participant = access.get_own_participation(actor, public_id)
    found = Feedback.objects.filter(participant=participant).first()
    is_open = takes_feedback(participant)
    if request.method == "POST":
        form = FeedbackForm(request.POST, instance=Feedback())
        if form.is_valid():
            try:
                feedback_give(
                    participant=participant, values=form.cleaned_data, seen=seen_version(request) or 0, actor=actor
                )
            except ValidationError as error:
                take(form, error)
            else:
                messages.success(request, _("Thank you. You can change it until the center's report is released."))
                return redirect("results:feedback", public_id=public_id)
    else:
        form = FeedbackForm(instance=found)
    context = {
        "participant": participant, "form": form, "found": found, "is_open": is_open,
        "may_write": is_open and actor.has(*FIRM_WRITERS), "version": found.row_version if found else 0,
    }  # fmt: skip
    return render(request, "results/feedback.html", context, status=422 if form.is_bound else 200)
