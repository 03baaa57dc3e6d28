"""One view for every verb: a page that says what will happen, and the deed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases import access, workflow
from cases.actions import ACTIONS
from cases.choices import Verb
from cases.selectors import case_page
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict
from portal.policy.problems import refuse


def act(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """Show the form of a verb (GET) or do it (POST). 409 when the case has moved on."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    action = ACTIONS.get(Verb(verb)) if verb in Verb.values else None
    if action is None:
        raise Http404
    if action.route:
        return redirect(action.route, public_id=case.public_id)
    try:
        workflow.find(case, action.verb, actor)
    except workflow.NotAllowed as refusal:
        return refuse(request, 409, detail=str(refusal))
    form = action.form(request.POST or None, case=case, actor=actor)
    if request.method == "POST" and form.is_valid():
        assert action.perform is not None
        try:
            action.perform(case=case, actor=actor, seen_version=_seen_version(request), **form.cleaned_data)
        except Conflict as conflict:
            return refuse(request, 409, detail=str(conflict))
        messages.success(request, _("Done: %(action)s.") % {"action": action.verb.label})
        return redirect("cases:detail", public_id=case.public_id)
    context = {"case": case, "action": action, "form": form}
    if action.verb == Verb.SUPPLEMENT:
        context |= {"supplement": case_page.open_supplement(case), "files": case_page.evidence_of(case)}
    return render(request, "cases/act.html", context, status=422 if form.is_bound else 200)


def _seen_version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
