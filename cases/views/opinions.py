"""Writing, reading and countersigning guidance opinions."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import access
from cases.forms.opinion import OpinionForm, ReturnForm, option_formset
from cases.models import Case, Opinion
from cases.services import opinions
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict
from portal.policy.problems import refuse


def _opinion(case: Case, opinion_id: UUID) -> Opinion:
    """Gate: an opinion of this case that the scope lets through, or 404."""
    found = (
        Opinion.objects.filter(case_id=case.pk, public_id=opinion_id)
        .select_related("author", "countersigned_by")
        .first()
    )
    if found is None:
        raise Http404
    return found


def overview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Go to the opinions of a case."""
    case = access.get_case(request.actor, public_id)  # type: ignore[attr-defined]
    return redirect(reverse("cases:detail", args=[case.public_id]) + "?tab=opinion")


def write(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write the acting person's draft: `save` keeps it, `add` gives another option row, `submit` hands it over."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    try:
        draft = opinions.opinion_start(case=case, actor=actor)
    except Conflict as conflict:
        return refuse(request, 409, detail=str(conflict))
    if request.method != "POST":
        texts = {name: getattr(draft, name) for name in opinions.TEXTS}
        form = OpinionForm(initial=texts | {"row_version": draft.row_version})
        return _page(request, case, draft, form, option_formset(initial=draft.options))
    form, options = OpinionForm(request.POST), option_formset(request.POST)
    if not (form.is_valid() and options.is_valid()):
        return _page(request, case, draft, form, options, status=422)
    texts = {name: form.cleaned_data[name] for name in opinions.TEXTS}
    try:
        opinions.opinion_save(
            opinion=draft,
            actor=actor,
            texts=texts,
            options=options.filled(),
            seen_version=form.cleaned_data["row_version"],
        )
    except Conflict as conflict:
        form.add_error(None, str(conflict))
        return _page(request, case, draft, form, options, status=409)
    if "submit" in request.POST:
        try:
            opinions.opinion_submit(case=case, opinion=draft, actor=actor)
        except Conflict as conflict:
            messages.warning(request, str(conflict))
            return redirect("cases:opinion_write", public_id=case.public_id)
        messages.success(request, _("Handed to the supervisor for countersignature."))
        return redirect("cases:opinion", public_id=case.public_id, opinion_id=draft.public_id)
    messages.success(request, _("Draft saved."))
    return redirect("cases:opinion_write", public_id=case.public_id)


def _page(
    request: HttpRequest, case: Case, draft: Opinion, form: OpinionForm, options: object, status: int = 200
) -> HttpResponse:
    context = {"case": case, "opinion": draft, "form": form, "options": options}
    return render(request, "cases/opinion_write.html", context, status=status)


def read(request: HttpRequest, public_id: UUID, opinion_id: UUID) -> HttpResponse:
    """Show one version."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    opinion = _opinion(case, opinion_id)
    context = {
        "case": case,
        "opinion": opinion,
        "may_countersign": actor.has("supervisor")
        and opinion.state == Opinion.State.SUBMITTED
        and opinion.author_id != actor.user_id,
        "may_write": opinion.author_id == actor.user_id
        and opinion.state in {Opinion.State.DRAFT, Opinion.State.RETURNED},
        "return_form": ReturnForm(),
    }
    return render(request, "cases/opinion.html", context)


def decide(request: HttpRequest, public_id: UUID, opinion_id: UUID) -> HttpResponse:
    """Countersign a submitted opinion, or send it back with a reason."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.get_case(actor, public_id)
    opinion = _opinion(case, opinion_id)
    try:
        if request.POST.get("decision") == "countersign":
            opinions.opinion_countersign(case=case, opinion=opinion, actor=actor)
            messages.success(request, _("Countersigned. The applicant is being told."))
        else:
            form = ReturnForm(request.POST)
            if not form.is_valid():
                context = {"case": case, "opinion": opinion, "may_countersign": True, "return_form": form}
                return render(request, "cases/opinion.html", context, status=422)
            opinions.opinion_return(case=case, opinion=opinion, actor=actor, reason=form.cleaned_data["reason"])
            messages.success(request, _("Sent back to the author."))
    except Conflict as conflict:
        return refuse(request, 409, detail=str(conflict))
    return redirect("cases:opinion", public_id=case.public_id, opinion_id=opinion.public_id)
