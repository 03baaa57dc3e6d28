"""Messages between applicant, center and expert."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases import access
from cases.forms.desk import MessageForm
from cases.models import CaseFile
from cases.selectors import case_page
from cases.services.files import file_receive
from cases.services.talk import message_send
from cases.views.conflict import conflict
from portal.accounts.actors import Actor
from portal.documents.intake.kinds import ACCEPT
from portal.documents.models import StoredFile
from portal.policy.conflict import Conflict


def send(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send a message with any number of files. A file that is refused does not stop the message."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    form = MessageForm(request.POST)
    if not form.is_valid():
        context = {
            "case": case,
            "message_form": form,
            "conversation": case_page.messages_of(case)[-5:],
            "opens_files": False,
            "accept": ACCEPT,
        }
        return render(request, "cases/message_retry.html", context, status=422)
    try:
        with transaction.atomic():
            message = message_send(case=case, actor=actor, body=form.cleaned_data["body"])
    except Conflict as error:
        return conflict(request, case, error, form)
    for upload in request.FILES.getlist("files"):
        try:
            file_receive(
                case=case,
                upload=upload,
                purpose=CaseFile.Purpose.MESSAGE,
                secrecy=StoredFile.Secrecy.ORDINARY,
                actor=actor,
                message=message,
            )
        except ValidationError as error:
            messages.warning(request, f"{upload.name}: {' '.join(error.messages)}")
    return redirect(reverse("cases:detail", args=[case.public_id]) + "?tab=messages#latest")
