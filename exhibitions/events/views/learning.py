"""Materials, quiz, certificates and figures on the desk."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Avg, Count, F, FloatField, Q
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from exhibitions.events import access, workflow
from exhibitions.events.choices import LEAST_ANSWERS
from exhibitions.events.exports import figures_csv
from exhibitions.events.forms.desk import DeskFilterForm, MaterialForm, QuestionForm
from exhibitions.events.models import Attempt, Certificate, Event, Question
from exhibitions.events.selectors import figures as reads
from exhibitions.events.selectors.desk import centers
from exhibitions.events.services import learning as services
from exhibitions.events.views.shared import event_tabs, form_page, tabs, way
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.documents import download
from portal.site.charts import Chart, Series

_CERTIFICATES = 500


def materials(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """List the files of an event (GET), add one (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        found = access.get_own_event(actor, public_id)
        form = MaterialForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                services.material_add(
                    event=found, upload=form.cleaned_data["file"], title=form.cleaned_data["title"],
                    reader=form.cleaned_data["reader"], actor=actor,
                )  # fmt: skip
            except ValidationError as error:
                form.add_error("file", error.messages[0])
            else:
                messages.success(request, _("Received. It opens as soon as it has been checked."))
                return redirect("events:materials", public_id=public_id)
    else:
        found = access.get_event(actor, public_id)
        form = MaterialForm()
    context = {
        "event": found, "form": form, "rows": list(found.materials.order_by("id")), "tabs": event_tabs(found, "materials"),
        "crumbs": way(), "may_write": workflow.may_write(found, actor),
    }  # fmt: skip
    return render(request, "events/materials.html", context, status=422 if form.is_bound else 200)


@require_safe
def material(request: HttpRequest, public_id: UUID, file: UUID) -> HttpResponseBase:
    """Send a clean file to the staff."""
    row = access.get_material(request.actor, public_id, file)  # type: ignore[attr-defined]
    if row.state != row.State.CLEAN:
        messages.error(request, _("The file has not been found clean, so it does not open."))
        return redirect("events:materials", public_id=public_id)
    return download.send(row.storage_key, row.name, row.media_type)


@require_POST
def material_remove(request: HttpRequest, public_id: UUID, file: UUID) -> HttpResponse:
    """Take a file away (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    services.material_remove(material=access.get_own_material(actor, public_id, file), actor=actor)
    messages.success(request, _("Taken away."))
    return redirect("events:materials", public_id=public_id)


def quiz(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """List the questions (GET), add one (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        found = access.get_own_event(actor, public_id)
        if form.is_valid():
            _keep(found, None, form, actor)
            messages.success(request, _("Saved."))
            return redirect("events:quiz_desk", public_id=public_id)
    else:
        found = access.get_event(actor, public_id)
    taken = Attempt.objects.filter(event=found).aggregate(
        attempts=Count("id"), people=Count("signup", distinct=True), passed=Count("id", filter=Q(passed=True)),
        mean=Avg(100 * Cast(F("right"), FloatField()) / F("asked")),
    )  # fmt: skip
    context = {
        "event": found, "form": form, "rows": list(found.questions.order_by("position", "id")), "taken": taken,
        "tabs": event_tabs(found, "quiz_desk"), "crumbs": way(), "may_write": workflow.may_write(found, actor),
    }  # fmt: skip
    return render(request, "events/quiz_desk.html", context, status=422 if form.is_bound else 200)


def _keep(event: Event, question: Question | None, form: QuestionForm, actor: Actor) -> None:
    given = form.cleaned_data
    services.question_keep(
        event=event,
        question=question,
        text=given["text"],
        options=given["options"],
        right=given["right"] - 1,
        actor=actor,
    )


def question(request: HttpRequest, public_id: UUID, question: int) -> HttpResponse:
    """Change a question."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_own_question(actor, public_id, question)
    form = QuestionForm(request.POST) if request.method == "POST" else QuestionForm.of(found)
    if form.is_bound and form.is_valid():
        _keep(found.event, found, form, actor)
        messages.success(request, _("Saved."))
        return redirect("events:quiz_desk", public_id=public_id)
    return form_page(request, form, pgettext("quiz", "Change the question"), way(found.event))


@require_POST
def question_remove(request: HttpRequest, public_id: UUID, question: int) -> HttpResponse:
    """Take a question out (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    services.question_remove(question=access.get_own_question(actor, public_id, question), actor=actor)
    messages.success(request, _("Taken out."))
    return redirect("events:quiz_desk", public_id=public_id)


@require_safe
def results(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show how many came, what they thought, and their certificates."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_event(actor, public_id)
    own = Event.objects.filter(pk=found.pk)
    counts, ratings = reads.counts_of([found.pk])[found.pk], reads.ratings_of([found.pk])[found.pk]
    context = {
        "event": found, "counts": counts, "ratings": ratings, "least": LEAST_ANSWERS, "provinces": reads.by_province(own),
        "certificates": list(Certificate.objects.filter(event=found).order_by("serial")[:_CERTIFICATES]),
        "tabs": event_tabs(found, "results"), "crumbs": way(), "may_write": workflow.may_write(found, actor),
    }  # fmt: skip
    return render(request, "events/results.html", context)


@require_POST
def certify(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Have the certificates made of everybody who earned one (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    issued = services.certificates_issue(event=access.get_own_event(actor, public_id), actor=actor)
    if issued:
        told = ngettext("%(n)d certificate is being made.", "%(n)d certificates are being made.", issued) % {
            "n": issued
        }
        messages.success(request, told)
    else:
        messages.info(request, _("Everybody who earned one has a certificate already."))
    return redirect("events:results", public_id=public_id)


@require_safe
def certificate(request: HttpRequest, public_id: UUID, certificate: int) -> HttpResponseBase:
    """Send a participant's certificate to the staff, after writing the access log."""
    row = access.get_certificate(request.actor, public_id, certificate)  # type: ignore[attr-defined]
    trail.record("certificate.read", object_type="certificate", object_id=row.number, center_id=row.center_id)
    return download.send(row.storage_key, f"{row.number}.pdf", "application/pdf")


def _figures(request: HttpRequest) -> tuple[DeskFilterForm, list[reads.Line], bool]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    national = actor.kind == "national"
    form = DeskFilterForm(request.GET or None, centers=centers() if national else ())
    rows = form.narrow(access.visible_events(actor).exclude(state="draft"))
    return form, reads.lines_of(rows), national


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures of all events of the desk."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form, lines, national = _figures(request)
    shown = form.narrow(access.visible_events(actor).exclude(state="draft"))
    series = reads.grouped(lines, by="series")
    context = {
        "form": form, "lines": lines, "series": series, "centers": reads.grouped(lines, by="center") if national else [],
        "total": reads.total(lines), "provinces": reads.by_province(shown), "national": national,
        "tabs": tabs(request, "figures"), "query": request.GET.urlencode(), "most": reads.MOST_EVENTS,
        "chart": _chart(lines),
    }  # fmt: skip
    return render(request, "events/figures.html", context)


def _chart(lines: list[reads.Line]) -> Chart | None:
    shown = list(reversed(lines[:20]))
    if not shown:
        return None
    return Chart(
        key="came", kind="columns", title=_("Signed up and came"), column=_("Event"),
        labels=tuple(f"{line.event.local_start:%m-%d} {Truncator(line.event.title).chars(12)}" for line in shown),
        series=(
            Series(_("Signed up"), tuple(line.counts.signed for line in shown)),
            Series(_("Came"), tuple(line.counts.came for line in shown)),
        ),
    )  # fmt: skip


@require_safe
def figures_file(request: HttpRequest) -> HttpResponse:
    """Give the figures as CSV."""
    return figures_csv(_figures(request)[1])
