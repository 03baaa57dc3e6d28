"""Issued documents: opening them, and the public page that verifies number and hash."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import access
from cases.choices import PaperKind
from cases.forms.verify import VerifyForm
from cases.models import Paper
from cases.papers.compose import filename
from cases.papers.kinds import PAPER_TITLES
from cases.selectors.verification import verified_paper
from cases.services.papers import paper_reissue
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.documents import download
from portal.policy.problems import refuse


def paper(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Give the PDF, after writing the access log."""
    row = access.get_paper(request.actor, public_id)  # type: ignore[attr-defined]
    if row.state == Paper.State.PENDING:
        return refuse(request, 409, detail=_("The document is still being made. Try again in a moment."))
    if row.state == Paper.State.FAILED:
        return refuse(request, 409, detail=_("The document could not be made. The center can have it made again."))
    trail.record("paper.read", object_type="paper", object_id=row.public_id, center_id=row.center_id)
    name = filename(PAPER_TITLES[PaperKind(row.kind)], row.number)
    return download.send(row.storage_key, name, "application/pdf")


def reissue(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Have a failed document made again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = access.get_paper(actor, public_id)
    paper_reissue(paper=row, actor=actor)
    return redirect(reverse("cases:detail", args=[row.case.public_id]) + "?tab=papers")


def verify(request: HttpRequest) -> HttpResponse:
    """Say whether a document with this number and hash was issued; nothing about its content or applicant."""
    asked = "n" in request.GET or "h" in request.GET
    form = VerifyForm(request.GET if asked else None)
    found = None
    if asked and form.is_valid():
        found = verified_paper(form.cleaned_data["n"], form.cleaned_data["h"])
    status = 200 if not asked or form.is_valid() else 422
    return render(request, "cases/verify.html", {"form": form, "asked": asked, "found": found}, status=status)
