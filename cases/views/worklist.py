"""The work list of center staff and of the nation."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cases.access import visible_cases
from cases.filters import CaseFilter
from cases.forms.desk import BulkHandlerForm, SavedViewForm, public_ids
from cases.models import SavedView
from cases.selectors import worklist as lists
from cases.services.review import handler_assign_many
from cases.views.chosen import chosen_filters
from cases.views.rows import render_rows
from portal.accounts.actors import Actor
from portal.keyset import Page

# What steers the list, beside the filters.
CONTROL = {"view", "after", "before", "filters"}
BULK_FORM = "bulk"


def worklist(request: HttpRequest) -> HttpResponse:
    """Show one view of the list, filtered by the address. `filters=1` shows the filter form as well."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    views = lists.views_for(actor)
    view = next((view for view in views if view.key == request.GET.get("view")), views[0])
    chosen = _without(request.GET, CONTROL)
    opened = "filters" in request.GET
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    filters = CaseFilter(chosen, actor=actor, whole=opened) if chosen or opened else None
    if filters is None or not chosen:
        page = lists.worklist_page(view, actor, after=after, before=before)
    elif filters.is_valid():
        page = lists.worklist_page(view, actor, asked=filters.asked(), after=after, before=before)
    else:
        # A wrong filter value shows its error and no rows, rather than unfiltered ones.
        page, opened, filters = Page([]), True, CaseFilter(chosen, actor=actor)
    bulk = actor.has("supervisor")
    here = _without(request.GET, {"after", "before", "filters"})
    context: dict[str, Any] = {
        "tabs": [
            {"label": each.label, "url": f"?view={each.key}", "active": each is view, "count": None} for each in views
        ],
        "view": view,
        "page": page,
        "rows": render_rows(page.rows, actor, choose=bulk, form=BULK_FORM) if page.rows else "",
        "nation": actor.kind == "national",
        "filter_form": _filter_form(filters, view, request.GET.get("q", "")) if opened and filters else _NO_FORM,
        "chosen": chosen_filters(filters, here) if filters is not None and chosen else [],
        "q": request.GET.get("q", ""),
        "kept": [(name, value) for name, values in here.lists() for value in values if name != "q"],
        "here": here.urlencode(),
        "previous_url": _with(here, before=page.before) if page.before else "",
        "next_url": _with(here, after=page.after) if page.after else "",
        "saved": lists.saved_views(actor),
        "bulk": bulk,
        "opened": opened,
        "toggle_filters": _with(here) if opened else _with(here, filters="1"),
    }
    return render(request, "cases/worklist.html", context)


_NO_FORM = SafeString('<div id="filters"></div>')


def _filter_form(filters: CaseFilter, view: lists.View, words: str) -> SafeString:
    return render_to_string("cases/_filters.html", {"filters": filters, "view": view, "q": words})


def _without(query: QueryDict, names: set[str]) -> QueryDict:
    """Copy a query string without some names and without empty values."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        if name not in names and (filled := [value for value in values if value]):
            kept.setlist(name, filled)
    return kept


def _with(query: QueryDict, **added: str) -> str:
    changed = query.copy()
    for name, value in added.items():
        changed[name] = value
    return "?" + changed.urlencode()


def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the present filters under a name; the same name is overwritten."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = SavedViewForm(request.POST)
    query = request.POST.get("query", "")[:1000]
    pairs = [(name, value) for name, value in parse_qsl(query) if name not in {"after", "before", "filters"}]
    address = reverse("cases:worklist") + (f"?{urlencode(pairs)}" if pairs else "")
    if form.is_valid():
        SavedView.objects.update_or_create(
            user_id=actor.own_user_id, name=form.cleaned_data["name"], defaults={"query": urlencode(pairs)}
        )
        messages.success(request, _("Saved as “%(name)s”.") % {"name": form.cleaned_data["name"]})
    else:
        messages.error(request, _("Give the view a name of at most 60 characters."))
    return redirect(address)


def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a saved view of one's own."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    SavedView.objects.filter(pk=pk, user_id=actor.own_user_id).delete()
    return redirect("cases:worklist")


def assign_many(request: HttpRequest) -> HttpResponse:
    """Ask who shall handle the chosen cases, then give them to that colleague.

    Cases that moved on meanwhile are named, the others are done.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    here = request.POST.get("here", "")
    back = reverse("cases:worklist") + (f"?{here}" if here else "")
    chosen = public_ids(request.POST.getlist("case"))
    if not chosen:
        messages.error(request, _("Choose at least one case."))
        return redirect(back)
    asked = "handler_id" in request.POST
    form = BulkHandlerForm(request.POST if asked else None, center_id=actor.center_id)
    if not form.is_valid():
        cases = (
            visible_cases(actor)
            .filter(public_id__in=chosen)
            .order_by("pk")
            .only("public_id", "number", "applicant_name")
        )
        context = {"form": form, "cases": cases, "here": here, "back": back}
        return render(request, "cases/assign_many.html", context, status=422 if asked else 200)
    done, refused = handler_assign_many(actor=actor, public_ids=chosen, handler_id=form.cleaned_data["handler_id"])
    if done:
        messages.success(request, _("Handler set for %(count)d cases.") % {"count": done})
    for number, why in refused:
        messages.warning(request, f"{number}: {why}")
    return redirect(back)
