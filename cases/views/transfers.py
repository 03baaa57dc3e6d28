"""Transfers to and from the acting center."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases import access
from cases.forms.desk import TransferDecisionForm
from cases.models import Transfer
from cases.services.transfer import transfer_decide
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict
from portal.policy.problems import refuse


def inbox(request: HttpRequest) -> HttpResponse:
    """List transfers that wait for this center, and the last ones it proposed or decided."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = Transfer.objects.select_related("from_center", "to_center").order_by("-id")
    if actor.kind == "center":
        rows = rows.filter(Q(to_center_id=actor.center_id) | Q(from_center_id=actor.center_id))
    waiting = [row for row in rows.filter(state=Transfer.State.PROPOSED)[:100]]
    return render(
        request,
        "cases/transfers.html",
        {
            "incoming": [row for row in waiting if row.to_center_id == actor.center_id],
            "outgoing": [row for row in waiting if row.to_center_id != actor.center_id],
            "decided": list(rows.exclude(state=Transfer.State.PROPOSED)[:50]),
        },
    )


def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the synopsis of a transfer and take the case over or send it back."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    transfer = access.get_transfer(actor, public_id)
    mine = transfer.to_center_id == actor.center_id and transfer.state == Transfer.State.PROPOSED
    form = TransferDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not mine:
            return refuse(request, 409, detail=_("This transfer is not waiting for your center."))
        accept = form.cleaned_data["decision"] == "accept"
        try:
            case = transfer_decide(transfer=transfer, actor=actor, accept=accept, answer=form.cleaned_data["answer"])
        except Conflict as conflict:
            return refuse(request, 409, detail=str(conflict))
        if case is not None:
            messages.success(request, _("The case is now with your center."))
            return redirect("cases:detail", public_id=case.public_id)
        messages.success(request, _("The case was sent back."))
        return redirect("cases:transfers")
    context = {"transfer": transfer, "form": form, "mine": mine}
    return render(request, "cases/transfer.html", context, status=422 if form.is_bound else 200)
