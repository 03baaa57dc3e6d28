"""Add what was found to a check, or take it out."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from exhibitions.screening import workflow
from exhibitions.screening.choices import FindingKind, Level, State
from exhibitions.screening.models import Finding, Screening
from exhibitions.screening.services.screenings import record
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict
from portal.site.search.models import SearchEntry

MOST_FINDINGS = 40


@transaction.atomic
def finding_add(*, screening: Screening, finding: Finding, actor: Actor) -> Finding:
    """Add a right of somebody else or a note. Raises Conflict when the check is not open or is full."""
    now = _open(screening)
    if now.findings.count() >= MOST_FINDINGS:
        raise Conflict(_("A check holds at most %(most)d findings.") % {"most": MOST_FINDINGS})
    finding.screening, finding.participant_id, finding.center_id = now, now.participant_id, now.center_id
    finding.added_by_id = actor.own_user_id
    finding.full_clean(exclude=["screening", "participant", "center", "added_by"])
    finding.save()
    record("finding_added", now)
    return finding


def page_add(*, screening: Screening, entry: SearchEntry, level: str, actor: Actor) -> Finding:
    """Add a published page; its title and address are copied. Raises Conflict when it is there already."""
    if screening.findings.filter(entry_kind=entry.kind, entry_key=entry.key).exists():
        raise Conflict(_("This page is among the findings already."))
    finding = Finding(
        kind=FindingKind.PUBLISHED, entry_kind=entry.kind, entry_key=entry.key, url=entry.url,
        title=(entry.title_zh or entry.title_en)[:400], title_en=entry.title_en[:400], level=level if level in Level.values else Level.LOW,
    )  # fmt: skip
    return finding_add(screening=screening, finding=finding, actor=actor)


@transaction.atomic
def finding_remove(*, screening: Screening, finding: Finding) -> None:
    """Take a finding out. Raises Conflict when the check is not open."""
    now = _open(screening)
    finding.delete()
    record("finding_removed", now)


def _open(screening: Screening) -> Screening:
    now = Screening.objects.select_for_update(of=("self",)).select_related("exhibit").get(pk=screening.pk)
    if now.state != State.OPEN:
        raise Conflict(str(workflow.NOT_NOW))
    return now
