"""Filing for a caller: a center's staff find or register the applicant and begin a draft."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cases import access
from cases.choices import Source
from cases.forms.filing.caller import CallerForm, NewApplicantForm
from cases.selectors.filing import drafts_of
from cases.services.callers import Known, caller_find, caller_register
from cases.services.drafts import draft_create_for_caller
from portal.accounts.models import Enterprise
from portal.site.asking import actor_of
from portal.uuid7 import uuid7


def begin(request: HttpRequest) -> HttpResponse:
    """Ask who calls (GET); look the applicant up, ask for what is missing, begin the draft (POST)."""
    actor = actor_of(request)
    if request.method != "POST":
        form = CallerForm(initial={"key": uuid7(), "kind": Enterprise.Kind.LEGAL})
        return render(request, "cases/filing/desk_begin.html", {"form": form, "drafts": drafts_of(actor)})
    form = CallerForm(request.POST)
    if not form.is_valid():
        return render(request, "cases/filing/desk_begin.html", {"form": form, "drafts": drafts_of(actor)}, status=422)
    if form.once and (began := access.visible_cases(actor).filter(public_id=form.once).first()):
        return redirect("cases:filing", public_id=began.public_id)
    data = form.cleaned_data
    known = caller_find(uscc=data["uscc"]) if data["uscc"] else None
    confirmed = request.POST.get("deed") in {"use", "register"}
    if known is None:
        natural = data["kind"] == Enterprise.Kind.NATURAL
        new = NewApplicantForm(request.POST if confirmed else None, natural=natural)
        if not new.is_valid():
            context = {"form": form, "new": new}
            return render(request, "cases/filing/desk_new.html", context, status=422 if confirmed else 200)
        known = caller_register(actor=actor, kind=data["kind"], uscc=data["uscc"], **new.cleaned_data)
    elif not confirmed:
        return render(request, "cases/filing/desk_known.html", {"form": form, "known": known})
    return _begin_draft(request, form, known)


def _begin_draft(request: HttpRequest, form: CallerForm, known: Known) -> HttpResponse:
    case = draft_create_for_caller(
        actor=actor_of(request),
        enterprise_id=known.id,
        source=Source(form.cleaned_data["source"]),
        public_id=form.once,
    )
    return redirect("cases:filing", public_id=case.public_id)
