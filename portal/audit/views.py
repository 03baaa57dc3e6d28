"""The auditor's pages: the trail, one entry, the state of the chain, an export. Nobody else gets here."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal import keyset
from portal.audit import export, selectors, trail
from portal.audit.forms import TrailFilter
from portal.audit.models import AuditEntry
from portal.keyset import NEWEST
from portal.notices import outbox


@require_safe
def entry_list(request: HttpRequest) -> HttpResponse:
    """List entries, newest first; a filter that makes no sense shows its mistake and nothing else."""
    form = TrailFilter(request.GET if request.GET else None)
    if form.is_bound and not form.is_valid():
        return render(request, "audit/list.html", {"form": form}, status=422)
    page = keyset.page(
        selectors.entries(form.cleaned_data if form.is_bound else {}),
        order=NEWEST,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=selectors.PAGE,
    )
    context = {
        "form": form,
        "lines": selectors.describe(page.rows),
        "most": export.MOST_ROWS,
        "previous_url": _neighbour(request, "before", page.before),
        "next_url": _neighbour(request, "after", page.after),
    }
    return render(request, "audit/list.html", context)


@require_safe
def entry_detail(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Show one entry with its facts and its seal."""
    entry = AuditEntry.objects.filter(pk=entry_id).select_related("seal").first()
    if entry is None:
        raise Http404
    return render(
        request, "audit/entry.html", {"line": selectors.describe([entry])[0], "seal": getattr(entry, "seal", None)}
    )


@require_safe
def chain(request: HttpRequest) -> HttpResponse:
    """Show where the chain stands."""
    return render(request, "audit/chain.html", {"state": selectors.chain_state()})


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Have a worker verify the whole chain."""
    trail.record("audit.verify_asked", object_type="trail")
    outbox.put("audit.verify", {})
    messages.success(request, _("The verification has begun. Reload this page in a moment to see its result."))
    return redirect("audit:chain")


@require_POST
def entry_export(request: HttpRequest) -> HttpResponse:
    """Hand out what the filter shows as CSV; that it was handed out stands in the trail."""
    form = TrailFilter(request.POST)
    if not form.is_valid():
        return render(request, "audit/list.html", {"form": form}, status=422)
    lines = selectors.describe(list(selectors.entries(form.cleaned_data).order_by("-id")[: export.MOST_ROWS]))
    asked = {name: str(value) for name, value in form.cleaned_data.items() if value}
    trail.record("audit.exported", object_type="trail", payload={"count": len(lines), "filter": asked})
    response = HttpResponse(export.write(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate():%Y%m%d}.csv"'
    return response


def _neighbour(request: HttpRequest, name: str, cursor: str) -> str:
    if not cursor:
        return ""
    query = request.GET.copy()
    for other in ("before", "after"):
        query.pop(other, None)
    query[name] = cursor
    return f"?{query.urlencode()}"
