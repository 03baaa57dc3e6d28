"""The library on the page of a case: the consent, the beginning of a draft, typical cases like it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alerts.library.choices import Manner
from alerts.library.forms.cases import DeclarationForm, SourcesForm
from alerts.library.selectors import origins
from alerts.library.selectors.similar import like_case
from alerts.library.services import consents, drafting
from cases import access
from cases.choices import State
from cases.consents import consent_text
from cases.models import Case, CaseCountry
from cases.selectors.case_page import contact_of
from portal.accounts.actors import Actor


def case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what a case still needs to become a typical case, and the texts to begin with."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_case(actor, public_id)
    return _case_page(request, found, actor, SourcesForm(found=origins.source_texts(found)))


def _case_page(request: HttpRequest, case: Case, actor: Actor, form: SourcesForm, *, status: int = 200) -> HttpResponse:
    context = {
        "case": case,
        "form": form,
        "closed": case.state in {State.CLOSED, State.ARCHIVED},
        "consent": origins.standing_consent(case),
        "declared": origins.consents_of(case),
        "origin": origins.live_origin_of(case),
        "contact": contact_of(case, actor),
        "may_begin": actor.has("handler", "supervisor"),
    }
    return render(request, "library/case.html", context, status=status)


def begin(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Begin a draft with the chosen texts (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_case(actor, public_id)
    form = SourcesForm(request.POST, found=origins.source_texts(found))
    if not form.is_valid():
        return _case_page(request, found, actor, form, status=422)
    origin = drafting.draft_begin(case=found, actor=actor, sources=form.cleaned_data["sources"])
    messages.success(request, _("The draft is open. Decide about each piece that was found."))
    return redirect("library:draft", public_id=origin.public_id)


def consent(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give or withdraw the consent; staff record what the applicant declared to them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_case(actor, public_id)
    standing = origins.standing_consent(found)
    staff = actor.kind == "center"
    form = DeclarationForm(request.POST if request.method == "POST" else None, staff=staff, stands=standing is not None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["declared"] == "given"
        manner = Manner(form.cleaned_data["manner"]) if staff else Manner.PORTAL
        consents.consent_declare(case=found, actor=actor, given=given, manner=manner)
        messages.success(
            request,
            _("Recorded. Thank you.") if given else _("Recorded. What was made of this case is taken down."),
        )
        if staff:
            return redirect("library:case", public_id=public_id)
        return redirect("cases:detail", public_id=public_id)
    context = {
        "case": found,
        "form": form,
        "standing": standing,
        "text": consent_text("library", standing.version if standing else None),
        "staff": staff,
    }
    return render(request, "library/consent.html", context, status=422 if form.is_bound else 200)


def similar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """List the typical cases most like a case in hand; as a fragment for the case page, as a page without scripts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_case(actor, public_id)
    countries = list(CaseCountry.objects.filter(case_id=found.pk).values_list("country", flat=True))
    alike = like_case(found, countries, center_id=actor.center_id, most=8)
    if getattr(request, "htmx", False):
        return render(request, "library/_alike.html", {"alike": alike[:3], "short": True, "case": found})
    return render(request, "library/similar.html", {"case": found, "alike": alike})
