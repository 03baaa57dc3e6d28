"""One view for every verb: a page that says what will happen, and the deed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases import access, workflow
from cases.actions import ACTIONS, Action
from cases.choices import Verb
from cases.forms.actions import ActionForm
from cases.models import Case, CaseFile
from cases.selectors import case_page
from cases.services.files import file_receive
from cases.views.conflict import conflict, done_already
from portal.accounts.actors import Actor
from portal.documents.intake.kinds import ACCEPT
from portal.documents.models import StoredFile
from portal.policy.conflict import Conflict
from portal.policy.problems import refuse
from portal.site.asking import seen_version


def act(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """Show the form of a verb (GET) or do it (POST). 409 with what happened when the case has moved on."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    action = _action(verb)
    if action.route:
        return redirect(action.route, public_id=case.public_id)
    post = request.method == "POST"
    if not workflow.ever(action.verb, actor):
        # Not this person's verb in any state: its form may ask what their scope does not show (the center's staff).
        return refuse(request, 403, detail=_("Your role may not do this."))
    form = action.form(request.POST if post else None, case=case, actor=actor)
    try:
        workflow.find(case, action.verb, actor)
    except workflow.NotAllowed as refusal:
        if post and done_already(request, case, action.verb, actor):
            return _done(request, case, action)
        return conflict(request, case, refusal, form)
    if post and form.is_valid():
        try:
            # A savepoint, so that a deed refused half-way leaves nothing behind.
            with transaction.atomic():
                _perform(request, case, action, actor, form)
        except Conflict as error:
            if done_already(request, case, action.verb, actor):
                return _done(request, case, action)
            return conflict(request, case, error, form)
        except ValidationError as error:
            for text in error.messages:
                form.add_error(None, text)
        else:
            return _done(request, case, action)
    context = {"case": case, "action": action, "form": form, "version": seen_version(request) or case.version}
    if action.takes_files:
        context |= {
            "supplement": case_page.open_supplement(case),
            "files": case_page.evidence_of(case),
            "accept": ACCEPT,
        }
    return render(request, "cases/act.html", context, status=422 if form.is_bound else 200)


def _action(verb: str) -> Action:
    action = ACTIONS.get(Verb(verb)) if verb in Verb.values else None
    if action is None:
        raise Http404
    return action


def _perform(request: HttpRequest, case: Case, action: Action, actor: Actor, form: ActionForm) -> None:
    if action.takes_files:
        for upload in request.FILES.getlist("files"):
            file_receive(
                case=case,
                upload=upload,
                purpose=CaseFile.Purpose.SUPPLEMENT,
                secrecy=StoredFile.Secrecy.ORDINARY,
                actor=actor,
            )
    assert action.perform is not None
    action.perform(case=case, actor=actor, seen_version=seen_version(request), **form.cleaned_data)


def _done(request: HttpRequest, case: Case, action: Action) -> HttpResponse:
    messages.success(request, _("Done: %(action)s.") % {"action": action.words})
    return redirect("cases:detail", public_id=case.public_id)
