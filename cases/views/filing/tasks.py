"""Begin a request, see what is left to do, throw a draft away."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.choices import IPKind, State
from cases.procedure import WORKING_DAYS
from cases.selectors.filing import Draft, drafts_of
from cases.selectors.progress import progress_of
from cases.services.drafts import Known, draft_create, draft_delete
from cases.views.filing.common import open_draft
from portal.policy.personas import ENTERPRISE_WRITERS
from portal.reference.countries import country_names, is_code
from portal.reference.text import pick
from portal.site import search
from portal.site.asking import actor_of
from portal.uuid7 import uuid7


class BeginForm(forms.Form):
    """The key makes a double click begin one draft, not two."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)


def known_from(query: QueryDict) -> Known:
    """Read what a link into the portal knows already; what makes no sense is left out.

    `country` and `ip` are codes, `about` names a published page: its title is looked up, and no words of the link are shown.
    """
    return Known(
        countries=tuple(dict.fromkeys(code for code in query.getlist("country") if is_code(code)))[:5],
        ip_kinds=tuple(dict.fromkeys(code for code in query.getlist("ip") if code in IPKind.values)),
        about=search.title_of(query.get("about", ""))[:200],
    )


def begin(request: HttpRequest) -> HttpResponse:
    """Say what is needed and how it goes on (GET, open to everybody); begin a draft (POST)."""
    actor = actor_of(request)
    known = known_from(request.GET)
    if request.method == "POST":
        form = BeginForm(request.POST)
        key = form.cleaned_data["key"] if form.is_valid() else None
        case = draft_create(actor=actor, public_id=key, known=known)
        return redirect("cases:filing", public_id=case.public_id)
    writer = not actor.personas.isdisjoint(ENTERPRISE_WRITERS)
    context = {
        "form": BeginForm(initial={"key": uuid7()}),
        "writer": writer,
        "days": WORKING_DAYS[State.SUBMITTED],
        "drafts": drafts_of(actor) if writer else [],
        "known": known,
        "known_countries": country_names(known.countries),
        "known_rights": pick("、", ", ").join(str(IPKind(code).label) for code in known.ip_kinds),
    }
    return render(request, "cases/filing/begin.html", context)


def tasks(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the task list of a draft."""
    found = open_draft(request, public_id)
    if isinstance(found, HttpResponse):
        return found
    progress = progress_of(Draft(found), actor_of(request))
    return render(request, "cases/filing/tasks.html", {"case": found, "progress": progress})


def delete(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask (GET), then throw the draft away with its files (POST)."""
    found = open_draft(request, public_id)
    if isinstance(found, HttpResponse):
        return found
    if request.method == "POST":
        draft_delete(case=found)
        messages.success(request, _("The draft was deleted."))
        return redirect("cases:home" if actor_of(request).kind == "enterprise" else "cases:desk_begin")
    return render(request, "cases/filing/delete.html", {"case": found, "destructive": True})
