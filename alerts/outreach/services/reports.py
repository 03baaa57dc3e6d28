"""Order the results of a campaign as a PDF: rows now, the bytes later in the `paper` queue."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from alerts.outreach.choices import Language
from alerts.outreach.models import Campaign, CampaignReport
from portal.audit import trail
from portal.notices import outbox

TOPIC_REPORT = "outreach.report"
_ORDER = """insert into outreach_campaignreport
   (campaign_id, language, state, storage_key, sha256, content_hash, size, pages, ordered_at)
 values (%s, %s, 'pending', '', '', '', 0, 0, %s) on conflict do nothing returning id"""


def reports_order(*, campaign: Campaign) -> int:
    """Have the results made as a PDF in every language; return how many were not being made already."""
    now = timezone.now()
    ordered = 0
    for language in Language.values:
        with connection.cursor() as cursor:
            cursor.execute(_ORDER, [campaign.pk, language, now])
            row = cursor.fetchone()
        if row is not None:
            outbox.put(TOPIC_REPORT, {"report_id": row[0]}, queue="paper")
            ordered += 1
    if ordered:
        trail.record(
            "campaign.report_ordered",
            object_type="campaign",
            object_id=campaign.public_id,
            payload={"title": campaign.title_zh},
        )
    return ordered


def newest_reports(campaign: Campaign) -> list[CampaignReport]:
    """Give the newest report of each language: a newer one is shown once it was ordered, ready or not."""
    rows = CampaignReport.objects.filter(campaign=campaign).order_by("language", "-id").distinct("language")
    return sorted(rows, key=lambda row: Language.values.index(row.language))
