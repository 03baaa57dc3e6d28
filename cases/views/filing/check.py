"""The last look before a request is sent, the sending, and the confirmation."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cases import access
from cases.choices import State
from cases.forms.filing.statements import ReportedStatementsForm, StatementsForm
from cases.models import Case
from cases.selectors.filing import Draft, confirmation_of
from cases.selectors.review import review_of
from cases.services.submission import IncompleteError, case_submit
from cases.views.filing.common import open_draft
from portal.policy.conflict import Conflict
from portal.site.asking import actor_of, seen_version


def _form_class(request: HttpRequest) -> type[StatementsForm]:
    return ReportedStatementsForm if actor_of(request).kind == "center" else StatementsForm


def check(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show all answers with links to change them (GET); send the request (POST), once however often it is posted."""
    if request.method != "POST":
        found = open_draft(request, public_id)
        if isinstance(found, HttpResponse):
            return found
        return _page(request, found, _form_class(request)())
    case = access.get_case(actor_of(request), public_id, lock=True)
    if case.state != State.DRAFT:
        # A second click, a reloaded page: the answer is the same as to the first.
        return redirect("cases:filing_done", public_id=public_id)
    form = _form_class(request)(request.POST)
    if not form.is_valid():
        return _page(request, case, form, status=422)
    seen = seen_version(request)
    try:
        case_submit(
            case=case, actor=actor_of(request), statements=form.statements(), seen_version=-1 if seen is None else seen
        )
    except IncompleteError:
        return _page(request, case, form, status=422, incomplete=True)
    except Conflict as conflict:
        return _page(request, case, form, status=409, conflict=str(conflict))
    return redirect("cases:filing_done", public_id=public_id)


def _page(
    request: HttpRequest,
    case: Case,
    form: StatementsForm,
    *,
    status: int = 200,
    incomplete: bool = False,
    conflict: str = "",
) -> HttpResponse:
    context = {
        "case": case,
        "form": form,
        "texts": form.texts(),
        "review": review_of(Draft(case), actor_of(request)),
        "incomplete": incomplete,
        "conflict": conflict,
        "on_behalf": actor_of(request).kind == "center",
    }
    return render(request, "cases/filing/check.html", context, status=status)


def done(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Confirm what was sent: number, receipt code, what happens next by when, and the application."""
    case = access.get_case(actor_of(request), public_id)
    if case.state == State.DRAFT:
        return redirect("cases:filing", public_id=public_id)
    return render(request, "cases/filing/done.html", {"case": case, **confirmation_of(case)})


def receipt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say how far the application's PDF is (a fragment, asked for until it is ready)."""
    case = access.get_case(actor_of(request), public_id)
    if case.state == State.DRAFT:
        raise Http404
    return render(request, "cases/filing/_paper.html", {"case": case, "paper": confirmation_of(case)["paper"]})
