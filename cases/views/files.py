"""Uploading, watching, opening and removing the files of a case."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from cases import access
from cases.forms.files import FilesForm
from cases.models import CaseFile
from cases.services.files import file_opened, file_receive, file_remove
from portal.accounts.actors import Actor
from portal.documents import download
from portal.documents.intake.reasons import explain
from portal.policy.conflict import Conflict
from portal.policy.problems import refuse


def upload(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take files: a good one is kept even when its neighbour is refused."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    form = FilesForm(request.POST)
    chosen = request.FILES.getlist("files")
    refused: list[str] = []
    taken: list[CaseFile] = []
    if not chosen:
        refused.append(_("Choose at least one file."))
    if form.is_valid():
        for each in chosen:
            try:
                taken.append(file_receive(case=case, upload=each, actor=actor, **form.cleaned_data))
            except ValidationError as error:
                refused += error.messages
            except Conflict as conflict:
                return refuse(request, 409, detail=str(conflict))
    if refused or not form.is_valid():
        context = {
            "case": case,
            "form": form,
            "refused": refused,
            "taken": taken,
            "next": _next(request, case.public_id),
        }
        return render(request, "cases/upload_retry.html", context, status=422)
    return redirect(_next(request, case.public_id))


def _next(request: HttpRequest, public_id: UUID) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return reverse("cases:detail", args=[public_id]) + "?tab=evidence"


def state(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Draw the row of one file; the page asks again while it is being checked."""
    row = access.get_file(request.actor, public_id)  # type: ignore[attr-defined]
    return render(request, "cases/_file_row.html", {"file": row})


def download_file(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Give the bytes of a clean file, after writing the access log."""
    row = access.get_file(request.actor, public_id)  # type: ignore[attr-defined]
    if row.state == CaseFile.State.RECEIVED:
        return refuse(request, 409, detail=_("The file is still being checked. Try again in a moment."))
    if row.state != CaseFile.State.CLEAN:
        return refuse(request, 409, detail=explain(row.reason))
    file_opened(row=row)
    return download.send(row.storage_key, row.name, row.media_type)


def remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a file out of a draft."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = access.get_file(actor, public_id)
    case = row.case
    try:
        file_remove(case=case, row=row, actor=actor)
    except Conflict as conflict:
        return refuse(request, 409, detail=str(conflict))
    return redirect(_next(request, case.public_id))
