"""Gates: fetch what the actor may see or answer 404. A sign-up is opened by its key (links.py, selectors.people)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from exhibitions.events.choices import Audience, State
from exhibitions.events.models import Certificate, Event, Material, Question, Series, SignUp
from exhibitions.events.workflow import may_write
from portal.accounts.actors import Actor
from portal.accounts.models import Enterprise, EnterpriseMember
from portal.documents.models import StoredFile


def announced(actor: Actor) -> QuerySet[Event]:
    """Give what is announced to `actor`, listed or not. Needs the bare log-in or a reader's scope."""
    seen = Q(audience__in=[Audience.PUBLIC, Audience.LINK])
    if actor.user_id is not None:
        seen |= Q(audience=Audience.CLIENTS, center_id__in=_centers_of(actor.user_id))
    return Event.objects.exclude(state=State.DRAFT).filter(seen)


def _centers_of(user_id: int) -> QuerySet[Enterprise, int | None]:
    """Give the centers that look after an enterprise for which somebody acts."""
    firms = Enterprise.objects.filter(members__user_id=user_id, members__state=EnterpriseMember.State.ACTIVE)
    return firms.exclude(registered_center=None).values_list("registered_center_id", flat=True)


def listed(actor: Actor) -> QuerySet[Event]:
    """Give what stands in lists for `actor`."""
    return announced(actor).exclude(audience=Audience.LINK)


def get_announced(actor: Actor, public_id: UUID) -> Event:
    """Return an announced event or raise Http404."""
    found = announced(actor).select_related("center", "series").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def get_open_material(actor: Actor, public_id: UUID, file: UUID) -> Material:
    """Return a material that everybody opens, or raise Http404."""
    found = Material.objects.filter(
        event=get_announced(actor, public_id), public_id=file, reader="everyone", state=StoredFile.State.CLEAN
    ).first()
    if found is None:
        raise Http404
    return found


def visible_events(actor: Actor) -> QuerySet[Event]:
    """Give the events on the desk of `actor`: all for the nation, its own for a center."""
    if actor.kind == "national":
        return Event.objects.all()
    return Event.objects.filter(center_id=actor.own_center_id)


def get_event(actor: Actor, public_id: UUID) -> Event:
    """Return one event of the desk or raise Http404."""
    found = visible_events(actor).select_related("center", "series").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def get_own_event(actor: Actor, public_id: UUID) -> Event:
    """Return an event that `actor` writes, or raise Http404."""
    found = get_event(actor, public_id)
    if not may_write(found, actor):
        raise Http404
    return found


def visible_series(actor: Actor) -> QuerySet[Series]:
    """Give the series on the desk of `actor`."""
    if actor.kind == "national":
        return Series.objects.all()
    return Series.objects.filter(center_id=actor.own_center_id)


def get_own_series(actor: Actor, public_id: UUID) -> Series:
    """Return a series of the acting center, or raise Http404."""
    found = Series.objects.filter(public_id=public_id, center_id=actor.own_center_id).first()
    if found is None:
        raise Http404
    return found


def get_signup(actor: Actor, public_id: UUID, signup: int) -> SignUp:
    """Return a sign-up for an event that `actor` writes, or raise Http404."""
    found = SignUp.objects.filter(pk=signup, event=get_own_event(actor, public_id)).select_related("event").first()
    if found is None:
        raise Http404
    return found


def get_ticket(actor: Actor, ticket: UUID) -> SignUp:
    """Return the sign-up behind a QR code, for the staff of its center, or raise Http404."""
    found = SignUp.objects.filter(ticket=ticket, center_id=actor.own_center_id).select_related("event__center").first()
    if found is None:
        raise Http404
    return found


def get_material(actor: Actor, public_id: UUID, file: UUID) -> Material:
    """Return a material of an event of the desk, or raise Http404."""
    found = Material.objects.filter(event=get_event(actor, public_id), public_id=file).first()
    if found is None:
        raise Http404
    return found


def get_own_material(actor: Actor, public_id: UUID, file: UUID) -> Material:
    """Return a material of an event that `actor` writes, or raise Http404."""
    found = Material.objects.filter(event=get_own_event(actor, public_id), public_id=file).first()
    if found is None:
        raise Http404
    return found


def get_own_question(actor: Actor, public_id: UUID, question: int) -> Question:
    """Return a question of an event that `actor` writes, or raise Http404."""
    found = Question.objects.filter(event=get_own_event(actor, public_id), pk=question).select_related("event").first()
    if found is None:
        raise Http404
    return found


def get_certificate(actor: Actor, public_id: UUID, certificate: int) -> Certificate:
    """Return a finished certificate of an event of the desk, or raise Http404."""
    found = Certificate.objects.filter(event=get_event(actor, public_id), pk=certificate, state="ready").first()
    if found is None:
        raise Http404
    return found
