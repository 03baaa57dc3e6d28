"""A delegation after its fair: figures, incidents, feedback, the report."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from exhibitions.desk.access import works_for
from exhibitions.fairs.models import Delegation
from exhibitions.fairs.selectors.training import training_of
from exhibitions.results import access, workflow
from exhibitions.results.choices import MEDIA_TYPES, Format, ReportState, Verb
from exhibitions.results.forms.reports import ReasonForm, ReportForm
from exhibitions.results.models import Picture, Report
from exhibitions.results.selectors.figures import figures_of, ratings_on
from exhibitions.results.selectors.incidents import incidents_of, outcome_of, photos_of
from exhibitions.results.selectors.reports import feedback_of
from exhibitions.results.services.reports import TEXTS, file_fetched, report_move, report_write
from portal.documents import download
from portal.site.asking import actor_of, seen_version, take


def _report(delegation: Delegation) -> Report | None:
    return getattr(delegation, "report", None)


def report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what came of a delegation."""
    found = access.get_delegation(actor_of(request), public_id)
    return _page(request, found, ReasonForm())


def _page(request: HttpRequest, found: Delegation, form: ReasonForm, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    row = _report(found)
    steps = workflow.steps_of(row, actor) if row else []
    writes = works_for(actor, found.center_id)
    over = found.edition.ends_on < timezone.localdate()
    context: dict[str, Any] = {
        "delegation": found, "report": row, "form": form, "figures": figures_of([found.pk])[found.pk],
        "incidents": [(each, outcome_of(each)) for each in incidents_of(found)],
        "ratings": ratings_on(found, actor), "voices": feedback_of(found),
        "reads_voices": actor.center_id == found.center_id, "training": training_of(found).held,
        "pictures": list(Picture.objects.filter(report=row).select_related("file__incident")) if row else [],
        "files": list(row.files.order_by("-format")) if row else [],
        "texts": [(Report._meta.get_field(name).verbose_name, getattr(row, name)) for name in TEXTS] if row else [],  # type: ignore[union-attr]
        "plain_steps": [step for step in steps if not step.reason], "reason_steps": [step for step in steps if step.reason],
        "may_write": writes and over and (row is None or row.state == ReportState.DRAFT), "is_over": over,
    }  # fmt: skip
    return render(request, "results/report.html", context, status=status)


def write(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write the words of the report and choose its photos."""
    actor = actor_of(request)
    found = access.get_own_delegation(actor, public_id)
    row = _report(found)
    chosen = dict(Picture.objects.filter(report=row).values_list("file_id", "alt")) if row else {}
    form = ReportForm(
        request.POST if request.method == "POST" else None, instance=Report() if request.method == "POST" else row,
        offered=photos_of(found), chosen=chosen,
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        try:
            report_write(
                delegation=found,
                texts=form.cleaned_data,
                photos=form.photos(),
                seen=seen_version(request) or 0,
                actor=actor,
            )
        except ValidationError as error:
            take(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("results:report", public_id=public_id)
    context = {"delegation": found, "form": form, "version": row.row_version if row else 0}
    return render(request, "results/write.html", context, status=422 if form.is_bound else 200)


def act(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """Take the report a step further (POST)."""
    actor = actor_of(request)
    found = access.get_own_delegation(actor, public_id)
    needed = workflow.needs_reason(verb)
    form = ReasonForm(request.POST, needed=needed)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if form.is_valid():
        try:
            report_move(delegation=found, verb=verb, reason=reason, actor=actor, seen=seen_version(request) or 0)
        except ValidationError as error:
            form.add_error("reason" if needed else None, error)
        else:
            messages.success(request, workflow.DONE[Verb(verb)])
            return redirect("results:report", public_id=public_id)
    return _page(request, found, form, status=422)


def file(request: HttpRequest, public_id: UUID, ending: str) -> HttpResponseBase:
    """Give the report as a file."""
    row = access.get_file(actor_of(request), public_id, ending)
    file_fetched(row=row)
    with translation.override("zh-hans"):
        name = f"{_('Report')}-{row.report.delegation.name}.{row.format}"
    return download.send(row.storage_key, name, MEDIA_TYPES[Format(row.format)])
