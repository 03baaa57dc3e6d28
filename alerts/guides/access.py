"""Gates of the guides: the desk's rows, and what readers find at an address."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from alerts.guides.choices import Code, slug_of
from alerts.guides.models import Chapter, Check
from alerts.publishing.access import get_edition
from alerts.publishing.choices import Kind
from alerts.publishing.models import Edition
from portal.accounts.actors import Actor


def visible_chapters(actor: Actor) -> QuerySet[Chapter]:
    """Give the chapters of the desk: those of the national center, to its own people."""
    if actor.kind != "national":
        return Chapter.objects.none()
    return Chapter.objects.filter(center_id=actor.own_center_id)


def get_chapter(actor: Actor, public_id: UUID) -> Chapter:
    """Return one chapter of the desk or raise Http404."""
    try:
        return visible_chapters(actor).select_related("item", "owner").get(public_id=public_id)
    except Chapter.DoesNotExist:
        raise Http404 from None


def get_check(actor: Actor, public_id: UUID) -> Check:
    """Return one check of a chapter of the desk or raise Http404."""
    try:
        return Check.objects.select_related("chapter__item", "asked_by").get(
            chapter__in=visible_chapters(actor), public_id=public_id
        )
    except Check.DoesNotExist:
        raise Http404 from None


def get_chapter_edition(country: str, chapter: str) -> Edition:
    """Return what is read at a chapter's address, retracted or not, or raise Http404."""
    if chapter not in Code.values or not country.islower():
        raise Http404
    return get_edition(Kind.GUIDE, slug_of(country, chapter))
