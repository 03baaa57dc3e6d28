"""Transfers to and from the acting center."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases import access
from cases.forms.desk import TransferDecisionForm
from cases.selectors.transfers import synopsis_of, transfers_of
from cases.services.transfer import transfer_decide, transfer_refusal
from cases.views.allowed import allowed
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict
from portal.policy.problems import refuse


def inbox(request: HttpRequest) -> HttpResponse:
    """List transfers that wait for this center, those it waits for, and the last ones decided."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    waiting, decided = transfers_of(actor)
    context = {
        "incoming": [row for row in waiting if row.to_center_id == actor.center_id],
        "outgoing": [row for row in waiting if row.to_center_id != actor.center_id],
        "decided": decided,
        "nation": actor.kind == "national",
    }
    return render(request, "cases/transfers.html", context)


def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the synopsis of a transfer (GET) and take the case over or send it back (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    transfer = access.get_transfer(actor, public_id)
    refusal = transfer_refusal(transfer, actor)
    mine = not refusal and allowed(actor, "transfer")
    form = TransferDecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if refusal:
            return refuse(request, 409, detail=refusal)
        if form.is_valid():
            accept = form.cleaned_data["decision"] == "accept"
            try:
                with transaction.atomic():
                    case = transfer_decide(
                        transfer=transfer, actor=actor, accept=accept, answer=form.cleaned_data["answer"]
                    )
            except Conflict as conflict:
                return refuse(request, 409, detail=str(conflict))
            if case is not None:
                messages.success(request, _("The case is now with your center. It has no handler yet."))
                return redirect("cases:detail", public_id=case.public_id)
            messages.success(request, _("The case was sent back."))
            return redirect("cases:transfers")
    context = {"transfer": transfer, "facts": synopsis_of(transfer), "form": form if mine else None}
    return render(request, "cases/transfer.html", context, status=422 if form.is_bound else 200)
