"""Figures of a campaign: entered, imported, shown."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts.outreach import access
from alerts.outreach.choices import Channel, Language
from alerts.outreach.exports import results_csv
from alerts.outreach.forms.campaigns import FigureForm, ImportForm
from alerts.outreach.importing import HEADINGS, Sheet, read_sheet
from alerts.outreach.models import Campaign, Figure
from alerts.outreach.selectors.campaigns import results as results_of
from alerts.outreach.services.campaigns import Entry, figure_remove, figures_write
from alerts.outreach.services.reports import newest_reports, reports_order
from alerts.outreach.views.campaigns import JOINERS, way
from portal.accounts.actors import Actor
from portal.documents import download
from portal.keyset import Order
from portal.site.asking import page_at
from portal.tabular import decode

NEWEST = Order("day", descending=True)
SHOWN_ROWS = 100


def listing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """List the figures (GET), write one (POST); one of the same channel and day is replaced."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_campaign(actor, public_id)
    form = FigureForm(request.POST if request.method == "POST" else None, initial={"day": timezone.localdate()})
    if form.is_bound and form.is_valid():
        figures_write(campaign=found, entries=[Entry(**form.cleaned_data)], actor=actor)
        messages.success(request, _("Saved."))
        return redirect("outreach:figures", public_id=public_id)
    rows = Figure.objects.filter(campaign=found).select_related("center")
    context = {
        "campaign": found, "form": form, "page": page_at(request, rows, NEWEST), "crumbs": way(found),
        "may_write": actor.has(*JOINERS), "own_center": actor.center_id,
    }  # fmt: skip
    return render(request, "outreach/figures.html", context, status=422 if form.is_bound else 200)


def drop(request: HttpRequest, public_id: UUID, figure: int) -> HttpResponse:
    """Take a figure of the own center out (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_campaign(actor, public_id)
    row = Figure.objects.filter(pk=figure, campaign=found, center_id=actor.own_center_id).first()
    if row is None:
        raise Http404
    figure_remove(campaign=found, figure=row, actor=actor)
    messages.success(request, _("Taken out."))
    return redirect("outreach:figures", public_id=public_id)


def import_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Read a CSV: first a preview, then, confirmed, all of it or nothing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_campaign(actor, public_id)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    sheet, text, status = None, "", 200
    if form.is_bound:
        status = 422
        sheet, text = _read(form, found, actor)
        if sheet is not None and not sheet.faults:
            status = 200
            if request.POST.get("confirmed"):
                changed = figures_write(campaign=found, entries=sheet.entries, actor=actor, how="import")
                messages.success(
                    request,
                    ngettext("Imported: %(n)d figure changed.", "Imported: %(n)d figures changed.", changed)
                    % {"n": changed},
                )
                return redirect("outreach:figures", public_id=public_id)
    context = {
        "campaign": found, "form": form, "sheet": sheet, "text": text, "crumbs": way(found),
        "rows": sheet.previews[:SHOWN_ROWS] if sheet else [], "columns": ",".join(HEADINGS),
        "more": max(0, len(sheet.previews) - SHOWN_ROWS) if sheet else 0, "channels": Channel.choices,
    }  # fmt: skip
    return render(request, "outreach/import.html", context, status=status)


def _read(form: ImportForm, campaign: Campaign, actor: Actor) -> tuple[Sheet | None, str]:
    if not form.is_valid():
        return None, ""
    upload: UploadedFile[bytes] | None = form.cleaned_data["file"]
    try:
        text = decode(upload.read()) if upload else str(form.cleaned_data["text"])
    except ValidationError as error:
        form.add_error("file", error)
        return None, ""
    standing = {
        (row.channel, row.day): row.reached
        for row in Figure.objects.filter(campaign=campaign, center_id=actor.own_center_id)
    }
    return read_sheet(text, standing), text


def results(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show how many were reached over which channel, against the targets; printable."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_campaign(actor, public_id)
    context = {
        "campaign": found, "results": results_of(found), "national": actor.kind == "national", "crumbs": way(found),
        "today": timezone.localdate(), "reports": newest_reports(found) if actor.kind == "national" else [],
    }  # fmt: skip
    return render(request, "outreach/results.html", context)


def results_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the results as CSV."""
    found = access.get_campaign(request.actor, public_id)  # type: ignore[attr-defined]
    return results_csv(found, results_of(found))


def report_order(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Have the results made as a PDF in both languages (POST)."""
    found = access.get_campaign(request.actor, public_id)  # type: ignore[attr-defined]
    if reports_order(campaign=found):
        messages.success(request, _("The PDF is being made. It stands here in a moment: load the page again."))
    else:
        messages.info(request, _("It is being made already."))
    return redirect("outreach:results", public_id=public_id)


def report(request: HttpRequest, public_id: UUID, language: str) -> HttpResponseBase:
    """Give the newest results as PDF in one language."""
    found = access.get_report(request.actor, public_id, language)  # type: ignore[attr-defined]
    name = found.campaign.title_zh if language == Language.ZH else found.campaign.title_en
    return download.send(found.storage_key, f"{name}-{found.ordered_at:%Y%m%d}.pdf", "application/pdf")
