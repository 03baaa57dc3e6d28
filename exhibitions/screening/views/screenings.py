"""The page of a check and what is done there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from exhibitions.screening import access, workflow
from exhibitions.screening.choices import Answer, State, Verb
from exhibitions.screening.forms.screenings import AnswersForm, NoteForm, ReasonForm, RightForm, TakeForm
from exhibitions.screening.models import Screening
from exhibitions.screening.selectors.checking import material_of, picture_of, suggestions
from exhibitions.screening.services.findings import finding_add, finding_remove, page_add
from exhibitions.screening.services.screenings import missing, screening_answer, screening_begin, screening_move
from exhibitions.screening.views.shared import Way, form_page, house
from exhibitions.screening.weighing import asked_of
from portal.policy.conflict import Conflict
from portal.reference.trade_codes import format_hs_code
from portal.site.asking import actor_of, seen_version, take
from portal.site.search.models import SearchEntry


def begin(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Begin the check of an exhibit (POST)."""
    actor = actor_of(request)
    found = screening_begin(exhibit=access.get_own_exhibit(actor, public_id), actor=actor)
    return redirect("screening:screening", public_id=found.public_id)


def screening(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a check: questions, findings, what weighs, and what can be done."""
    return _page(request, access.get_screening(actor_of(request), public_id))


def way_of(request: HttpRequest, found: Screening) -> Way:
    """Give the way to a check."""
    participant = found.participant
    way = [(_("Checks of exhibits"), reverse("screening:home"))]
    if actor_of(request).kind != "enterprise":
        delegation = participant.delegation
        way.append((delegation.name, reverse("screening:board", args=[delegation.public_id])))
    return [*way, (participant.name, reverse("screening:firm", args=[participant.public_id]))]


def _page(
    request: HttpRequest,
    found: Screening,
    form: AnswersForm | None = None,
    reason: ReasonForm | None = None,
    status: int = 200,
    clashes: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    picture = picture_of(found)
    works = found.state == State.OPEN and workflow.may_check(found, actor)
    if form is None and works:
        form = AnswersForm(None, asked=picture.asked, screening=found)
    context = {
        "house": house(actor), "screening": found, "exhibit": found.exhibit, "picture": picture,
        "form": form if works else None, "steps": workflow.steps_of(found, actor), "reason_form": reason or ReasonForm(),
        "suggestions": suggestions(found, picture.findings) if works else [], "levels": _levels(),
        "missing": missing(found) if works else [], "crumbs": way_of(request, found), "works": works,
        "clashes": clashes, "hs_codes": ", ".join(map(format_hs_code, found.exhibit.hs_codes)),
        "material": material_of(found),
        "is_firm": actor.kind == "enterprise",
        "outdated": found.exhibit_version != found.exhibit.row_version,
        "own": found.state == State.HANDED_IN and workflow.may_sign(found, actor) and actor.user_id in found.makers,
    }  # fmt: skip
    return render(request, "screening/screening.html", context, status=status)


def _levels() -> list[tuple[str, str]]:
    field = TakeForm().fields["level"]
    return list(field.choices)  # type: ignore[attr-defined]


def answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Save the answers (POST); with `next=hand_in`, hand the check in as well."""
    actor = actor_of(request)
    found = access.get_own_screening(actor, public_id)
    form = AnswersForm(request.POST, asked=asked_of(found.items, found.answers), screening=found)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        now = screening_answer(
            screening=found, answers=form.answers(), advice=form.cleaned_data["advice"],
            conclusion=form.cleaned_data["conclusion"], version=form.cleaned_data["version"],
        )  # fmt: skip
    except Conflict:
        now = access.get_own_screening(actor, public_id)
        if now.state != State.OPEN:
            raise
        return _both(request, now, form)
    messages.success(request, _("Saved."))
    if request.POST.get("next") == Verb.HAND_IN:
        if lacks := missing(now):
            for words in lacks:
                messages.error(request, words)
        else:
            screening_move(screening=now, verb=Verb.HAND_IN, actor=actor)
            messages.success(request, workflow.DONE[Verb.HAND_IN])
    return redirect("screening:screening", public_id=public_id)


def _both(request: HttpRequest, stored: Screening, form: AnswersForm) -> HttpResponse:
    """Show what was typed again, and beside it what somebody else saved meanwhile; saving now is a choice."""
    typed, labels = form.answers(), dict(Answer.choices)
    clashes: list[tuple[str, str]] = []
    for each in asked_of(stored.items, stored.answers):
        mine = typed.get(each.key, {})
        if (each.answer, each.note) != (mine.get("answer", ""), mine.get("note", "")):
            clashes.append((each.question, f"{labels.get(each.answer, '—')} {each.note}".strip()))
    for name in ("advice", "conclusion"):
        if getattr(stored, name) != form.cleaned_data[name]:
            shown = stored.get_advice_display() if name == "advice" else stored.conclusion
            clashes.append((str(form.fields[name].label), shown or "—"))
    again = request.POST.copy()
    again["version"] = str(stored.row_version)
    fresh = AnswersForm(again, asked=form.asked, screening=stored)
    fresh.full_clean()
    return _page(request, stored, fresh, status=409, clashes=clashes)


def act(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """Hand in, take back, sign or send back (POST)."""
    actor = actor_of(request)
    found = access.get_screening(actor, public_id)
    form = ReasonForm(request.POST)
    step = workflow.step_of(found, verb)
    if step is not None and step.reason and not form.is_valid() and workflow.objection(step, found, actor) is None:
        return _page(request, found, reason=form, status=422)
    reason = form.cleaned_data.get("reason", "") if form.is_valid() else ""
    screening_move(screening=found, verb=verb, actor=actor, reason=reason, seen=seen_version(request) or 0)
    messages.success(request, workflow.DONE[Verb(verb)])
    return redirect("screening:screening", public_id=public_id)


_FORMS = {"right": RightForm, "note": NoteForm}


def add_finding(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """Add a right of somebody else, or a note."""
    actor = actor_of(request)
    found = access.get_own_screening(actor, public_id)
    if kind not in _FORMS:
        raise Http404
    first = {"country": found.participant.delegation.edition.fair.country}
    form = _FORMS[kind](request.POST if request.method == "POST" else None, initial=first)
    if form.is_bound and form.is_valid():
        try:
            finding_add(screening=found, finding=form.save(commit=False), actor=actor)
        except ValidationError as error:
            take(form, error)
        else:
            messages.success(request, _("Added to the findings."))
            return redirect("screening:screening", public_id=public_id)
    title = _("Right of somebody else") if kind == "right" else _("Remark")
    way = [*way_of(request, found), (found.exhibit.name, reverse("screening:screening", args=[public_id]))]
    return form_page(request, form, title, way)


def take_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a published page of the portal to the findings (POST)."""
    actor = actor_of(request)
    found = access.get_own_screening(actor, public_id)
    form = TakeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a page of the list."))
        return redirect("screening:screening", public_id=public_id)
    kind, _colon, key = form.cleaned_data["entry"].partition(":")
    entry = SearchEntry.objects.filter(kind=kind, key=key).first()
    if entry is None:
        messages.error(request, _("This page is no longer published."))
        return redirect("screening:screening", public_id=public_id)
    page_add(screening=found, entry=entry, level=form.cleaned_data["level"], actor=actor)
    messages.success(request, _("Added to the findings."))
    return redirect("screening:screening", public_id=public_id)


def drop_finding(request: HttpRequest, public_id: UUID, finding: UUID) -> HttpResponse:
    """Take a finding out (POST)."""
    found = access.get_own_screening(actor_of(request), public_id)
    finding_remove(screening=found, finding=access.get_finding(found, finding))
    messages.success(request, _("Taken out."))
    return redirect("screening:screening", public_id=public_id)
