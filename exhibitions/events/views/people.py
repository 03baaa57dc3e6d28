"""Who signed up and who came: the list, the door, the QR code."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from exhibitions.events import access, workflow
from exhibitions.events.choices import CheckIn, Place
from exhibitions.events.exports import people_csv
from exhibitions.events.forms.desk import EnterForm, NameForm, PeopleFilterForm
from exhibitions.events.models import Event
from exhibitions.events.selectors.desk import people
from exhibitions.events.selectors.figures import counts_of
from exhibitions.events.services import desk as services
from exhibitions.events.services.events import record
from exhibitions.events.views.shared import BY_ID, event_tabs, form_page, way
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict
from portal.site.asking import page_at, take

# Names at the door are looked for rather than leafed through.
_AT_DOOR = 60


@require_safe
def listing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """List who signed up."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_event(actor, public_id)
    form = PeopleFilterForm(request.GET or None)
    context = {
        "event": found, "page": page_at(request, people(found, **form.asked()), BY_ID), "form": form,
        "tabs": event_tabs(found, "people"), "crumbs": way(), "may_write": workflow.may_write(found, actor),
        "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "events/people.html", context)


@require_safe
def as_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the narrowed list as CSV; the trail says who took it."""
    found = access.get_event(request.actor, public_id)  # type: ignore[attr-defined]
    record("people_exported", found)
    return people_csv(people(found, **PeopleFilterForm(request.GET).asked()))


def enter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Enter somebody by hand: by telephone, or a walk-in."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_own_event(actor, public_id)
    form = EnterForm(request.POST if request.method == "POST" else None, initial={"walkin": workflow.checks_in(found)})
    if form.is_bound and form.is_valid():
        walkin = form.cleaned_data["walkin"]
        try:
            row = services.signup_enter(
                event=found, given=form.given(), email=form.cleaned_data["email"], walkin=walkin, actor=actor
            )
        except ValidationError as error:
            take(form, error)
        except Conflict as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{row.name}{_(': ')}{row.get_state_display()}")
            return redirect("events:door" if walkin else "events:people", public_id=public_id)
    return form_page(request, form, _("Enter a person"), way(found))


@require_POST
def drop(request: HttpRequest, public_id: UUID, signup: int) -> HttpResponse:
    """Take somebody off the list (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = access.get_signup(actor, public_id, signup)
    services.signup_drop(signup=row, actor=actor)
    messages.success(request, _("Taken off the list, and told by mail."))
    return redirect("events:people", public_id=public_id)


@never_cache
@require_safe
def door(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Check people in by name."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_event(actor, public_id)
    text = NameForm(request.GET).text()
    rows = people(found, text=text).filter(state__in=[Place.CONFIRMED, Place.WAITING, Place.WALKIN])
    shown = list(rows.order_by("checked_in_at", "name", "id")[: _AT_DOOR + 1])
    context = {
        "event": found, "rows": shown[:_AT_DOOR], "more": len(shown) > _AT_DOOR, "text": text,
        "tabs": event_tabs(found, "door"), "crumbs": way(), "counts": counts_of([found.pk])[found.pk],
        "may_write": workflow.may_write(found, actor), "open": workflow.checks_in(found),
    }  # fmt: skip
    return render(request, "events/door.html", context)


@require_POST
def come(request: HttpRequest, public_id: UUID, signup: int) -> HttpResponse:
    """Check somebody in from the list, or take that back (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = access.get_signup(actor, public_id, signup)
    if request.POST.get("deed") == "undo":
        services.check_in_undo(signup=row, actor=actor)
        messages.success(request, _("The check-in of %(name)s is taken back.") % {"name": row.name})
    else:
        services.check_in(signup=row, how=CheckIn.LIST, actor=actor)
        messages.success(request, _("%(name)s is checked in.") % {"name": row.name})
    # Back to the same search, so that the next of a firm stands there already.
    text = NameForm(request.POST).text()
    return redirect(_door(row.event, text))


def _door(event: Event, text: str = "") -> str:
    return reverse("events:door", args=[event.public_id]) + (f"?{urlencode({'q': text})}" if text else "")


@never_cache
def ticket(request: HttpRequest, ticket: UUID) -> HttpResponse:
    """Show whose QR code this is (GET), check them in (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = access.get_ticket(actor, ticket)
    problem, status = "", 200
    if request.method == "POST":
        try:
            row = services.check_in(signup=row, how=CheckIn.CODE, actor=actor)
        except Conflict as error:
            problem, status = str(error), 409
        else:
            messages.success(request, _("%(name)s is checked in.") % {"name": row.name})
            return redirect("events:ticket", ticket=ticket)
    context: dict[str, Any] = {
        "row": row, "event": row.event, "problem": problem, "open": workflow.checks_in(row.event), "crumbs": way(row.event),
        "may_come": row.state in (Place.CONFIRMED, Place.WAITING, Place.WALKIN),
    }  # fmt: skip
    return render(request, "events/ticket.html", context, status=status)
