"""What every page of a draft does first."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases import access
from cases.choices import State
from cases.models import Case
from portal.site.asking import actor_of


def open_draft(request: HttpRequest, public_id: UUID) -> Case | HttpResponse:
    """Fetch a draft through the gate, locked for a write; a request that was sent leads to its case page.

    Raises Http404 for absent and foreign alike.
    """
    case = access.get_case(actor_of(request), public_id, lock=request.method == "POST")
    if case.state == State.DRAFT:
        return case
    if request.method == "POST":
        messages.warning(request, _("This request has already been sent; what you just entered was not added to it."))
    return redirect("cases:detail", public_id=case.public_id)
