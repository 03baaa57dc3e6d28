"""The register of offices abroad, the list of recipients, and what went out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.outreach import access, workflow
from alerts.outreach.choices import Decision, Standing
from alerts.outreach.forms.offices import OfficeFilterForm, OfficeForm, ReasonForm, RecipientForm
from alerts.outreach.models import Mailing, Office, Recipient
from alerts.outreach.selectors import offices as found_offices
from alerts.outreach.services.offices import last_stop, office_keep, recipient_move, recipient_prepare
from alerts.outreach.views.shared import form_page, tabs
from alerts.outreach.wording import wanted_lines
from alerts.publishing.selectors.reading import address_of
from cases.choices import IPKind
from portal.accounts.actors import Actor
from portal.keyset import NEWEST
from portal.policy.conflict import Conflict
from portal.reference.industry import section_name
from portal.reference.text import pick
from portal.site.asking import page_at, take
from portal.tenancy.models import Center


def listing(request: HttpRequest) -> HttpResponse:
    """List the offices that the actor may see, newest entry first, with filters."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = OfficeFilterForm(request.GET or None)
    rows = found_offices.filtered(access.visible_offices(actor), **form.asked()).select_related("center")
    context = {
        "form": form, "page": page_at(request, rows, NEWEST), "tabs": tabs(request, "offices"),
        "may_write": _may_add(actor),
    }  # fmt: skip
    return render(request, "outreach/offices.html", context)


def _may_add(actor: Actor) -> bool:
    if actor.kind == "national":
        return actor.has("coordinator", "editor")
    return access.own_center(actor).kind == Center.Kind.OVERSEAS


def add(request: HttpRequest) -> HttpResponse:
    """Enter an office."""
    if not _may_add(request.actor):  # type: ignore[attr-defined]
        raise Conflict(_("Offices are kept by the national center and by the overseas sub-centers."))
    return _office_form(request, Office(), _("Add an office"), [(_("Offices abroad"), reverse("outreach:offices"))])


def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change an office that the actor keeps."""
    office = access.get_kept_office(request.actor, public_id)  # type: ignore[attr-defined]
    return _office_form(request, office, _("Change the entry"), _way(office))


def _office_form(request: HttpRequest, office: Office, title: str, way: list[tuple[str, str]]) -> HttpResponse:
    form = OfficeForm(request.POST if request.method == "POST" else None, instance=office)
    if form.is_bound and form.is_valid():
        try:
            kept = office_keep(office=form.instance, actor=request.actor)  # type: ignore[attr-defined]
        except ValidationError as error:
            take(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("outreach:office", public_id=kept.public_id)
    return form_page(request, form, title, way)


def _way(office: Office) -> list[tuple[str, str]]:
    return [
        (_("Offices abroad"), reverse("outreach:offices")),
        (office.name, reverse("outreach:office", args=[office.public_id])),
    ]


def office(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show an office: who it is, what it receives, the latest contacts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_office(actor, public_id)
    national = actor.kind == "national"
    entries = list(Recipient.objects.filter(office=found).order_by("-id")[:10]) if national else []
    sent = Mailing.objects.filter(office=found).select_related("edition").order_by("-id")[:5] if national else []
    context = {
        "office": found,
        "facts": [
            (_("Kind"), found.get_kind_display()),
            (_("Country (region)"), f"{found.country_label} {found.city}".strip()),
            (_("Name in English"), found.name_en),
            (_("Name in the language of the place"), found.name_local),
            (_("Language of correspondence"), found.get_language_display()),
            (_("E-mail"), found.email),
            (_("Telephone"), found.phone),
            (_("Rights it deals with"), pick("、", ", ").join(str(IPKind(code).label) for code in found.ip_kinds)),
            (_("Industries it deals with"), pick("、", ", ").join(map(section_name, found.industries))),
            (_("Kept by"), found.center.name),
        ],
        "entries": entries,
        "sent": found_offices.with_states(list(sent)) if national else [],
        "contacts": list(access.visible_contacts(actor).filter(office=found).order_by("-day", "-id")[:5]),
        "may_keep": access.may_keep(actor, found),
        "may_list": actor.has(*workflow.PREPARERS) and found.is_active and bool(found.email),
        "may_log": actor.has("coordinator", "editor", "intake", "handler", "supervisor"),
        "national": national,
        "crumbs": _way(found)[:1],
    }
    return render(request, "outreach/office.html", context)


def recipient_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Prepare an office's entry on the list of recipients."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_office(actor, public_id)
    if not found.is_active or not found.email:
        raise Conflict(_("Only an active office with an e-mail address can receive mail."))
    standing = Recipient.objects.filter(office=found, state=Standing.RELEASED).first()
    first = found_offices.wanted_of(standing).stored() if standing else {"ip_kinds": found.ip_kinds}
    form = RecipientForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_bound and form.is_valid():
        entry = recipient_prepare(office=found, wanted=form.wanted(), basis=form.cleaned_data["basis"], actor=actor)
        messages.success(request, _("Prepared. A reviewer decides whether it is released."))
        return redirect("outreach:recipient", public_id=entry.public_id)
    lead = _("%(email)s receives in %(language)s what is published and matches.") % {
        "email": found.email, "language": found.get_language_display(),
    }  # fmt: skip
    note = ""
    if last_stop(found) is not None:
        note = _("This office asked for no more mail. Put it on the list only if it has asked for mail again since.")
    return form_page(request, form, _("Put on the list of recipients"), _way(found), lead=lead, note=note)


def recipients(request: HttpRequest) -> HttpResponse:
    """List the entries of the list of recipients by state."""
    wanted = request.GET.get("state", Standing.RELEASED)
    state = wanted if wanted in Standing.values else Standing.RELEASED
    rows = Recipient.objects.filter(state=state).select_related("office", "prepared_by")
    states = [
        {
            "label": label,
            "url": f"{reverse('outreach:recipients')}?state={code}",
            "active": code == state,
            "count": None,
        }
        for code, label in Standing.choices
    ]
    shown = page_at(request, rows, NEWEST)
    context = {
        "page": shown, "rows": [(entry, wanted_lines(entry)) for entry in shown.rows], "states": states,
        "tabs": tabs(request, "recipients"),
    }  # fmt: skip
    return render(request, "outreach/recipients.html", context)


def recipient(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show an entry: what it would have received, and what can be decided about it."""
    return _recipient_page(request, access.get_recipient(public_id), ReasonForm())


def _recipient_page(request: HttpRequest, entry: Recipient, form: ReasonForm, status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    editions = found_offices.would_have_sent(found_offices.wanted_of(entry))
    context = {
        "entry": entry, "lines": wanted_lines(entry), "steps": workflow.open_steps(entry, actor), "form": form,
        "own": entry.state == Standing.PREPARED and entry.prepared_by_id == actor.user_id and actor.has("reviewer"),
        "stopped": entry.state == Standing.PREPARED and last_stop(entry.office) is not None,
        "preview": [
            (row, address_of(row.kind, row.slug)) for row in editions if row.kind != "guide"
        ],
        "days": found_offices.PREVIEW_DAYS,
        "crumbs": [(_("Recipients"), reverse("outreach:recipients"))],
    }  # fmt: skip
    return render(request, "outreach/recipient.html", context, status=status)


def recipient_act(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """Decide about an entry (POST)."""
    entry = access.get_recipient(public_id)
    form = ReasonForm(request.POST)
    step = workflow.step_of(entry, verb)
    if step is not None and step.reason and not form.is_valid():
        return _recipient_page(request, entry, form, status=422)
    reason = form.cleaned_data.get("reason", "") if form.is_valid() else ""
    recipient_move(entry=entry, verb=verb, actor=request.actor, reason=reason)  # type: ignore[attr-defined]
    messages.success(request, workflow.STEP_DONE[Decision(verb)])
    return redirect("outreach:recipient", public_id=public_id)


def mailings(request: HttpRequest) -> HttpResponse:
    """List what went out to offices, newest first, with what became of it."""
    rows = Mailing.objects.select_related("office", "edition").defer("edition__parts", "edition__sources")
    shown = page_at(request, rows, NEWEST)
    sent = found_offices.with_states(shown.rows)
    context = {
        "page": shown, "tabs": tabs(request, "mailings"),
        "rows": [(row, address_of(row.mailing.edition.kind, row.mailing.edition.slug)) for row in sent],
    }  # fmt: skip
    return render(request, "outreach/mailings.html", context)
