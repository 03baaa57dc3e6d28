"""Messages between applicant and center."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases import access
from cases.forms.desk import MessageForm
from cases.models import CaseFile
from cases.selectors import case_page
from cases.services.files import file_receive
from cases.services.talk import message_send
from portal.accounts.actors import Actor
from portal.documents.models import StoredFile
from portal.policy.conflict import Conflict
from portal.policy.problems import refuse


def send(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send a message with any number of files."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    form = MessageForm(request.POST)
    if not form.is_valid():
        context = {"case": case, "form": form, "conversation": case_page.messages_of(case)}
        return render(request, "cases/message_retry.html", context, status=422)
    try:
        message = message_send(case=case, actor=actor, body=form.cleaned_data["body"])
    except Conflict as conflict:
        return refuse(request, 409, detail=str(conflict))
    for upload in request.FILES.getlist("files"):
        file_receive(
            case=case,
            upload=upload,
            purpose=CaseFile.Purpose.MESSAGE,
            secrecy=StoredFile.Secrecy.ORDINARY,
            actor=actor,
            message=message,
        )
    return redirect(reverse("cases:detail", args=[case.public_id]) + "?tab=messages#latest")
