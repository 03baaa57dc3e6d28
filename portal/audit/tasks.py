"""Verification of the trail in a worker."""

from __future__ import annotations

from dataclasses import asdict

from django.conf import settings

from portal.audit import trail, verifier
from portal.notices.notify import notify
from portal.notices.registry import Work, handler

FINDINGS_KEPT = 20


@handler("audit.verify", queue="feed")
def verify(work: Work) -> None:
    """Check the whole chain, record the result in the trail, and tell the auditors when it does not hold."""
    report = verifier.verify(settings.AUDIT_ANCHOR_FILE)
    trail.record(
        "audit.verified",
        object_type="trail",
        payload={
            "sound": report.sound,
            "entries": report.entries,
            "head": report.head,
            "anchors": report.anchors,
            "anchored": report.anchored,
            "findings": len(report.findings),
            "details": [asdict(found) for found in report.findings[:FINDINGS_KEPT]],
        },
    )
    if not report.sound:
        notify("audit/broken", context={"findings": len(report.findings)}, link="/audit/chain/", role="auditor")
