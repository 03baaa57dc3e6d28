"""The expert bank of a center and of the nation."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from experts import access, selectors
from experts.forms.bank import BankFilterForm, ExpertForm
from experts.models import Expert
from experts.services.bank import expert_keep
from portal.accounts.actors import Actor
from portal.keyset import NEWEST, page


def bank(request: HttpRequest) -> HttpResponse:
    """List the visible experts with filters."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = BankFilterForm(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    shown = page(
        selectors.bank(actor, wanted),
        order=NEWEST,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    loads = selectors.loads([expert.pk for expert in shown.rows])
    rows = [(expert, loads.get(expert.pk, 0)) for expert in shown.rows]
    context = {"form": form, "rows": rows, "page": shown, "may_add": not actor.has("analyst", "editor", "reviewer")}
    return render(request, "experts/bank.html", context)


def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one record."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    expert = access.get_expert(actor, public_id)
    own = actor.kind == "national" or expert.center_id == actor.center_id
    load = selectors.loads([expert.pk]).get(expert.pk, 0)
    may_change = own and actor.has("handler", "supervisor", "coordinator")
    return render(request, "experts/detail.html", {"expert": expert, "load": load, "may_change": may_change})


def add(request: HttpRequest) -> HttpResponse:
    """Add a record to the acting center's bank."""
    return _form(request, Expert(), _("Add an expert"))


def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a record of the acting center."""
    expert = access.get_own_expert(request.actor, public_id)  # type: ignore[attr-defined]
    return _form(request, expert, _("Change the record"))


def _form(request: HttpRequest, expert: Expert, title: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = ExpertForm(request.POST if request.method == "POST" else None, instance=expert)
    if request.method == "POST" and form.is_valid():
        twin = Expert.objects.filter(
            center_id=expert.center_id or actor.own_center_id, email__iexact=form.instance.email
        )
        if twin.exclude(pk=expert.pk).exists():
            form.add_error("email", _("An expert with this address is already in the bank."))
        else:
            expert_keep(expert=form.instance, actor=actor)
            messages.success(request, _("Saved."))
            return redirect("experts:detail", public_id=form.instance.public_id)
    status = 422 if form.is_bound else 200
    crumbs = [(_("Experts"), reverse("experts:bank"))]
    if expert.pk is not None:
        crumbs.append((expert.name, reverse("experts:detail", args=[expert.public_id])))
    context = {"form": form, "title": title, "expert": expert, "crumbs": crumbs}
    return render(request, "experts/form.html", context, status=status)
