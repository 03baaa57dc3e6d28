"""The list of fairs on the desk: written by one person, confirmed by another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from exhibitions.fairs import access
from exhibitions.fairs.forms.listed import ContactForm, DeskFilterForm, EditionForm, FairForm
from exhibitions.fairs.models import Fair, FairContact, FairEdition
from exhibitions.fairs.selectors import listed
from exhibitions.fairs.services.contacts import contact_keep, contact_remove, contact_show
from exhibitions.fairs.services.listed import amendment_decide, amendment_prepare, entry_confirm, entry_keep
from exhibitions.fairs.views.shared import Way, form_page, tabs
from experts.choices import LANGUAGES
from portal.keyset import NEWEST
from portal.policy.conflict import Conflict
from portal.reference.industry import section_name
from portal.reference.text import pick
from portal.site.asking import actor_of, page_at, seen_version, take
from portal.site.marks import zone_place


def listing(request: HttpRequest) -> HttpResponse:
    """List the fairs that the actor may see, newest entry first, with filters."""
    actor = actor_of(request)
    form = DeskFilterForm(request.GET or None)
    rows = listed.on_desk(access.visible_fairs(actor), **form.asked()).select_related("center")
    context = {
        "form": form, "page": page_at(request, rows, NEWEST), "tabs": tabs("listed"),
        "may_write": access.may_write(actor),
    }  # fmt: skip
    return render(request, "fairs/listed.html", context)


def _way(fair: Fair | None = None) -> list[tuple[str, str]]:
    way = [(_("List of fairs"), reverse("fairs:listed"))]
    if fair is not None:
        way.append((fair.name, reverse("fairs:entry", args=[fair.public_id])))
    return way


def entry(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a fair with its editions, contacts and the changes that wait."""
    actor = actor_of(request)
    fair = access.get_fair(actor, public_id)
    editions = access.visible_editions(actor).filter(fair=fair).select_related("created_by", "center")
    rows = list(editions.order_by("-starts_on", "-pk")[:50])
    own = {
        row.edition_id: row for row in access.visible_delegations(actor).filter(edition__in=rows, center_id=actor.own_center_id)
        .exclude(state="cancelled")
    }  # fmt: skip
    confirms = access.may_confirm(actor)
    context = {
        "fair": fair,
        "facts": [
            (_("Name in English or the local language"), fair.name_en),
            (_("Organiser"), fair.organiser),
            (_("City and venue"), fair.site),
            (_("Time zone"), zone_place(fair.time_zone)),
            (_("Local language"), str(dict(LANGUAGES).get(fair.language, fair.language))),
            (_("Industries"), pick("、", ", ").join(map(section_name, fair.industries))),
            (_("Website"), fair.website),
            (_("Written by"), f"{fair.created_by.name if fair.created_by else '—'} · {fair.center.name}"),
            (_("Confirmed by"), fair.confirmed_by.name if fair.confirmed_by else ""),
        ],
        "rules": fair.rules,
        "rows": [
            {
                "edition": row, "own": own.get(row.pk),
                "may_change": access.may_change(actor, row),
                "may_confirm": confirms and row.confirmed_at is None and row.created_by_id != actor.user_id and fair.confirmed_at is not None,
            }
            for row in rows
        ],
        "contacts": [
            {
                "row": row, "own": access.is_own(actor, row),
                "may_show": confirms and row.center_id == actor.center_id and not row.is_public and row.created_by_id != actor.user_id,
                "may_hide": confirms and row.center_id == actor.center_id and row.is_public,
            }
            for row in listed.by_kind(access.visible_contacts(actor).filter(fair=fair))
        ],
        "changes": listed.changes_of(fair, actor.user_id) if actor.kind == "national" else [],
        "may_write": access.may_write(actor),
        "may_change": access.may_change(actor, fair),
        "may_confirm": confirms and fair.confirmed_at is None and fair.created_by_id != actor.user_id,
        "confirms": confirms,
        "crumbs": _way(),
    }  # fmt: skip
    return render(request, "fairs/entry.html", context)


def fair_add(request: HttpRequest) -> HttpResponse:
    """Write a fair for the list."""
    return _entry_form(request, FairForm, Fair(), _("Put a fair on the list"), _way())


def fair_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a fair that waits, or write down a change of one that stands."""
    actor = actor_of(request)
    fair = access.get_fair(actor, public_id)
    if not access.may_change(actor, fair):
        raise Conflict(_("An entry that waits is changed by whoever wrote it; one that stands, by the nation."))
    return _entry_form(request, FairForm, fair, _("Change the entry"), _way(fair))


def edition_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write an edition of a fair."""
    fair = access.get_fair(actor_of(request), public_id)
    return _entry_form(request, EditionForm, FairEdition(fair=fair), _("Add an edition"), _way(fair))


def edition_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change an edition that waits, or write down a change of one that stands."""
    actor = actor_of(request)
    edition = access.get_edition(actor, public_id)
    if not access.may_change(actor, edition):
        raise Conflict(_("An entry that waits is changed by whoever wrote it; one that stands, by the nation."))
    return _entry_form(request, EditionForm, edition, _("Change the edition of the fair"), _way(edition.fair))


def _entry_form(request: HttpRequest, kind: Any, entry: Any, title: str, way: Way) -> HttpResponse:
    actor = actor_of(request)
    stands = entry.confirmed_at is not None
    form = kind(request.POST if request.method == "POST" else None, instance=entry)
    if form.is_bound and form.is_valid():
        fair = entry if isinstance(entry, Fair) else entry.fair
        try:
            if stands:
                # The form has written into the instance; the change is compared with what stands.
                words = {name: form.cleaned_data[name] for name in form.cleaned_data}
                present = type(entry)._default_manager.select_related().get(pk=entry.pk)
                changed = amendment_prepare(entry=present, words=words, actor=actor)
                text = _("Written down. Somebody else releases the change.") if changed else _("Nothing has changed.")
                messages.success(request, text)
            else:
                entry_keep(entry=form.instance, actor=actor)
                messages.success(request, _("Saved. Somebody else of the nation confirms it."))
        except ValidationError as error:
            take(form, error)
        else:
            return redirect("fairs:entry", public_id=fair.public_id)
    note = _("This entry stands. What you write is released by somebody else.") if stands else ""
    return form_page(request, form, title, way, note=note)


def fair_confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Confirm a fair that somebody else wrote (POST)."""
    actor = actor_of(request)
    fair = access.get_fair(actor, public_id)
    entry_confirm(entry=fair, actor=actor, seen=seen_version(request) or 0)
    messages.success(request, _("Confirmed."))
    return redirect("fairs:entry", public_id=fair.public_id)


def edition_confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Confirm an edition that somebody else wrote (POST)."""
    actor = actor_of(request)
    edition = access.get_edition(actor, public_id)
    entry_confirm(entry=edition, actor=actor, seen=seen_version(request) or 0)
    messages.success(request, _("Confirmed. The public reads it now."))
    return redirect("fairs:entry", public_id=edition.fair.public_id)


def amendment_act(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """Release or drop a change that waits (POST)."""
    amendment = access.get_amendment(public_id)
    amendment_decide(amendment=amendment, release=verb == "release", actor=actor_of(request))
    messages.success(request, _("Done."))
    fair = amendment.fair or (amendment.edition.fair if amendment.edition else None)
    assert fair is not None
    return redirect("fairs:entry", public_id=fair.public_id)


def contact_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Enter somebody to turn to at a fair."""
    actor = actor_of(request)
    fair = access.get_fair(actor, public_id)
    return _contact_form(request, FairContact(fair=fair), _("Add a contact"))


def contact_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a contact that the acting center keeps."""
    return _contact_form(request, access.get_own_contact(actor_of(request), public_id), _("Change the contact"))


def _contact_form(request: HttpRequest, contact: FairContact, title: str) -> HttpResponse:
    actor = actor_of(request)
    form = ContactForm(request.POST if request.method == "POST" else None, instance=contact, fair=contact.fair)
    was_public = contact.is_public
    if form.is_bound and form.is_valid():
        try:
            contact_keep(contact=form.instance, actor=actor)
        except ValidationError as error:
            take(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("fairs:entry", public_id=contact.fair.public_id)
    note = _("Everybody reads this contact. A changed one is shown again by somebody else.") if was_public else ""
    return form_page(request, form, title, _way(contact.fair), note=note)


def contact_act(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """Show a contact of the nation to everybody, or no more (POST)."""
    actor = actor_of(request)
    contact = access.get_own_contact(actor, public_id)
    contact_show(contact=contact, shown=verb == "show", actor=actor, seen=seen_version(request) or 0)
    messages.success(request, _("Done."))
    return redirect("fairs:entry", public_id=contact.fair.public_id)


def contact_drop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Delete a contact of the acting center (POST)."""
    actor = actor_of(request)
    contact = access.get_own_contact(actor, public_id)
    contact_remove(contact=contact, actor=actor)
    messages.success(request, _("Deleted."))
    return redirect("fairs:entry", public_id=contact.fair.public_id)
