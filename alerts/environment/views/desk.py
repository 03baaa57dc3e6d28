"""The editorial desk of indices: the list, an edition with what it still lacks, its steps."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.environment import access, workflow
from alerts.environment.choices import EditionState, EditionVerb, ReportState
from alerts.environment.forms.index import CorrectionForm, EditionForm, IndexForm, ReturnForm
from alerts.environment.models import Edition, Index, Report
from alerts.environment.selectors.checks import problems
from alerts.environment.selectors.corrections import changes, corrected
from alerts.environment.selectors.desk import desk_indices
from alerts.environment.selectors.trees import read
from alerts.environment.services.editions import edition_correct, edition_keep, edition_move, index_keep
from alerts.environment.services.reports import report_again as reports_again
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict
from portal.reference.countries import country_name

SHOWN_CHANGES = 50


def crumbs(index: Index | None = None, edition: Edition | None = None) -> list[tuple[str, str]]:
    """Give the way back from a page of the desk."""
    found = [(_("Environment index"), reverse("environment:desk"))]
    if edition is not None:
        words = f"{edition.index.name} {edition.label}"
        found.append((words, reverse("environment:edition", args=[edition.public_id])))
    return found


def home(request: HttpRequest) -> HttpResponse:
    """List every index with its editions."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {"indices": desk_indices(), "may_write": actor.has("editor")}
    return render(request, "environment/desk.html", context)


def index_add(request: HttpRequest) -> HttpResponse:
    """Add an index."""
    return _index_form(request, Index(), _("Add an index"))


def index_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what an index is called and whose it is."""
    return _index_form(request, access.get_index(public_id), _("Change the index"))


def _index_form(request: HttpRequest, index: Index, title: str) -> HttpResponse:
    form = IndexForm(request.POST if request.method == "POST" else None, instance=index)
    if form.is_bound and form.is_valid():
        index_keep(index=form.instance, actor=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("Saved."))
        return redirect("environment:desk")
    return form_page(request, form, title, crumbs())


def edition_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Begin an edition of an index."""
    index = access.get_index(public_id)
    others = Edition.objects.filter(index=index).order_by("-year", "-revision")
    form = EditionForm(
        request.POST if request.method == "POST" else None, instance=Edition(index=index), editions=others
    )
    if form.is_bound and form.is_valid():
        draft = edition_keep(
            edition=form.instance,
            actor=request.actor,  # type: ignore[attr-defined]
            copied_from=form.cleaned_data.get("copied_from"),
        )
        messages.success(request, _("Saved."))
        return redirect("environment:edition", public_id=draft.public_id)
    return form_page(request, form, _("New edition of %(index)s") % {"index": index.name}, crumbs())


def edition_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a draft's year, method and sources."""
    edition = access.get_edition(public_id)
    if not edition.is_draft:
        raise Conflict(_("This edition was handed in and waits unchanged. Take it back into the draft first."))
    form = EditionForm(request.POST if request.method == "POST" else None, instance=edition)
    if form.is_bound and form.is_valid():
        edition_keep(edition=form.instance, actor=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("Saved."))
        return redirect("environment:edition", public_id=public_id)
    return form_page(request, form, _("Change the edition"), crumbs(edition=edition))


def edition(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show an edition: its tree, what it lacks, its ranking as it would be, its steps."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_edition(public_id)
    return _edition_page(request, found, actor, ReturnForm())


def _edition_page(
    request: HttpRequest, found: Edition, actor: Actor, returning: ReturnForm, status: int = 200
) -> HttpResponse:
    reading = read(found)
    faults = problems(found, reading)
    steps = []
    for step in workflow.EDITION_STEPS:
        if workflow.edition_step(found, step.verb, actor) is step and step.verb != EditionVerb.RETURN:
            steps.append((step.verb, step.verb.label, step.guard(found, actor)))
    counted = {branch.indicator.code: 0 for branch in reading.flat}
    for code, by_country in reading.values.items():
        counted[code] = len(by_country)
    former = corrected(found)
    changed = changes(reading, former) if former else []
    context = {
        "former": former, "changed": changed[:SHOWN_CHANGES], "more_changed": max(0, len(changed) - SHOWN_CHANGES),
        "edition": found, "index": found.index, "reading": reading, "faults": faults, "steps": steps,
        "branches": [(branch, counted[branch.indicator.code]) for branch in reading.flat],
        "rows": [(row, country_name(row.country)) for row in reading.standings[:50]] if not faults else [],
        "more": max(0, len(reading.standings) - 50), "may_write": actor.has("editor") and found.is_draft,
        "may_correct": actor.has("editor") and found.is_released,
        "may_return": workflow.edition_step(found, EditionVerb.RETURN, actor) is not None, "returning": returning,
        "reports": list(Report.objects.filter(edition=found)) if found.is_released else [],
        "may_again": actor.has("editor", "reviewer"),
        "contributors": list(found.contributions.select_related("user").order_by("pk")),
        "crumbs": crumbs(),
    }  # fmt: skip
    return render(request, "environment/edition.html", context, status=status)


def act(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """Take a step of the table."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_edition(public_id)
    reason = ""
    if verb == EditionVerb.RETURN:
        form = ReturnForm(request.POST)
        if not form.is_valid():
            return _edition_page(request, found, actor, form, status=422)
        reason = form.cleaned_data["reason"]
    edition_move(edition=found, verb=verb, actor=actor, reason=reason)
    messages.success(request, workflow.EDITION_DONE[EditionVerb(verb)])
    return redirect("environment:edition", public_id=public_id)


def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Begin the correction of a released edition."""
    found = access.get_edition(public_id)
    if found.state != EditionState.RELEASED:
        raise Conflict(_("A correction begins from the newest released edition; another one is under way."))
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        draft = edition_correct(edition=found, actor=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
        messages.success(
            request, _("The correction was begun as a draft. The released edition stays until it is released.")
        )
        return redirect("environment:edition", public_id=draft.public_id)
    return form_page(request, form, _("Correct the edition"), crumbs(edition=found))


def report_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Have reports made again that could not be made."""
    found = access.get_edition(public_id)
    for report in Report.objects.filter(edition=found, state=ReportState.FAILED).select_related("edition"):
        reports_again(report=report)
    return redirect("environment:edition", public_id=public_id)


def form_page(
    request: HttpRequest, form: object, title: str, way: list[tuple[str, str]], *, delete: str = ""
) -> HttpResponse:
    """Draw a form of the desk; 422 when it came back with errors. `delete` is the address that takes the thing away."""
    bound = getattr(form, "is_bound", False)
    context = {"form": form, "title": title, "crumbs": way, "delete": delete}
    return render(request, "environment/form.html", context, status=422 if bound else 200)
