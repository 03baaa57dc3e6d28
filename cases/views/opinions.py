"""Writing, reading and countersigning guidance opinions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import access, workflow
from cases.choices import State as CaseState
from cases.choices import Verb
from cases.forms.opinion import OpinionForm, OptionFormSet, ReturnForm, option_formset
from cases.models import Case, Opinion
from cases.services import opinions
from cases.views.allowed import allowed
from cases.views.conflict import conflict
from cases.views.detail import header, panels_of
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict

State = Opinion.State


def _opinion(case: Case, opinion_id: UUID) -> Opinion:
    """Gate: an opinion of this case that the scope lets through, or 404."""
    rows = Opinion.objects.filter(case_id=case.pk, public_id=opinion_id)
    found = rows.select_related("author", "countersigned_by").first()
    if found is None:
        raise Http404
    return found


def overview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Go to the opinion that waits for this person's countersignature, else to all opinions of the case."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    if actor.has("supervisor"):
        waiting = Opinion.objects.filter(case_id=case.pk, state=State.SUBMITTED).exclude(author_id=actor.user_id)
        if (row := waiting.order_by("number").first()) is not None:
            return redirect("cases:opinion", public_id=case.public_id, opinion_id=row.public_id)
    return redirect(reverse("cases:detail", args=[case.public_id]) + "?tab=opinion")


def write(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write the acting person's draft: `save` keeps it, `add` gives another option row, `submit` hands it over."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    own = opinions.opinion_of(case, actor)
    if own is not None and own.state == State.SUBMITTED:
        return redirect("cases:opinion", public_id=case.public_id, opinion_id=own.public_id)
    try:
        workflow.find(case, Verb.SUBMIT_OPINION, actor)
    except workflow.NotAllowed as refusal:
        return conflict(request, case, refusal, OpinionForm(request.POST) if request.method == "POST" else None)
    if request.method != "POST":
        form = OpinionForm(initial=_initial(own))
        return _page(request, case, own, form, option_formset(initial=own.options if own else None))
    handing_over = "submit" in request.POST
    form, options = OpinionForm(request.POST, partial=not handing_over), option_formset(request.POST)
    if not _both_valid(form, options, handing_over):
        return _page(request, case, own, form, options, status=422)
    try:
        with transaction.atomic():
            draft = opinions.opinion_save(
                case=case,
                actor=actor,
                texts={name: form.cleaned_data[name] for name in opinions.TEXTS},
                options=options.filled(),
                seen_version=form.cleaned_data["row_version"],
            )
            if handing_over:
                opinions.opinion_submit(case=case, opinion=draft, actor=actor)
    except Conflict as error:
        return _moved_on(request, case, actor, form, options, error)
    if handing_over:
        messages.success(request, _("Handed to the supervisor for countersignature."))
        return redirect("cases:opinion", public_id=case.public_id, opinion_id=draft.public_id)
    messages.success(request, _("Draft saved."))
    return redirect(
        reverse("cases:opinion_write", args=[case.public_id]) + ("#options" if "add" in request.POST else "")
    )


def _initial(own: Opinion | None) -> dict[str, Any]:
    """Give what the form starts with: the draft, or the last issued version as the beginning of the next."""
    if own is None:
        return {"row_version": 0}
    texts = {name: getattr(own, name) for name in opinions.TEXTS}
    return texts | {"row_version": 0 if own.state == State.COUNTERSIGNED else own.row_version}


def _both_valid(form: OpinionForm, options: OptionFormSet, handing_over: bool) -> bool:
    valid = options.is_valid() and form.is_valid()
    if valid and handing_over and not options.filled():
        form.add_error(None, _("Describe at least one option."))
        return False
    return valid


def _moved_on(
    request: HttpRequest, case: Case, actor: Actor, form: OpinionForm, options: OptionFormSet, error: Conflict
) -> HttpResponse:
    """Show both texts: what the person typed, in the form, and what another window saved, beside it."""
    saved = opinions.opinion_of(case, actor)
    if saved is None or saved.state not in {State.DRAFT, State.RETURNED}:
        return conflict(request, case, error, form)
    typed = request.POST.copy()
    # Saving once more now overwrites what the person has seen.
    typed["row_version"] = str(saved.row_version)
    again = OpinionForm(typed, partial=True)
    again.add_error(None, str(error))
    return _page(request, case, saved, again, options, status=409, saved=saved)


def _page(
    request: HttpRequest,
    case: Case,
    own: Opinion | None,
    form: OpinionForm,
    options: OptionFormSet,
    *,
    status: int = 200,
    saved: Opinion | None = None,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = header(case, actor, doing=Verb.SUBMIT_OPINION) | {
        "opinion": own,
        "form": form,
        "options": options,
        "saved": saved,
        # What is asked of the expert stands beside the paper.
        "panels": panels_of(case, actor),
    }
    return render(request, "cases/opinion_write.html", context, status=status)


def read(request: HttpRequest, public_id: UUID, opinion_id: UUID) -> HttpResponse:
    """Show one version."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    return _show(request, case, _opinion(case, opinion_id), ReturnForm())


def _show(request: HttpRequest, case: Case, opinion: Opinion, form: ReturnForm, *, status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    waiting = opinion.state == State.SUBMITTED and case.state in workflow.OPINED
    own = opinion.author_id == actor.user_id
    countersigns = waiting and actor.has("supervisor") and not own
    context = header(case, actor, doing=Verb.ISSUE_OPINION if countersigns else None) | {
        "opinion": opinion,
        "may_countersign": countersigns,
        "is_own_waiting": waiting and own,
        "may_write": own and opinion.state in {State.DRAFT, State.RETURNED},
        "return_form": form,
        "text_hash": opinions.opinion_hash(opinion),
        "may_answer": actor.kind == "enterprise"
        and case.state == CaseState.OPINION_ISSUED
        and allowed(actor, "message_send"),
    }
    return render(request, "cases/opinion.html", context, status=status)


def decide(request: HttpRequest, public_id: UUID, opinion_id: UUID) -> HttpResponse:
    """Countersign a submitted opinion, or send it back with a reason."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    opinion = _opinion(case, opinion_id)
    form = ReturnForm(request.POST)
    countersign = request.POST.get("decision") == "countersign"
    if not countersign and not form.is_valid():
        return _show(request, case, opinion, form, status=422)
    try:
        with transaction.atomic():
            if countersign:
                seen = request.POST.get("text_hash", "")
                opinions.opinion_countersign(case=case, opinion=opinion, actor=actor, seen_hash=seen)
            else:
                opinions.opinion_return(case=case, opinion=opinion, actor=actor, reason=form.cleaned_data["reason"])
    except Conflict as error:
        opinion.refresh_from_db()
        if countersign and opinion.state == State.COUNTERSIGNED and opinion.countersigned_by_id == actor.user_id:
            # A second click: it is done.
            return redirect("cases:opinion", public_id=case.public_id, opinion_id=opinion.public_id)
        back = reverse("cases:opinion", args=[case.public_id, opinion.public_id])
        return conflict(request, case, error, form, back=back)
    messages.success(
        request,
        _("Countersigned. The applicant is being told.") if countersign else _("Sent back to the author."),
    )
    return redirect("cases:opinion", public_id=case.public_id, opinion_id=opinion.public_id)
