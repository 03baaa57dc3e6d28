"""Check the audit chain against itself and against the anchors kept outside the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from portal.audit import anchor, chain

BATCH = 5000
# The sealer needs a second or two; an entry unsealed for longer means that no sealer runs.
UNSEALED_LIMIT = timedelta(seconds=60)
MOST_FINDINGS = 50

_LINKS = f"""select s.position, s.entry_id, s.hash, e.id is not null, {chain.COLUMNS}
 from audit_auditseal s left join audit_auditentry e on e.id = s.entry_id
 where s.position > %s order by s.position limit %s"""  # noqa: S608 - column names are ours
_OLDEST_UNSEALED = """select min(e.at), count(*) from audit_auditentry e
 where not exists (select from audit_auditseal s where s.entry_id = e.id)"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: a code for programs and its figures; `portal.audit.words.finding` makes the sentence."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Report:
    """What a verification saw. `findings` stops at MOST_FINDINGS; after an alteration everything behind it fails too."""

    entries: int = 0
    head: str = chain.GENESIS
    anchors: int = 0
    anchored: int = 0
    unsealed: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.findings

    def add(self, code: str, **facts: Any) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(code, facts))


def verify(anchor_file: Path) -> Report:
    """Recompute every link from the entries and compare with what is stored and with the anchors. Reads all of both.

    Must run in a scope that may read the trail. A wrong link is reported once: the check goes on from the stored hash,
    so that each altered entry is named and not everything behind the first.
    """
    report = Report()
    anchors = _anchors(anchor_file, report)
    expected = 1
    previous = chain.GENESIS
    for position, entry_id, digest, present, *row in _links():
        whole = expected == position
        if not whole:
            report.add("links_missing", first=expected, last=position - 1)
        if not present:
            report.add("entry_deleted", position=position, entry=entry_id)
        # The link behind a gap cannot be checked: what it was made from is gone.
        elif whole and chain.link(previous, row) != digest:
            report.add("entry_altered", position=position, entry=entry_id)
        for remembered in anchors.pop(position, ()):
            if remembered.hash != digest:
                report.add("anchor_differs", position=position, at=remembered.at)
        previous, expected = digest, position + 1
        report.entries = position
    report.head = previous
    for position in sorted(anchors):
        report.add("tail_deleted", position=position, end=report.entries, at=anchors[position][0].at)
    if report.entries and not report.anchors:
        report.add("no_anchor")
    _unsealed(report)
    return report


def _links() -> Iterator[tuple[Any, ...]]:
    position = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_LINKS, [position, BATCH])
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < BATCH:
            return
        position = rows[-1][0]


def _anchors(path: Path, report: Report) -> dict[int, list[anchor.Anchor]]:
    found: dict[int, list[anchor.Anchor]] = {}
    try:
        for remembered in anchor.read(path):
            found.setdefault(remembered.position, []).append(remembered)
            report.anchors += 1
            report.anchored = max(report.anchored, remembered.position)
    except anchor.AnchorUnreadable as error:
        report.add("anchor_unreadable", reason=str(error))
    return found


def _unsealed(report: Report) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST_UNSEALED)
        oldest, report.unsealed = cursor.fetchone()
    if oldest is not None and (age := timezone.now() - oldest) > UNSEALED_LIMIT:
        report.add("unsealed", count=report.unsealed, seconds=int(age.total_seconds()))
