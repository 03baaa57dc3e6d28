"""The work list of center staff and national coordinators."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.filters import CaseFilter
from cases.forms.desk import SavedViewForm
from cases.models import SavedView
from cases.selectors import worklist as lists
from cases.views.rows import render_rows
from portal.accounts.actors import Actor

CONTROL = {"view", "after", "before"}


def worklist(request: HttpRequest) -> HttpResponse:
    """Show one view of the list, filtered by the address."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    default = "mine" if actor.kind == "center" else "all"
    view = lists.BY_KEY.get(request.GET.get("view", default), lists.BY_KEY[default])
    rows = lists.rows_of(actor, view)
    chosen = {name: value for name, value in request.GET.items() if name not in CONTROL and value}
    filters = CaseFilter(request.GET or None, queryset=rows) if chosen else None
    if filters is not None:
        # A wrong filter value shows its error and no rows, rather than unfiltered ones.
        rows = filters.qs if filters.is_valid() else rows.none()
    page = lists.worklist_page(rows, view, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context: dict[str, Any] = {
        "views": lists.VIEWS,
        "view": view,
        "page": page,
        "rows": render_rows(page.rows, actor),
        "filters": filters,
        "chosen": chosen,
        "saved": list(SavedView.objects.filter(user_id=actor.user_id).order_by("name")),
        "query": urlencode([pair for pair in request.GET.items() if pair[0] not in {"after", "before"}]),
    }
    return render(request, "cases/worklist.html", context)


def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the present filters under a name; the same name is overwritten."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the view a name of at most 60 characters."))
        return redirect("cases:worklist")
    pairs = [(name, value) for name, value in parse_qsl(form.cleaned_data["query"]) if name not in {"after", "before"}]
    SavedView.objects.update_or_create(
        user_id=actor.user_id, name=form.cleaned_data["name"], defaults={"query": urlencode(pairs)}
    )
    messages.success(request, _("Saved as “%(name)s”.") % {"name": form.cleaned_data["name"]})
    return redirect(f"{request.path.removesuffix('views/')}?{urlencode(pairs)}")


def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a saved view of one's own."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    SavedView.objects.filter(pk=pk, user_id=actor.user_id).delete()
    return redirect("cases:worklist")
