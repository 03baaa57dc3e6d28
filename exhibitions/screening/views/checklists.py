"""The nation's desk of checklists; centers and experts read what is in use."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from exhibitions.screening import access, workflow
from exhibitions.screening.choices import ChecklistState, ChecklistVerb
from exhibitions.screening.forms.checklists import ChecklistForm, ItemForm
from exhibitions.screening.forms.screenings import ReasonForm
from exhibitions.screening.models import Checklist, ChecklistItem
from exhibitions.screening.services import checklists as deeds
from exhibitions.screening.views.shared import Way, form_page, house, tabs
from portal.keyset import NEWEST
from portal.reference.countries import country_name
from portal.reference.text import pick
from portal.site.asking import actor_of, page_at, seen_version, take

MOST_PLACES = 4
_SHOWN_TO_ALL = (ChecklistState.RELEASED, ChecklistState.RETIRED)


def listing(request: HttpRequest) -> HttpResponse:
    """List the checklists by state."""
    actor = actor_of(request)
    choices = [choice for choice in ChecklistState if actor.kind == "national" or choice in _SHOWN_TO_ALL]
    wanted = request.GET.get("state", ChecklistState.RELEASED)
    state = wanted if wanted in choices else ChecklistState.RELEASED
    rows = Checklist.objects.filter(state=state).select_related("written_by")
    address = reverse("screening:checklists")
    context = {
        "house": house(actor), "page": page_at(request, rows, NEWEST), "tabs": tabs(request, "checklists"),
        "states": [
            {"label": each.label, "url": f"{address}?state={each}", "active": each == state, "count": None}
            for each in choices
        ],
        "may_write": actor.kind == "national" and actor.has(*workflow.WRITERS),
    }  # fmt: skip
    context["rows"] = [(row, _places(row)) for row in context["page"].rows]  # type: ignore[attr-defined]
    return render(request, "screening/checklists.html", context)


def _places(checklist: Checklist) -> str:
    more = "…" if len(checklist.countries) > MOST_PLACES else ""
    return pick("、", ", ").join(country_name(code) for code in checklist.countries[:MOST_PLACES]) + more


def checklist(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a checklist with its questions and what can be decided."""
    return _page(request, access.get_checklist(actor_of(request), public_id), ReasonForm())


def _page(request: HttpRequest, found: Checklist, form: ReasonForm, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    national = actor.kind == "national"
    own = found.written_by_id == actor.user_id
    context = {
        "house": house(actor), "checklist": found, "items": list(found.items.order_by("position")),
        "steps": workflow.checklist_steps(found, actor) if national else [], "form": form,
        "may_edit": national and own and found.state == ChecklistState.DRAFT,
        "may_copy": national and actor.has(*workflow.WRITERS) and found.state in _SHOWN_TO_ALL,
        "own_waits": own and found.state == ChecklistState.PROPOSED, "national": national,
        "places": pick("、", ", ").join(country_name(code) for code in found.countries), "crumbs": _way(),
    }  # fmt: skip
    return render(request, "screening/checklist.html", context, status=status)


def _way(found: Checklist | None = None) -> Way:
    way = [(_("Checklists"), reverse("screening:checklists"))]
    if found is not None:
        way.append((found.title, reverse("screening:checklist", args=[found.public_id])))
    return way


def add(request: HttpRequest) -> HttpResponse:
    """Begin a checklist."""
    form = ChecklistForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made = deeds.checklist_write(values=form.cleaned_data, actor=actor_of(request))
        except ValidationError as error:
            take(form, error)
        else:
            messages.success(request, _("Saved. Write its questions, then hand it in."))
            return redirect("screening:checklist", public_id=made.public_id)
    return form_page(request, form, _("New checklist"), _way())


def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what one's own draft says of itself."""
    found = access.get_own_draft(actor_of(request), public_id)
    form = ChecklistForm(request.POST or None, instance=found)
    if form.is_bound and form.is_valid():
        try:
            deeds.checklist_change(checklist=form.save(commit=False))
        except ValidationError as error:
            take(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("screening:checklist", public_id=public_id)
    return form_page(request, form, found.title, _way(found))


def copy(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Begin the next version of a checklist with its questions (POST)."""
    actor = actor_of(request)
    found = access.get_checklist(actor, public_id)
    values = {name: getattr(found, name) for name in ("title_zh", "title_en", "countries", "hs_prefixes")}
    made = deeds.checklist_write(values=values, actor=actor, like=found)
    messages.success(
        request,
        _("A draft of the next version, with the same questions. The version in use stays until it is released."),
    )
    return redirect("screening:checklist", public_id=made.public_id)


def item(request: HttpRequest, public_id: UUID, item: int | None = None) -> HttpResponse:
    """Write a new question, or change one, of one's own draft."""
    found = access.get_own_draft(actor_of(request), public_id)
    row = ChecklistItem(checklist=found) if item is None else _item(found, item)
    form = ItemForm(request.POST or None, instance=row)
    if form.is_bound and form.is_valid():
        try:
            deeds.item_keep(item=form.save(commit=False))
        except ValidationError as error:
            take(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("screening:checklist", public_id=public_id)
    return form_page(request, form, _("Question"), _way(found))


def _item(found: Checklist, pk: int) -> ChecklistItem:
    row = ChecklistItem.objects.filter(checklist=found, pk=pk).first()
    if row is None:
        raise Http404
    return row


def item_drop(request: HttpRequest, public_id: UUID, item: int) -> HttpResponse:
    """Take a question out of one's own draft (POST)."""
    found = access.get_own_draft(actor_of(request), public_id)
    deeds.item_remove(item=_item(found, item))
    messages.success(request, _("Taken out."))
    return redirect("screening:checklist", public_id=public_id)


def act(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """Hand in, take back, release, send back or retire (POST)."""
    actor = actor_of(request)
    found = access.get_checklist(actor, public_id)
    form = ReasonForm(request.POST)
    step = workflow.checklist_step(found, verb)
    refused = workflow.checklist_objection(step, found, actor)
    if step is not None and step.reason and not form.is_valid() and refused is None:
        return _page(request, found, form, status=422)
    reason = form.cleaned_data.get("reason", "") if form.is_valid() else ""
    deeds.checklist_move(checklist=found, verb=verb, actor=actor, reason=reason, seen=seen_version(request) or 0)
    messages.success(request, workflow.CHECKLIST_DONE[ChecklistVerb(verb)])
    return redirect("screening:checklist", public_id=public_id)
