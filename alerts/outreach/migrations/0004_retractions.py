"""Offices that got an item are told of its retraction, once; that counts as no reach."""

from importlib import import_module

from django.db import migrations, models

from alerts.outreach import rls
from portal.tenancy.rls import DefinerFunction

Retired = import_module("portal.accounts.migrations.0006_founding").Retired
COUNTS = (
    "outreach_mail_counts(p_items uuid[])",
    "table(item uuid, sent bigint, failed bigint, total bigint)",
    rls.COUNTS,
    ("scope_center", "scope_national", "scope_system"),
    "stable",
)


class Migration(migrations.Migration):
    dependencies = [("outreach", "0003_own_bytes")]

    operations = [
        migrations.AddField("mailing", "is_retraction", models.BooleanField(default=False, db_default=False)),
        migrations.RemoveConstraint("mailing", "mailing_once"),
        migrations.AddConstraint(
            "mailing",
            models.UniqueConstraint(name="mailing_once", fields=["office", "edition", "is_retraction"]),
        ),
        Retired(*COUNTS),
        DefinerFunction(*COUNTS),
    ]
