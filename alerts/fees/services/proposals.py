"""The life of a proposal: drafted, handed in, decided on by somebody else, and then written into the public tables."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.fees.choices import Change, Kind, State
from alerts.fees.lines import Line
from alerts.fees.models import Batch, BatchRow, Fee, Office, Rate
from alerts.fees.plan import Deed, Standing, plan
from alerts.fees.services.changes import change_told
from alerts.fees.services.showing import offices_shown
from alerts.fees.workflow import Verb, step_for
from alerts.publishing.models import Item
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.tabular import Fault

# Rows that a proposal shows although they change nothing are not kept.
KEPT = frozenset(Change) - {Change.UNCHANGED}


class NotNowError(Exception):
    """The step is not open to this person now; the message says why."""


class OutdatedError(Exception):
    """The fees have changed since the preview: the proposal would do something else than what was shown."""


def standing_rows(offices: set[str]) -> list[Standing]:
    """Give the published rows of these offices that are not void. One query."""
    rows = Fee.objects.filter(office__code__in=offices, is_void=False).select_related("office").order_by("pk")
    return [Standing(fee.pk, Line.of_fee(fee)) for fee in rows]


def fees_compare(
    lines: Sequence[tuple[int, Line]], *, whole_from: dt.date | None = None
) -> tuple[list[Deed], list[Fault]]:
    """Say what lines would do to the published rows."""
    return plan(lines, standing_rows({line.office for _number, line in lines}), whole_from=whole_from)


@transaction.atomic
def fees_batch_draft(*, title: str, deeds: Sequence[Deed], actor: Actor, file_name: str = "") -> Batch:
    """Keep what a file would do as a draft of the acting editor, for the preview."""
    counts = Counter(deed.change.value for deed in deeds)
    batch = _draft(Kind.FEES, title, actor, file_name=file_name, counts=dict(counts))
    BatchRow.objects.bulk_create(
        BatchRow(
            batch=batch, line=deed.number, change=deed.change, data=deed.line.cells(),
            replaces=deed.before.pk if deed.before else None,
            was={"amount": str(deed.before.line.amount), "valid_to": _iso(deed.before.line.valid_to)} if deed.before else {},
        )
        for deed in deeds if deed.change in KEPT
    )  # fmt: skip
    return batch


@transaction.atomic
def office_batch_draft(*, title: str, offices: Sequence[Mapping[str, str]], actor: Actor) -> Batch:
    """Keep new offices, or other words for some that stand, as a draft: text of every column but the proposal."""
    stand = {office.code: office for office in Office.objects.filter(code__in=[each["code"] for each in offices])}
    rows = []
    for number, values in enumerate(offices, start=1):
        office = stand.get(values["code"])
        was = {name: getattr(office, name) for name in values} if office else {}
        change = Change.NEW if office is None else Change.CHANGED if was != dict(values) else Change.UNCHANGED
        rows.append(BatchRow(line=number, change=change, data=dict(values), was=was))
    batch = _draft(Kind.OFFICE, title, actor, counts=dict(Counter(row.change for row in rows)))
    for row in rows:
        row.batch = batch
    BatchRow.objects.bulk_create(row for row in rows if row.change in KEPT)
    return batch


@transaction.atomic
def rate_batch_draft(*, title: str, values: Mapping[str, str], actor: Actor) -> Batch:
    """Keep an exchange rate as a draft: text of currency, value, valid_from, valid_to, source_title, source_url."""
    batch = _draft(Kind.RATE, title, actor, counts={Change.NEW.value: 1})
    BatchRow.objects.create(batch=batch, line=1, change=Change.NEW, data=dict(values))
    return batch


def _draft(kind: Kind, title: str, actor: Actor, *, counts: dict[str, int], file_name: str = "") -> Batch:
    batch = Batch(kind=kind, title=title, file_name=file_name[:120], counts=counts, proposed_by_id=actor.own_user_id)
    batch.full_clean(validate_constraints=False)
    batch.save()
    trail.record("fees.drafted", object_type="fee_batch", object_id=batch.public_id, payload={"title": title})
    return batch


def batch_propose(*, batch: Batch, actor: Actor) -> Batch:
    """Hand a draft in for review."""
    if not batch.rows.exists():
        raise NotNowError(_("The file changes nothing, so there is nothing to review."))
    return _step(batch, "propose", actor, "fees.proposed", proposed_at=timezone.now())


def batch_withdraw(*, batch: Batch, actor: Actor) -> Batch:
    """Take one's own proposal back."""
    return _step(batch, "withdraw", actor, "fees.withdrawn")


def batch_return(*, batch: Batch, actor: Actor, reason: str) -> Batch:
    """Send somebody else's proposal back, with a reason."""
    return _step(
        batch, "return", actor, "fees.returned", decided_by_id=actor.user_id, decided_at=timezone.now(), reason=reason
    )


@transaction.atomic
def batch_release(*, batch: Batch, actor: Actor) -> list[Item]:
    """Release somebody else's proposal: its rows stand in the public tables when this returns, or none does.

    Gives the drafts of alerts that tell of the changes (services.changes). Locks the proposal. Raises NotNowError, and OutdatedError where the preview no longer says what would happen.
    """
    batch = _step(batch, "release", actor, "fees.released", decided_by_id=actor.user_id, decided_at=timezone.now())
    rows = list(batch.rows.order_by("line"))
    codes = {row.data["office"] for row in rows} if batch.kind == Kind.FEES else set()
    if batch.kind == Kind.FEES:
        _apply_fees(batch, rows)
    elif batch.kind == Kind.OFFICE:
        for row in rows:
            codes.add(_apply_office(batch, row.data).code)
    else:
        _apply_rate(batch, rows[0].data)
    offices_shown(codes=codes)
    return change_told(batch=batch, actor=actor)


def _step(batch: Batch, verb: Verb, actor: Actor, word: str, **changes: Any) -> Batch:
    """Lock the proposal, ask the table of steps, and take the step."""
    with transaction.atomic():
        batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        step = step_for(batch, verb, actor)
        if step is None:
            raise NotNowError(_why_not(batch, actor))
        batch.state = step.target
        for name, value in changes.items():
            setattr(batch, name, value)
        batch.save(update_fields=["state", *changes])
        trail.record(word, object_type="fee_batch", object_id=batch.public_id, payload={"title": batch.title})
    return batch


def _why_not(batch: Batch, actor: Actor) -> str:
    if batch.state == State.PROPOSED and batch.proposed_by_id == actor.user_id:
        return _("You prepared this proposal yourself; somebody else has to review it.")
    return _("This proposal is “%(state)s”, so this cannot be done now.") % {"state": batch.get_state_display()}


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _apply_fees(batch: Batch, rows: Sequence[BatchRow]) -> None:
    lines = {row.line: Line.of(row.data) for row in rows}
    offices = {
        office.code: office for office in Office.objects.filter(code__in={line.office for line in lines.values()})
    }
    # Two releases for one office do not work at the same time; the office's row is the lock.
    list(Office.objects.select_for_update().filter(pk__in=[each.pk for each in offices.values()]).order_by("pk"))
    deeds, faults = fees_compare(list(lines.items()))
    shown = {row.line: (row.change, row.replaces, row.data) for row in rows}
    would = {
        deed.number: (deed.change.value, deed.before.pk if deed.before else None, deed.line.cells()) for deed in deeds
    }
    if faults or would != shown:
        raise OutdatedError
    # Ends first, so that no day is taken twice at any moment.
    for deed in deeds:
        before = deed.before
        if deed.change == Change.CLOSED and before:
            Fee.objects.filter(pk=before.pk).update(valid_to=deed.line.valid_to)
        elif deed.change == Change.CORRECTED and before:
            Fee.objects.filter(pk=before.pk).update(is_void=True)
        elif deed.change == Change.CHANGED and before and before.line.last >= deed.line.first:
            Fee.objects.filter(pk=before.pk).update(valid_to=deed.line.first - dt.timedelta(days=1))
    Fee.objects.bulk_create(
        _fee(deed.line, offices[deed.line.office], batch) for deed in deeds if deed.change in _ADDING
    )


_ADDING = frozenset({Change.NEW, Change.CHANGED, Change.CORRECTED})


def _fee(line: Line, office: Office, batch: Batch) -> Fee:
    own = {name: getattr(line, name) for name in line.__slots__ if name != "office"}
    return Fee(office=office, batch=batch, place=line.place, **own)


def _apply_office(batch: Batch, values: Mapping[str, str]) -> Office:
    office = Office.objects.filter(code=values["code"]).first() or Office(code=values["code"])
    for name, value in values.items():
        setattr(office, name, value)
    office.batch = batch
    office.full_clean()
    office.save()
    return office


def _apply_rate(batch: Batch, values: Mapping[str, str]) -> None:
    rate = Rate(batch=batch, **values)
    rate.full_clean(validate_constraints=False)
    fault = rate_clash(rate.currency, rate.valid_from)
    if fault:
        raise OutdatedError
    # The rate that stands ends the day before the new one begins.
    Rate.objects.filter(currency=rate.currency, valid_from__lt=rate.valid_from, valid_to__gte=rate.valid_from).update(
        valid_to=rate.valid_from - dt.timedelta(days=1)
    )
    rate.save()


def rate_clash(currency: str, first: dt.date) -> Rate | None:
    """Give a released rate that begins on this day or later; a new one may only follow those that stand."""
    return Rate.objects.filter(currency=currency, valid_from__gte=first).order_by("valid_from").first()
