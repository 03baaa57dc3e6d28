"""Writing a draft: its indicators, its scores one indicator at a time, a file of scores."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts.environment import access
from alerts.environment.forms.index import IndicatorForm
from alerts.environment.forms.scores import ImportForm, ScoreFormSet
from alerts.environment.importing import HEADINGS, read_sheet
from alerts.environment.models import Edition, Indicator
from alerts.environment.selectors.trees import Branch, read
from alerts.environment.services.editions import indicator_keep
from alerts.environment.services.editions import indicator_remove as take_out
from alerts.environment.services.scores import Entry, scores_write
from alerts.environment.views.desk import crumbs, form_page
from portal.policy.conflict import Conflict
from portal.site.asking import number_of
from portal.tabular import decode

SHOWN_ROWS = 100


def _draft(public_id: UUID) -> Edition:
    edition = access.get_edition(public_id)
    if not edition.is_draft:
        raise Conflict(_("This edition was handed in and waits unchanged. Take it back into the draft first."))
    return edition


def indicator_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a node to the tree."""
    edition = _draft(public_id)
    parent = request.GET.get("below", "")
    first: dict[str, Any] = {"parent": parent} if number_of(parent) is not None else {}
    return _indicator_form(request, edition, Indicator(), _("Add an indicator"), first)


def indicator_change(request: HttpRequest, public_id: UUID, indicator: int) -> HttpResponse:
    """Change a node of the tree."""
    edition = _draft(public_id)
    return _indicator_form(request, edition, access.get_indicator(edition, indicator), _("Change the indicator"), {})


def _indicator_form(
    request: HttpRequest, edition: Edition, indicator: Indicator, title: str, first: dict[str, Any]
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = IndicatorForm(data, instance=indicator, edition=edition, initial=first)
    if form.is_bound and form.is_valid():
        indicator_keep(edition=edition, indicator=form.instance, actor=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("Saved."))
        return redirect("environment:edition", public_id=edition.public_id)
    delete = ""
    if indicator.pk is not None:
        delete = reverse("environment:indicator_remove", args=[edition.public_id, indicator.pk])
    return form_page(request, form, title, crumbs(edition=edition), delete=delete)


def indicator_remove(request: HttpRequest, public_id: UUID, indicator: int) -> HttpResponse:
    """Take a node out, with everything below it."""
    edition = _draft(public_id)
    found = access.get_indicator(edition, indicator)
    back = reverse("environment:edition", args=[public_id])
    if request.method == "POST":
        take_out(edition=edition, indicator=found, actor=request.actor)  # type: ignore[attr-defined]
        return redirect(back)
    context = {"indicator": found, "back": back, "crumbs": crumbs(edition=edition), "destructive": True}
    return render(request, "environment/remove.html", context)


def scores(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Enter the scores of one indicator, a row for each country."""
    edition = _draft(public_id)
    reading = read(edition)
    leaves = {branch.indicator.code: branch for branch in reading.leaves}
    branch = leaves.get(request.GET.get("leaf", "")) or next(iter(leaves.values()), None)
    if branch is None or branch.indicator.scale_min is None:
        raise Conflict(_("Add indicators with a scale first."))
    leaf = branch.indicator
    standing = [score for score in reading.scores if score.indicator_id == leaf.pk]
    initial = [
        {
            "country": s.country,
            "value": s.value.normalize(),
            "source": s.source,
            "source_url": s.source_url,
            "note": s.note,
        }
        for s in standing
    ]
    for row in initial:
        row["value"] = f"{row['value']:f}"
    formset = ScoreFormSet(request.POST if request.method == "POST" else None, initial=initial, branch=branch)  # type: ignore[call-arg]
    if formset.is_bound and formset.is_valid():
        entries, kept = _entries(formset, branch)
        removed = [(leaf.pk, score.country) for score in standing if score.country not in kept]
        changed = scores_write(edition=edition, entries=entries, actor=request.actor, removed=removed)  # type: ignore[attr-defined]
        messages.success(
            request, ngettext("Saved: %(n)d score changed.", "Saved: %(n)d scores changed.", changed) % {"n": changed}
        )
        return redirect(reverse("environment:scores", args=[public_id]) + f"?leaf={leaf.code}")
    tabs = [
        {
            "label": other.indicator.name, "active": other is branch, "count": len(reading.values.get(code, {})),
            "url": reverse("environment:scores", args=[public_id]) + f"?leaf={code}",
        }
        for code, other in leaves.items()
    ]  # fmt: skip
    context = {"edition": edition, "leaf": leaf, "formset": formset, "tabs": tabs, "crumbs": crumbs(edition=edition)}
    return render(request, "environment/scores.html", context, status=422 if formset.is_bound else 200)


def _entries(formset: Any, branch: Branch) -> tuple[list[Entry], set[str]]:
    """Give the rows that carry a value, and their countries."""
    rows = [form.cleaned_data for form in formset.forms]
    entries = [
        Entry(branch.indicator.pk, row["country"], row["value"], row["source"], row["source_url"], row["note"])
        for row in rows
        if row.get("country") and row.get("value") is not None
    ]
    return entries, {entry.country for entry in entries}


def import_scores(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Read a CSV: first a preview, then, confirmed, all of it or nothing."""
    edition = _draft(public_id)
    reading = read(edition)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    sheet, text, status = None, "", 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            upload: UploadedFile[bytes] | None = form.cleaned_data["file"]
            try:
                text = decode(upload.read()) if upload else form.cleaned_data["text"]
                sheet = read_sheet(text, reading)
            except ValidationError as error:
                form.add_error("file", error)
        if sheet is not None and not sheet.faults:
            status = 200
            if request.POST.get("confirmed"):
                changed = scores_write(
                    edition=edition, entries=sheet.entries, actor=request.actor, how="import"  # type: ignore[attr-defined]
                )  # fmt: skip
                messages.success(
                    request,
                    ngettext("Imported: %(n)d score changed.", "Imported: %(n)d scores changed.", changed)
                    % {"n": changed},
                )
                return redirect("environment:edition", public_id=public_id)
    context = {
        "edition": edition, "form": form, "sheet": sheet, "text": text, "crumbs": crumbs(edition=edition),
        "rows": sheet.previews[:SHOWN_ROWS] if sheet else [], "leaves": [branch.indicator for branch in reading.leaves],
        "more": max(0, len(sheet.previews) - SHOWN_ROWS) if sheet else 0, "columns": ",".join(HEADINGS),
    }  # fmt: skip
    return render(request, "environment/import.html", context, status=status)
