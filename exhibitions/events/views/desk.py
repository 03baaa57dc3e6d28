"""The desk of events: what is planned and announced, by whom, and its steps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from exhibitions.events import access, workflow
from exhibitions.events.choices import Kind, Verb
from exhibitions.events.forms.desk import (
    DeskFilterForm,
    EventForm,
    ReasonForm,
    SeriesForm,
    SpeakerFormSet,
    speakers_given,
)
from exhibitions.events.models import Event, Joining, Series, Speaker
from exhibitions.events.selectors.desk import centers
from exhibitions.events.selectors.figures import counts_of
from exhibitions.events.services import events as services
from exhibitions.events.views.shared import LATEST, event_tabs, form_page, tabs, way
from portal.accounts.actors import Actor
from portal.site.asking import page_at, take
from portal.site.leaflets import page_address, qr_data
from portal.site.markdown import render as markdown


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the events of the desk, the latest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    national = actor.kind == "national"
    form = DeskFilterForm(request.GET or None, centers=centers() if national else ())
    rows = form.narrow(access.visible_events(actor).select_related("center", "series"))
    context = {
        "form": form, "page": page_at(request, rows, LATEST), "tabs": tabs(request, "desk"), "national": national,
        "may_write": actor.has(*workflow.WRITERS),
    }  # fmt: skip
    return render(request, "events/desk.html", context)


def add(request: HttpRequest) -> HttpResponse:
    """Prepare an event; with `copy`, from one of the own center; with `kind` and `title`, begun by another room's link."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    event = Event()
    copied = request.GET.get("copy", "")
    if copied and request.method == "GET":
        event = _copy(actor, copied) or event
    elif request.method == "GET":
        kind = request.GET.get("kind", "")
        event.kind = kind if kind in Kind.values else event.kind
        event.title_zh = request.GET.get("title", "")[:120]
        event.title_en = request.GET.get("title_en", "")[:120]
    return _form(request, event, _("Prepare an event"), way())


def _copy(actor: Actor, public_id: str) -> Event | None:
    try:
        found = access.get_own_event(actor, UUID(public_id))
    except ValueError:
        return None
    kept = (
        "kind", "mode", "audience", "title_zh", "title_en", "summary_zh", "summary_en", "text_zh", "text_en", "zone", "venue",
        "address", "capacity", "has_queue", "pass_mark", "attempts", "gives_certificate", "series_id",
    )  # fmt: skip
    return Event(**{name: getattr(found, name) for name in kept})


def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change an event of the own center."""
    found = access.get_own_event(request.actor, public_id)  # type: ignore[attr-defined]
    return _form(request, found, _("Change the event"), way(found))


def _form(request: HttpRequest, event: Event, title: str, crumbs: list[tuple[str, str]]) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    data = request.POST if request.method == "POST" else None
    version = "" if event._state.adding else services.version_of(event)
    own_series = Series.objects.filter(center_id=actor.own_center_id)
    form = EventForm(data, instance=event, series=own_series)
    if form.is_bound and form.is_valid():
        try:
            kept = services.event_keep(
                event=form.instance, online=form.online(), actor=actor, seen=request.POST.get("version", "")
            )
        except ValidationError as error:
            take(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("events:manage", public_id=kept.public_id)
    return render(
        request,
        "events/edit.html",
        {"form": form, "title": title, "crumbs": crumbs, "version": version},
        status=422 if form.is_bound else 200,
    )


@require_safe
def manage(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show an event on the desk: what is announced, where one joins, what can be done now."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_event(actor, public_id)
    address = page_address(reverse("events:event", args=[found.public_id]))
    context = {
        "event": found, "crumbs": way(), "tabs": event_tabs(found, "manage"), "may_write": workflow.may_write(found, actor),
        "moves": workflow.moves_of(found, actor), "joining": Joining.objects.filter(event=found).first(),
        "speakers": list(found.speakers.order_by("position", "id")), "counts": counts_of([found.pk])[found.pk],
        "programme": markdown(found.text) if found.text else "", "address": address, "address_qr": qr_data(address),
    }  # fmt: skip
    return render(request, "events/manage.html", context)


@require_POST
def act(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """Announce an event, or close it as held (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_own_event(actor, public_id)
    services.event_move(event=found, verb=verb, actor=actor)
    done = {
        Verb.OPEN: _("Announced. People can sign up."),
        Verb.HOLD: _("Closed. Participants are asked what they think."),
    }
    messages.success(request, done.get(Verb(verb), _("Saved.")))
    return redirect("events:manage", public_id=public_id)


def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Cancel an event, with the reason that everybody reads."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_own_event(actor, public_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        services.event_move(event=found, verb=Verb.CANCEL, actor=actor, reason=form.cleaned_data["reason"])
        messages.success(request, _("Cancelled. Everybody who signed up is told by mail."))
        return redirect("events:manage", public_id=public_id)
    told = found.taken + found.queued
    lead = _("This cannot be taken back. People who are told by mail: %(told)d.") % {"told": told}
    title = _("Cancel the event")
    return form_page(request, form, title, way(found), lead=lead, submit=title, danger=True)


@require_POST
def discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Throw a draft away (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    services.event_discard(event=access.get_own_event(actor, public_id), actor=actor)
    messages.success(request, _("The draft is gone."))
    return redirect("events:desk")


def speakers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write who speaks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_own_event(actor, public_id)
    initial = list(
        Speaker.objects.filter(event=found)
        .order_by("position", "id")
        .values("name", "role_zh", "role_en", "topic_zh", "topic_en")
    )
    stale: list[str] = []
    formset = SpeakerFormSet(request.POST if request.method == "POST" else None, initial=initial, prefix="s")
    if formset.is_bound and formset.is_valid():
        seen = request.POST.get("version", "")
        try:
            services.speakers_keep(event=found, rows=speakers_given(formset), actor=actor, seen=seen)
        except ValidationError as error:
            stale = error.messages
        else:
            messages.success(request, _("Saved."))
            return redirect("events:manage", public_id=public_id)
    context = {
        "formset": formset, "event": found, "crumbs": way(found), "version": services.version_of(found), "stale": stale,
    }  # fmt: skip
    return render(request, "events/speakers.html", context, status=422 if formset.is_bound else 200)


@require_safe
def series(request: HttpRequest) -> HttpResponse:
    """List the series of the desk."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = access.visible_series(actor).select_related("center").order_by("center__code", "name_zh", "id")
    context: dict[str, Any] = {
        "rows": list(rows[:200]), "tabs": tabs(request, "series"), "national": actor.kind == "national",
        "may_write": actor.has(*workflow.WRITERS), "own_center": actor.center_id,
    }  # fmt: skip
    return render(request, "events/series.html", context)


def series_add(request: HttpRequest) -> HttpResponse:
    """Begin a series."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return _series_form(request, Series(center_id=actor.own_center_id), _("Begin a series"))


def series_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a series of the own center."""
    found = access.get_own_series(request.actor, public_id)  # type: ignore[attr-defined]
    return _series_form(request, found, _("Change the series"))


def _series_form(request: HttpRequest, series: Series, title: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = SeriesForm(request.POST if request.method == "POST" else None, instance=series)
    if form.is_bound and form.is_valid():
        services.series_keep(series=form.instance, actor=actor)
        messages.success(request, _("Saved."))
        return redirect("events:series")
    return form_page(request, form, title, [(_("Series"), reverse("events:series"))])
