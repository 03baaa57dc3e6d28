"""The desk: proposals are prepared by editors and decided on by reviewers."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.fees import access, selectors
from alerts.fees.choices import Change, Kind, State
from alerts.fees.forms.desk import ImportForm, OfficeForm, RateForm, ReturnForm
from alerts.fees.forms.fee import FeeForm
from alerts.fees.lines import COLUMNS
from alerts.fees.models import Batch, Office
from alerts.fees.plan import Deed
from alerts.fees.services import proposals
from alerts.fees.services.proposals import NotNowError, OutdatedError
from alerts.fees.table import REQUIRED, read_table, write_table
from alerts.fees.workflow import verbs
from alerts.publishing.models import Item
from portal.accounts.actors import Actor
from portal.keyset import NEWEST, page
from portal.reference.countries import country_name
from portal.tabular import Fault

SHOWN_FAULTS = 100


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def desk(request: HttpRequest) -> HttpResponse:
    """List the proposals, the newest first."""
    state = request.GET.get("state", "")
    state = state if state in State.values else ""
    shown = page(
        selectors.batches(state), order=NEWEST,
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
    )  # fmt: skip
    here = reverse("fees:desk")
    counts = selectors.batch_counts()
    tabs = [{"label": _("All"), "url": here, "active": not state, "count": None}]
    tabs += [
        {"label": label, "url": f"{here}?state={code}", "active": state == code, "count": counts.get(code)}
        for code, label in State.choices
    ]
    context = {"rows": shown.rows, "page": shown, "tabs": tabs, "may_write": _actor(request).has("editor")}
    return render(request, "fees/desk.html", context)


def import_file(request: HttpRequest) -> HttpResponse:
    """Read a file; show what is wrong with it, or keep it as a draft and show the preview."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    faults: list[Fault] = []
    offices = {office.code: office for office in selectors.offices()}
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        lines, faults = read_table(upload.read(), offices)
        deeds: list[Deed] = []
        if not faults:
            deeds, faults = proposals.fees_compare(lines, whole_from=form.cleaned_data["whole_from"])
        if not faults:
            batch = proposals.fees_batch_draft(
                title=form.cleaned_data["title"], deeds=deeds, actor=_actor(request), file_name=upload.name or ""
            )
            return redirect("fees:batch", public_id=batch.public_id)
    context = {
        "form": form,
        "faults": faults[:SHOWN_FAULTS],
        "more_faults": max(len(faults) - SHOWN_FAULTS, 0),
        "fault_count": len(faults),
        "columns": _columns(offices),
    }
    return render(request, "fees/import.html", context, status=422 if form.is_bound else 200)


def _columns(offices: Mapping[str, Office]) -> list[dict[str, object]]:
    """Describe the columns of the file from the form that reads it."""
    described: list[dict[str, object]] = []
    form = FeeForm(offices=dict(offices))
    for name in COLUMNS:
        field = form.fields[name]
        choices = [(code, label) for code, label in getattr(field, "choices", []) if code]
        if name == "office":
            choices = [(code, office) for code, office in offices.items()]
        described.append(
            {
                "name": name,
                "label": field.label,
                "required": name in REQUIRED,
                "may_be_empty": not field.required,
                "help": field.help_text,
                "choices": choices,
            }
        )
    return described


def template(request: HttpRequest) -> HttpResponse:
    """Give an empty file with the head of the import."""
    answer = HttpResponse(write_table([]), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="official-fees-template.csv"'
    return answer


def enter_fee(request: HttpRequest) -> HttpResponse:
    """Propose one fee typed by hand; it goes the way of a file with one line."""
    offices = {office.code: office for office in selectors.offices()}
    form = FeeForm(request.POST if request.method == "POST" else None, offices=offices)
    if request.method == "POST" and form.is_valid():
        line = form.line
        deeds, faults = proposals.fees_compare([(2, line)])
        if not faults and deeds[0].change == Change.UNCHANGED:
            faults = [Fault(2, "", _("This fee stands exactly so already."))]
        for fault in faults:
            form.add_error(fault.column or None, fault.message)
        if not faults:
            title = f"{line.office} {line.code}"
            batch = proposals.fees_batch_draft(title=title, deeds=deeds, actor=_actor(request))
            return redirect("fees:batch", public_id=batch.public_id)
    return _form(request, form, _("Enter a fee"))


def enter_office(request: HttpRequest) -> HttpResponse:
    """Propose an office, or other words for one."""
    form = OfficeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = form.values
        title = f"{values['code']} {values['name_zh']}"[:120]
        batch = proposals.office_batch_draft(title=title, offices=[values], actor=_actor(request))
        return redirect("fees:batch", public_id=batch.public_id)
    return _form(request, form, _("Enter an office"))


def enter_rate(request: HttpRequest) -> HttpResponse:
    """Propose an exchange rate for some days."""
    form = RateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = form.values
        title = f"1 {values['currency']} = {values['value']} CNY"
        batch = proposals.rate_batch_draft(title=title, values=values, actor=_actor(request))
        return redirect("fees:batch", public_id=batch.public_id)
    return _form(request, form, _("Enter an exchange rate"))


def _form(request: HttpRequest, form: FeeForm | OfficeForm | RateForm, title: str) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "fees/form.html", {"form": form, "title": title}, status=status)


def batch_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a proposal: what it would do, and what this person may do with it."""
    return _batch(request, access.get_batch(_actor(request), public_id), ReturnForm())


def _batch(request: HttpRequest, batch: Batch, form: ReturnForm, *, status: int = 200) -> HttpResponse:
    of_fees = batch.kind == Kind.FEES
    shown = page(
        batch.rows.all(), order=selectors.LINES, size=selectors.ROWS_SHOWN,
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
    )  # fmt: skip
    context = {
        "batch": batch,
        "verbs": verbs(batch, _actor(request)),
        "is_own": batch.proposed_by_id == _actor(request).user_id,
        "counts": [(Change(code).label, batch.counts.get(code, 0), code) for code in Change.values],
        "page": shown,
        "rows": [selectors.Proposed(row) for row in shown.rows] if of_fees else [],
        "facts": [] if of_fees else [_facts(row.data, row.was) for row in shown.rows],
        "form": form,
    }
    return render(request, "fees/batch.html", context, status=status)


def _facts(values: dict[str, str], was: dict[str, str]) -> list[tuple[object, str, str]]:
    """Give label, new value and old value of an office or a rate, in the order of its form (jsonb keeps none)."""
    fields = OfficeForm.base_fields if "code" in values else RateForm.base_fields

    def words(name: str, value: str) -> str:
        return country_name(value) if name == "country" and value else value

    return [
        (field.label, words(name, value), words(name, old) if (old := was.get(name, value)) != value else "")
        for name, field in fields.items()
        if (value := values.get(name)) is not None
    ]


def propose(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand in one's own draft."""
    batch = access.get_own_batch(_actor(request), public_id)
    try:
        proposals.batch_propose(batch=batch, actor=_actor(request))
    except NotNowError as refusal:
        messages.error(request, str(refusal))
        return _batch(request, batch, ReturnForm(), status=409)
    messages.success(request, _("Handed in. Somebody else reviews it now."))
    return redirect("fees:batch", public_id=public_id)


def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take one's own proposal back."""
    batch = access.get_own_batch(_actor(request), public_id)
    try:
        proposals.batch_withdraw(batch=batch, actor=_actor(request))
    except NotNowError as refusal:
        messages.error(request, str(refusal))
        return _batch(request, batch, ReturnForm(), status=409)
    messages.success(request, _("Withdrawn."))
    return redirect("fees:desk")


def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Release somebody else's proposal, or send it back with a reason."""
    actor = _actor(request)
    batch = access.get_batch(actor, public_id)
    release = request.POST.get("decision") == "release"
    drafts: list[Item] = []
    form = ReturnForm(None if release else request.POST)
    if not release and not form.is_valid():
        return _batch(request, batch, form, status=422)
    try:
        # A savepoint, so that a refusal of the database leaves a page to be drawn.
        with transaction.atomic():
            if release:
                drafts = proposals.batch_release(batch=batch, actor=actor)
            else:
                proposals.batch_return(batch=batch, actor=actor, reason=form.cleaned_data["reason"])
    except NotNowError as refusal:
        messages.error(request, str(refusal))
        return _batch(request, batch, ReturnForm(), status=409)
    except (OutdatedError, IntegrityError):
        words = _(
            "The fees have changed since this was prepared, so it would do something else than it shows. Send it back."
        )
        messages.error(request, words)
        return _batch(request, batch, ReturnForm(), status=409)
    messages.success(request, _("Released: everybody reads it now.") if release else _("Sent back."))
    if drafts:
        messages.info(request, _("Drafts of alerts that tell of the change were begun on the desk of texts."))
    return redirect("fees:batch", public_id=public_id)
