"""The results of a campaign as a PDF."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from alerts.outreach import rls
from alerts.outreach.choices import Language, ReportState
from portal.documents.models import bytes_in
from portal.notices.rls import put_rule
from portal.tenancy.rls import ReplacedPolicies, Rule, TenantTable

BEFORE = Rule("false", "insert", check="true")


class Migration(migrations.Migration):
    dependencies = [("outreach", "0004_retractions"), ("subscriptions", "0004_local_items")]

    operations = [
        migrations.CreateModel(
            "CampaignReport",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("language", models.CharField(choices=Language.choices, max_length=8)),
                ("state", models.CharField(choices=ReportState.choices, default="pending", max_length=8)),
                ("storage_key", models.CharField(blank=True, max_length=300)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("size", models.BigIntegerField(default=0)),
                ("pages", models.PositiveIntegerField(default=0)),
                ("ordered_at", models.DateTimeField()),
                ("ready_at", models.DateTimeField(blank=True, null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="outreach.campaign"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["campaign", "-id"], name="campaignreport_newest")]},
        ),
        migrations.AddConstraint("campaignreport", bytes_in("reports/campaigns", name="campaignreport_own_bytes")),
        migrations.AddConstraint(
            "campaignreport",
            models.CheckConstraint(
                condition=Q(("state__in", ReportState.values)), name="campaignreport_state_known"
            ),
        ),
        migrations.AddConstraint(
            "campaignreport",
            models.CheckConstraint(
                condition=Q(("language__in", Language.values)), name="campaignreport_language_known"
            ),
        ),
        migrations.AddConstraint(
            "campaignreport",
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(ready_at__isnull=False) & ~Q(storage_key="") & ~Q(sha256=""),
                name="campaignreport_ready_whole",
            ),
        ),
        migrations.AddConstraint(
            "campaignreport",
            models.UniqueConstraint(
                condition=Q(("state", "pending")), fields=("campaign", "language"), name="campaignreport_one_pending"
            ),
        ),
        TenantTable("outreach_campaignreport", rls.TABLES["outreach_campaignreport"]),
        # The topic "outreach.report".
        ReplacedPolicies("notices_outboxevent", "scope_national", before=BEFORE, after=put_rule("scope_national")),
    ]
