"""One firm in a delegation, as its center, the firm itself and an expert on duty see it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from exhibitions.fairs import access, hooks, workflow
from exhibitions.fairs.choices import STANDING, ParticipantState
from exhibitions.fairs.forms.delegations import ReasonForm
from exhibitions.fairs.forms.participants import ParticipantForm, SignUpForm
from exhibitions.fairs.models import Participant
from exhibitions.fairs.selectors import delegations as found
from exhibitions.fairs.selectors.participants import exhibits_and_rights, is_picture
from exhibitions.fairs.selectors.training import sessions_of
from exhibitions.fairs.services.participants import participant_change, participant_move, sign_up
from exhibitions.fairs.views.shared import form_page
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict
from portal.reference.countries import country_names
from portal.reference.phones import display_phone
from portal.site.asking import actor_of, seen_version, take


def base_of(actor: Actor) -> str:
    """Name the house in which the actor sees a firm's pages."""
    return "editorial.html" if actor.is_staff else "base.html"


def way_of(actor: Actor, participant: Participant, *, inside: bool = True) -> list[tuple[str, str]]:
    """Give the way to a firm's page, as the actor came."""
    delegation = participant.delegation
    if actor.is_staff:
        way = [
            (_("Delegations"), reverse("fairs:delegations")),
            (delegation.name, reverse("fairs:delegation", args=[delegation.public_id])),
        ]
    elif actor.kind == "expert":
        way = [(_("Duties at fairs"), reverse("fairs:duties"))]
    else:
        way = [(_("My fairs"), reverse("fairs:mine"))]
    if inside:
        way.append((participant.name, reverse("fairs:participant", args=[participant.public_id])))
    return way


def mine(request: HttpRequest) -> HttpResponse:
    """List the acting firm's fairs with their state."""
    actor = actor_of(request)
    rows = list(found.own_rows(actor.own_enterprise_id)[:200])
    lines = hooks.mine_lines(rows, actor)
    return render(request, "fairs/mine.html", {"rows": [(row, lines[row.pk]) for row in rows]})


def sign_up_form(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask for the acting firm to be taken into a delegation."""
    actor = actor_of(request)
    delegation = access.get_joinable(public_id)
    # The public page that leads here is the same for everybody, so it offers the form to firms that are in, too.
    own = access.visible_participants(actor).filter(delegation=delegation, state__in=STANDING).first()
    if own is not None and request.method == "GET":
        messages.info(request, _("Your firm has signed up already; this is its entry."))
        return redirect("fairs:participant", public_id=own.public_id)
    form = SignUpForm(request.POST if request.method == "POST" else None, instance=Participant())
    if form.is_bound and form.is_valid():
        participant: Participant = form.instance
        try:
            sign_up(participant=participant, delegation=delegation, actor=actor)
        except ValidationError as error:
            take(form, error)
        else:
            messages.success(request, _("Signed up. The center decides and tells you."))
            return redirect("fairs:participant", public_id=participant.public_id)
    way = [(delegation.edition.name, reverse("fairs:fair", args=[delegation.edition.public_id]))]
    return form_page(
        request, form, _("Sign your firm up for “%(name)s”") % {"name": delegation.name}, way, lead=delegation.brief,
        submit=_("Send the sign-up"), base="base.html",
    )  # fmt: skip


def participant(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a firm in a delegation with what it shows and the rights it has."""
    row = access.get_participant(actor_of(request), public_id)
    return participant_page(request, row, ReasonForm())


def participant_page(request: HttpRequest, row: Participant, form: ReasonForm, status: int = 200) -> HttpResponse:
    """Draw a firm's page."""
    actor = actor_of(request)
    shown, rights = exhibits_and_rights(row)
    phone = display_phone(row.contact_phone) if row.contact_phone else ""
    facts = [
        (_("Fair"), row.delegation.edition.name),
        (_("Name in English"), row.name_en),
        (_("Unified social credit code"), row.uscc),
        (_("Hall and booth"), row.place),
        (_("Contact"), " · ".join(part for part in (row.contact_name, phone, row.contact_email) if part)),
        (_("Target markets"), country_names(row.markets)),
        (_("Note"), row.note),
    ]
    if actor.is_staff:
        facts += [
            (_("Source"), row.get_source_display()),
            (_("Record in the portal"), _("Yes") if row.enterprise_id else _("Not yet; it is looked for every hour")),
        ]
    context: dict[str, Any] = {
        "row": row, "delegation": row.delegation, "facts": facts, "shown": shown, "rights": rights, "form": form,
        "may_edit": access.may_edit(actor, row), "steps": workflow.participant_steps(row, actor),
        "firm": actor.kind == "enterprise", "base": base_of(actor), "crumbs": way_of(actor, row, inside=False),
        "phases": hooks.participant_phases(row, actor) if row.state == ParticipantState.CONFIRMED else [],
        "sessions": sessions_of(row.delegation) if row.stands else [],
        "pictures": {picture.pk for each in shown for picture in each.pictures if is_picture(picture)},
    }  # fmt: skip
    return render(request, "fairs/participant.html", context, status=status)


def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what a firm says of itself, or what the center says of it."""
    actor = actor_of(request)
    row = access.get_own_participant(actor, public_id)
    if not access.may_edit(actor, row):
        raise Conflict(_("The delegation is closed, or the firm is not in it any more; nothing can be changed."))
    version = row.row_version
    kind = SignUpForm if actor.kind == "enterprise" else ParticipantForm
    form = kind(request.POST if request.method == "POST" else None, instance=row)
    if form.is_bound and form.is_valid():
        try:
            participant_change(participant=row, changed=form.changed_data, actor=actor, seen=seen_version(request))
        except ValidationError as error:
            take(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("fairs:participant", public_id=public_id)
    return form_page(
        request, form, _("Change the entry"), way_of(actor, row), version=version, base=base_of(actor)
    )  # fmt: skip


def act(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """Decide about a firm, or withdraw (POST)."""
    actor = actor_of(request)
    row = access.get_own_participant(actor, public_id)
    form = ReasonForm(request.POST)
    step = workflow.participant_step(row, verb)
    if step is not None and step.reason and workflow.objection(step, row, actor) is None and not form.is_valid():
        return participant_page(request, row, form, status=422)
    reason = form.cleaned_data.get("reason", "") if form.is_valid() else ""
    participant_move(participant=row, verb=verb, actor=actor, reason=reason)
    messages.success(request, _("Done."))
    return redirect("fairs:participant", public_id=public_id)
