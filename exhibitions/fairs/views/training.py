"""The training of a delegation: choose among the center's events, or begin a new one."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from exhibitions.fairs import access
from exhibitions.fairs.forms.delegations import TrainingForm
from exhibitions.fairs.models import Delegation
from exhibitions.fairs.selectors.training import choices_for, training_of
from exhibitions.fairs.services.training import training_add, training_remove
from portal.site.asking import actor_of


def training(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a delegation's sessions (GET); add one, or take one out with `remove` (POST)."""
    actor = actor_of(request)
    row = access.get_own_delegation(actor, public_id)
    if request.method == "POST" and "remove" in request.POST:
        found = training_of(row)
        wanted = request.POST["remove"]
        event = next((each.event for each in found.sessions if str(each.event.public_id) == wanted), None)
        if event is None:
            raise Http404
        training_remove(delegation=row, event=event, actor=actor)
        messages.success(request, _("Taken out. The event itself stays as it is."))
        return redirect("fairs:training", public_id=public_id)
    form = TrainingForm(request.POST if request.method == "POST" else None, events=choices_for(row))
    if form.is_bound and form.is_valid():
        training_add(delegation=row, event=form.cleaned_data["event"], actor=actor)
        messages.success(request, _("It is part of the delegation's training now."))
        return redirect("fairs:training", public_id=public_id)
    context = {
        "delegation": row, "edition": row.edition, "form": form, "training": training_of(row), "may_add": row.state == "open",
        "begin_url": _begin(row),
        "crumbs": [
            (_("Delegations"), reverse("fairs:delegations")),
            (row.name, reverse("fairs:delegation", args=[row.public_id])),
        ],
    }  # fmt: skip
    return render(request, "fairs/training.html", context, status=422 if form.is_bound else 200)


def _begin(delegation: Delegation) -> str:
    """Give the address at which a new event is prepared, with its title filled in."""
    titles = {}
    for name, language in (("title", "zh-hans"), ("title_en", "en")):
        with translation.override(language):
            titles[name] = (_("Training before %(fair)s") % {"fair": delegation.edition.name})[:120]
    return f"{reverse('events:add')}?{urlencode({'kind': 'training', **titles})}"
