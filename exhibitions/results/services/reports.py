"""Write the report of a delegation, hand it in, release it; the files are made by workers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.fairs.models import Delegation
from exhibitions.fairs.services.versions import version_match
from exhibitions.results import workflow
from exhibitions.results.choices import MOST_PICTURES, Format, ReportState, Verb
from exhibitions.results.models import Picture, Report, ReportFile
from exhibitions.results.report.content import as_json, from_json, report_build
from exhibitions.results.rls import RELEASE_LOCK
from exhibitions.results.selectors.incidents import photos_of
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.documents.pdf.hashing import content_hash
from portal.notices import outbox
from portal.notices.notify import notify
from portal.policy.conflict import Conflict
from portal.tenancy.models import StaffRole

TOPIC_REPORT = "results.report"
TEXTS = ("introduction", "assessment", "recommendations")


def report_write(
    *, delegation: Delegation, texts: Mapping[str, str], photos: Mapping[int, str], seen: int, actor: Actor
) -> Report:
    """Write the words of a report and choose its photos (id of the file → what it shows).

    `seen` is the version that the person's form was drawn from, 0 for none. Raises ValidationError where somebody else
    wrote meanwhile or a photo is none of the delegation's; Conflict for a report that waits or is released, and before
    the fair is over.
    """
    _lock(delegation)
    if delegation.edition.ends_on >= timezone.localdate():
        raise Conflict(_("The report is written when the fair is over."))
    report = Report.objects.select_for_update(of=("self",)).filter(delegation=delegation).first()
    version_match(report or Report(row_version=0), seen)
    if report is None:
        report = Report.objects.create(delegation=delegation, center_id=delegation.center_id)
    if report.state != ReportState.DRAFT:
        raise Conflict(_("The report was handed in. Take it back before you change it."))
    _choose(report, delegation, photos)
    report.refresh_from_db(fields=["row_version"])
    for name in TEXTS:
        setattr(report, name, texts[name])
    _save(report, *TEXTS)
    _record("written", delegation)
    return report


def _lock(delegation: Delegation) -> None:
    Delegation.objects.select_for_update(of=("self",), no_key=True).get(pk=delegation.pk)


def _choose(report: Report, delegation: Delegation, photos: Mapping[int, str]) -> None:
    offered = {file.pk: file for file in photos_of(delegation)}
    if set(photos) - set(offered):
        raise ValidationError(_("One of the photos is not there any more. Choose again."))
    if len(photos) > MOST_PICTURES:
        raise ValidationError(_("A report carries at most %(most)d photos.") % {"most": MOST_PICTURES})
    before = {row.file_id: row for row in Picture.objects.filter(report=report)}
    gone = [row.pk for pk, row in before.items() if photos.get(pk) != row.alt]
    Picture.objects.filter(pk__in=gone).delete()
    Picture.objects.bulk_create(
        Picture(report=report, center_id=report.center_id, file_id=pk, alt=alt)
        for pk, alt in photos.items()
        if pk not in before or before[pk].alt != alt
    )


def report_move(
    *, delegation: Delegation, verb: str, reason: str = "", actor: Actor, seen: int | None = None
) -> Report:
    """Take a report a step further. Raises Conflict where `actor` cannot take it now, ValidationError where words are missing.

    `seen` is the version that the page showed: nobody releases what was swapped under their eyes. None: they saw none.
    A release keeps all that the report says, and hands both files to the workers.
    """
    report = Report.objects.select_for_update(of=("self",)).filter(delegation=delegation).first()
    if report is None:
        raise Conflict(_("There is no report yet. Write it first."))
    step = workflow.step_of(report, verb)
    objection = workflow.objection(step, report, actor)
    if objection is not None:
        raise Conflict(str(objection))
    if seen is not None and seen != report.row_version:
        raise Conflict(str(workflow.objection(None, report, actor)))
    assert step is not None
    if step.reason and not reason.strip():
        raise ValidationError(_("Say what must be mended."))
    if step.verb == Verb.HAND_IN and any(not getattr(report, name).strip() for name in TEXTS):
        raise ValidationError(_("Write introduction, assessment and recommendations before you hand the report in."))
    report.reason = reason.strip() if step.reason else ""
    if step.verb == Verb.RELEASE:
        # Before anything is gathered: nobody speaks meanwhile, or their word is in it.
        with connection.cursor() as cursor:
            cursor.execute(f"select pg_advisory_xact_lock({RELEASE_LOCK.format(delegation='%s')})", [delegation.pk])
        content = as_json(report_build(report, delegation))
        report.content, report.content_hash = content, content_hash(from_json(content))
        report.released_by_id, report.released_at = actor.user_id, timezone.now()
    report.state = step.target
    _save(report, "state", "reason", "content", "content_hash", "released_by", "released_at")
    _record(step.verb.value, delegation)
    _follow(report, delegation, step.verb)
    return report


def _follow(report: Report, delegation: Delegation, verb: Verb) -> None:
    link = f"/fairs-results/delegations/{delegation.public_id}/"
    told: dict[str, Any] = {"context": {"name": delegation.name, "reason": report.reason}, "link": link}
    if verb == Verb.HAND_IN:
        roles = (StaffRole.SUPERVISOR, StaffRole.COORDINATOR)
        notify("results/waits", role=roles, center_id=report.center_id, **told)
    elif verb == Verb.RETURN:
        notify(
            "results/returned", resolver="results_makers", arguments={"report_id": report.pk},
            center_id=report.center_id, **told,
        )  # fmt: skip
    elif verb == Verb.RELEASE:
        for ending in Format:
            row = ReportFile.objects.create(report=report, center_id=report.center_id, format=ending)
            outbox.put(TOPIC_REPORT, {"file_id": row.pk}, queue="paper", center_id=report.center_id)


def _save(report: Report, *names: str) -> None:
    report.row_version += 1
    report.save(update_fields=[*names, "row_version", "changed_at"])
    report.refresh_from_db(fields=["makers"])


def file_fetched(*, row: ReportFile) -> None:
    """Write down that somebody fetched a report."""
    _record("file_read", row.report.delegation, format=row.format)


def _record(what: str, delegation: Delegation, **more: Any) -> None:
    trail.record(
        f"fair_report.{what}", object_type="fair_report", object_id=delegation.public_id, center_id=delegation.center_id,
        payload={"name": delegation.name, **more},
    )  # fmt: skip
