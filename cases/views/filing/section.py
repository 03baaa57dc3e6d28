"""One section of a draft on one page: shown, saved, taken apart into rows, with its files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.forms.filing.base import Section
from cases.forms.filing.conditions import answers_of
from cases.forms.filing.fields import DayField
from cases.forms.filing.sections import BY_KEY, after, needed_for
from cases.forms.filing.served import SECTION as SERVED
from cases.forms.filing.sheets import PREFIX, Sheet, one_row_less, one_row_more
from cases.forms.filing.summary import summarise
from cases.forms.filing.uploads import SectionFilesForm
from cases.models import CaseFile
from cases.selectors.filing import Draft
from cases.services.clocks import clock_of
from cases.services.drafts import DraftChangedError, draft_save, file_mark
from cases.services.files import file_receive, file_remove
from cases.views.filing.common import open_draft
from portal.accounts.models import Enterprise
from portal.documents.intake.reasons import explain
from portal.policy.conflict import Conflict
from portal.site.asking import actor_of

# What the button that was pressed asks for. Everything but "next" keeps the person on the page or takes what is there.
NEXT, LATER, ADD, UPLOAD, COUNT, AUTO = "next", "later", "add", "upload", "count", "auto"


def section(request: HttpRequest, public_id: UUID, key: str) -> HttpResponse:
    """Show one section (GET) or take what was sent (POST): 422 with messages beside the fields, 409 when changed elsewhere."""
    found = open_draft(request, public_id)
    if isinstance(found, HttpResponse):
        return found
    part = BY_KEY.get(key)
    if part is None:
        raise Http404
    if not part.needed(answers_of(found)):
        return redirect("cases:filing", public_id=public_id)
    draft = Draft(found)
    if request.method != "POST":
        return _show(request, draft, Sheet(part, draft, actor_of(request)))
    return _take(request, draft, part)


def _deed(request: HttpRequest) -> tuple[str, int]:
    """Tell which button was pressed, and for which row."""
    row = request.POST.get("remove", "")
    if row.isdecimal() and len(row) < 4:
        return "remove", int(row)
    deed = request.POST.get("deed", NEXT)
    return (deed if deed in {NEXT, LATER, ADD, UPLOAD, COUNT, AUTO} else NEXT), 0


def _take(request: HttpRequest, draft: Draft, part: Section) -> HttpResponse:
    actor = actor_of(request)
    deed, row = _deed(request)
    data = request.POST
    if deed == ADD:
        data = one_row_more(data)  # type: ignore[assignment]
    elif deed == "remove":
        data = one_row_less(data, row)  # type: ignore[assignment]
    refused, moved = _files(request, draft, part) if part.files else ([], False)
    sheet = Sheet(part, draft, actor, data=data, partial=deed != NEXT)
    if not sheet.is_valid():
        return _unsaved(request, draft, sheet, deed, refused)
    # A partial save keeps the tick of a completed section only while it still is complete.
    was_done = part.key in draft.case.sections_done
    done = deed == NEXT or (was_done and Sheet(part, draft, actor, data=data).is_valid())
    try:
        draft_save(draft=draft, sheet=sheet, done=done, seen=request.POST.get("seen", ""))
    except DraftChangedError:
        return _changed(request, draft, sheet, deed)
    if deed == AUTO:
        return _saved_mark(request, draft, part, "saved")
    if refused:
        return _show(request, draft, sheet, status=422, refused=refused)
    if deed in {ADD, COUNT, "remove"}:
        # Validated once more against what is stored now: the clocks are drawn from the cleaned rows.
        again = Sheet(part, draft, actor, data=data, partial=True)
        again.is_valid()
        return _show(request, draft, again)
    if deed == UPLOAD or moved:
        return redirect(request.get_full_path())
    if deed == LATER:
        messages.success(request, _("Saved. You can go on at any time, also on another device."))
        return redirect("cases:filing", public_id=draft.case.public_id)
    return redirect(_onward(request, draft, part))


def _onward(request: HttpRequest, draft: Draft, part: Section) -> str:
    public_id = draft.case.public_id
    following = after(draft.case, part)
    if request.GET.get("back") == "check" or following is None:
        return reverse("cases:filing_check", args=[public_id])
    return reverse("cases:filing_section", args=[public_id, following.key])


def _files(request: HttpRequest, draft: Draft, part: Section) -> tuple[list[str], bool]:
    """Take new files, marks and removals that came with the page; return refusals and whether a file was removed."""
    actor, case = actor_of(request), draft.case
    refused: list[str] = []
    for row in draft.files:
        if row.purpose in part.files and (mark := request.POST.get(f"mark-{row.public_id}")):
            file_mark(row=row, secrecy=mark)
    removed = False
    wanted = request.POST.get("drop", "")
    for row in draft.files:
        if wanted == str(row.public_id):
            file_remove(case=case, row=row, actor=actor)
            removed = True
    chosen = request.FILES.getlist("files")
    form = SectionFilesForm(request.POST, purposes=part.files)
    if chosen and not form.is_valid():
        return [str(each) for errors in form.errors.values() for each in errors], removed
    for upload in chosen:
        try:
            file_receive(case=case, upload=upload, actor=actor, **form.cleaned_data)
        except ValidationError as error:
            refused += error.messages
        except Conflict as conflict:
            refused.append(str(conflict))
    if not chosen and request.POST.get("deed") == UPLOAD:
        refused.append(_("Choose at least one file."))
    draft.forget(CaseFile)
    return refused, removed


def _unsaved(request: HttpRequest, draft: Draft, sheet: Sheet, deed: str, refused: list[str]) -> HttpResponse:
    if deed == AUTO:
        return _saved_mark(request, draft, sheet.section, "wrong")
    return _show(request, draft, sheet, status=422, refused=refused)


def _changed(request: HttpRequest, draft: Draft, sheet: Sheet, deed: str) -> HttpResponse:
    """Somebody saved this section after the page was opened: show both, save neither."""
    if deed == AUTO:
        return _saved_mark(request, draft, sheet.section, "changed")
    return _show(request, draft, sheet, status=409, changed=True)


def _saved_mark(request: HttpRequest, draft: Draft, part: Section, outcome: str) -> HttpResponse:
    """Answer the save that runs while a person types: a line, and the new digest."""
    fresh = Sheet(part, draft, actor_of(request))
    seen = request.POST.get("seen", "") if outcome != "saved" else fresh.digest
    return render(
        request, "cases/filing/_saved.html", {"case": draft.case, "seen": seen, "outcome": outcome, "section": part}
    )


def _show(request: HttpRequest, draft: Draft, sheet: Sheet, *, status: int = 200, **extra: Any) -> HttpResponse:
    part, case = sheet.section, draft.case
    needed = needed_for(case)
    current = Sheet(part, draft, actor_of(request))
    context: dict[str, Any] = {
        "case": case,
        "section": part,
        "sheet": sheet,
        "form": sheet.form,
        "rows": _row_views(sheet),
        "seen": current.digest,
        "step": needed.index(part) + 1,
        "steps": len(needed),
        "outcome": "saved" if case.version > 1 and status == 200 else "wrong" if status == 422 else "",
        "parts": [(each, each.key in case.sections_done) for each in needed],
        "on_behalf": actor_of(request).kind == "center",
        **extra,
    }
    if extra.get("changed"):
        context["stored"] = summarise(current)
    if part.key == "applicant":
        context["kind"] = Enterprise.Kind(case.applicant_kind).label if case.applicant_kind else ""
    if part.files:
        context |= _files_context(draft, part)
    return render(request, part.template, context, status=status)


def _files_context(draft: Draft, part: Section) -> dict[str, Any]:
    files = [row for row in draft.files if row.purpose in part.files]
    for row in files:
        row.why = explain(row.reason) if row.reason else ""  # type: ignore[attr-defined]
    return {
        "files": files,
        "files_form": SectionFilesForm(purposes=part.files),
        "marks": CaseFile.Secrecy.choices,
        "most_mb": settings.UPLOAD_MAX_BYTES // 1024 // 1024,
        "waiting": any(row.state == CaseFile.State.RECEIVED for row in files),
    }


def _row_views(sheet: Sheet) -> list[dict[str, Any]]:
    """Pair every row's form with the period that runs from it, where there is one."""
    if sheet.rows is None:
        return []
    views = []
    for form in sheet.rows.forms:
        view: dict[str, Any] = {"form": form}
        if sheet.section is SERVED:
            values = form.initial if not form.is_bound else getattr(form, "cleaned_data", {})
            view["clock"] = clock_of(values.get("rule_id") or "", values.get("served_on"))
        views.append(view)
    return views


def clock(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the period of one row while it is being filled in (a fragment; nothing is saved)."""
    found = open_draft(request, public_id)
    if isinstance(found, HttpResponse):
        return found
    row = request.GET.get("row", "0")
    row = row if row.isdecimal() and len(row) < 4 else "0"
    try:
        day = DayField(past=True, required=False).clean(request.GET.get(f"{PREFIX}-{row}-served_on", ""))
    except ValidationError:
        day = None
    running = clock_of(request.GET.get(f"{PREFIX}-{row}-rule_id", "")[:60], day)
    return render(request, "cases/filing/_clock.html", {"clock": running})
