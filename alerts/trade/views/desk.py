"""The desk: what waits for release, a file looked at before it is taken, an investigation completed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts.trade import access, desk
from alerts.trade.forms.desk import EditForm, ImportForm
from alerts.trade.intake.described import described, sample
from alerts.trade.intake.plan import plan_of
from alerts.trade.services.changes import Refused, change_drop, change_release, edit_prepare, import_prepare
from portal.accounts.actors import Actor
from portal.keyset import Order, page


def index(request: HttpRequest) -> HttpResponse:
    """Show what waits, what was decided last, and the collection."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    shown = page(
        desk.collection(request.GET.get("q", "")),
        order=Order("opened_on", descending=True),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    context = {
        "waiting": desk.waiting(),
        "decided": desk.decided(),
        "rows": shown.rows,
        "page": shown,
        "q": request.GET.get("q", ""),
        "may_prepare": actor.has("editor"),
    }
    return render(request, "trade/desk.html", context)


def upload(request: HttpRequest) -> HttpResponse:
    """Take a file, name what is wrong with it, or keep what it would change until another person releases it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = ImportForm(request.POST or None, request.FILES or None)
    plan = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        body = given.read()
        plan = plan_of(body)
        reason = form.cleaned_data["reason"]
        if plan.faults:
            form.add_error("file", _("The file has faults. Nothing of it is taken."))
        elif plan.loses_too_much and not reason:
            form.add_error("reason", _("Known investigations are missing from the file. If that is right, say why."))
        elif not (plan.new or plan.changed or reason):
            messages.info(request, _("The file changes nothing: everything in it is in the collection already."))
            return redirect("trade:desk")
        else:
            change = import_prepare(plan=plan, name=given.name, body=body, actor=actor, forced_reason=reason)
            return redirect("trade:change", public_id=change.public_id)
    context = {"form": form, "plan": plan, "described": described()}
    return render(request, "trade/import.html", context, status=422 if form.is_bound else 200)


def sample_file(request: HttpRequest) -> HttpResponse:
    """Give a file in the portal's own form to begin from."""
    answer = HttpResponse(sample(), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="investigations-sample.json"'
    return answer


def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what a change would write, field by field."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_change(public_id)
    own = found.prepared_by_id == actor.user_id
    waits = found.state == "waiting"
    context = {
        "change": found,
        "rows": desk.rows_of(found),
        "may_release": waits and not own and actor.has("reviewer"),
        "may_drop": waits and (actor.has("reviewer") or (own and actor.has("editor"))),
        "own": own and waits,
    }
    return render(request, "trade/change.html", context)


def release(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write a change into the collection."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    written = change_release(change=access.get_change(public_id), actor=actor)
    words = ngettext("%d investigation was published.", "%d investigations were published.", written)
    messages.success(request, words % written)
    return redirect("trade:desk")


def drop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Drop a change: an editor the own, a reviewer any."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    change_drop(change=access.get_droppable(actor, public_id), actor=actor)
    messages.success(request, _("The change was dropped. Nothing was published."))
    return redirect("trade:desk")


def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Complete an investigation; what is typed waits for another person's release."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    investigation = access.get_investigation(public_id)
    form = EditForm(request.POST if request.method == "POST" else None, investigation=investigation)
    if request.method == "POST" and form.is_valid():
        try:
            kept = edit_prepare(before=form.record, after=form.edited(), actor=actor)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. Another person has to release it before it is published."))
            return redirect("trade:change", public_id=kept.public_id)
    context = {"form": form, "investigation": investigation}
    return render(request, "trade/edit.html", context, status=422 if form.is_bound else 200)
