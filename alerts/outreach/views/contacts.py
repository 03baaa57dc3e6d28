"""The liaison log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.outreach import access
from alerts.outreach.exports import contacts_csv
from alerts.outreach.forms.contacts import ContactFilterForm, ContactForm, FileForm
from alerts.outreach.models import Contact
from alerts.outreach.selectors.contacts import filtered
from alerts.outreach.services.files import file_add
from alerts.outreach.services.liaison import contact_keep, follow_up_done
from alerts.outreach.views.shared import form_page, tabs
from portal.accounts.actors import Actor
from portal.documents.download import send
from portal.keyset import Order
from portal.policy.conflict import Conflict
from portal.site.asking import number_of, page_at
from portal.tenancy.models import Center

NEWEST = Order("day", descending=True)


def _asked(request: HttpRequest) -> tuple[ContactFilterForm, QuerySet[Contact]]:
    form = ContactFilterForm(request.GET or None)
    seen = access.visible_contacts(request.actor)  # type: ignore[attr-defined]
    return form, filtered(seen, **form.asked(), today=timezone.localdate())


def listing(request: HttpRequest) -> HttpResponse:
    """List contacts, the newest first, with filters."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form, rows = _asked(request)
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    context = {
        "form": form, "page": page_at(request, rows.select_related("office", "center"), NEWEST),
        "tabs": tabs(request, "contacts"), "may_write": may_log(actor), "national": actor.kind == "national",
        "query": query.urlencode(),
    }  # fmt: skip
    return render(request, "outreach/contacts.html", context)


def as_file(request: HttpRequest) -> HttpResponse:
    """Give the narrowed log as CSV."""
    return contacts_csv(_asked(request)[1])


def may_log(actor: Actor) -> bool:
    """Say whether `actor` writes in the log: national writers, and the staff of overseas centers."""
    if actor.kind == "national":
        return actor.has("coordinator", "editor")
    return access.own_center(actor).kind == Center.Kind.OVERSEAS


def add(request: HttpRequest) -> HttpResponse:
    """Note a contact."""
    if not may_log(request.actor):  # type: ignore[attr-defined]
        raise Conflict(_("The log is kept by the national center and by the overseas sub-centers."))
    first: dict[str, Any] = {"day": timezone.localdate()}
    office = request.GET.get("office", "")
    if number_of(office) is not None:
        first["office"] = office
    return _form(request, Contact(), _("Note a contact"), [(_("Liaison log"), reverse("outreach:contacts"))], first)


def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a contact of the own center."""
    found = access.get_own_contact(request.actor, public_id)  # type: ignore[attr-defined]
    return _form(request, found, _("Change the note"), _way(found), {})


def _form(
    request: HttpRequest, contact: Contact, title: str, way: list[tuple[str, str]], first: dict[str, Any]
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    data = request.POST if request.method == "POST" else None
    form = ContactForm(data, instance=contact, offices=access.visible_offices(actor), initial=first)
    if form.is_bound and form.is_valid():
        kept = contact_keep(contact=form.instance, actor=actor)
        messages.success(request, _("Saved."))
        return redirect("outreach:contact", public_id=kept.public_id)
    return form_page(request, form, title, way)


def _way(contact: Contact) -> list[tuple[str, str]]:
    return [
        (_("Liaison log"), reverse("outreach:contacts")),
        (contact.topic, reverse("outreach:contact", args=[contact.public_id])),
    ]


def contact(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a contact with its files."""
    return _page(request, access.get_contact(request.actor, public_id), FileForm())  # type: ignore[attr-defined]


def _page(request: HttpRequest, found: Contact, form: FileForm, status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "contact": found, "form": form, "files": list(found.files.order_by("id")), "today": timezone.localdate(),
        "may_write": may_log(actor) and found.center_id == actor.center_id, "crumbs": _way(found)[:1],
        "facts": [
            (_("Office or authority"), found.office.name), (_("Country (region)"), found.office.country_label),
            (_("By"), found.get_means_display()), (_("Spoken with (function or unit)"), found.counterpart),
            (_("Noted by"), found.by.name if found.by else ""), (_("Center"), found.center.name),
        ],
    }  # fmt: skip
    return render(request, "outreach/contact.html", context, status=status)


def done(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Note that what was promised has been followed up (POST)."""
    found = access.get_own_contact(request.actor, public_id)  # type: ignore[attr-defined]
    follow_up_done(contact=found, actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Noted as followed up."))
    return redirect("outreach:contact", public_id=public_id)


def add_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a file to a contact of the own center (POST)."""
    found = access.get_own_contact(request.actor, public_id)  # type: ignore[attr-defined]
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            file_add(contact=found, upload=form.cleaned_data["file"], actor=request.actor)  # type: ignore[attr-defined]
        except ValidationError as error:
            form.add_error("file", error.messages[0])
        else:
            messages.success(request, _("Received. It opens as soon as it has been checked."))
            return redirect("outreach:contact", public_id=public_id)
    return _page(request, found, form, status=422)


def file(request: HttpRequest, public_id: UUID, file: UUID) -> HttpResponseBase:
    """Send a clean file."""
    row = access.get_file(request.actor, public_id, file)  # type: ignore[attr-defined]
    return send(row.storage_key, row.name, row.media_type, inline=False)
