"""Mails that come back later count, and what ended because of them can be begun again."""

from importlib import import_module

from django.db import migrations, models
from django.db.models import Q

from alerts.subscriptions import rls
from portal.tenancy.rls import DefinerFunction

Retired = import_module("portal.accounts.migrations.0006_founding").Retired
PUBLIC = ("logins",)
REPLACED = [
    ("subscription_link(p_address text, p_language text)", "void", rls.LINK, PUBLIC),
    ("subscription_confirm(p_wish uuid)", "jsonb", rls.CONFIRM, PUBLIC),
    ("subscription_read(p_key uuid)", "jsonb", rls.READ, PUBLIC, "stable"),
    ("subscription_mine()", "uuid", rls.MINE, PUBLIC, "stable"),
    ("subscription_open(p_language text, p_settings jsonb)", "uuid", rls.OPEN, PUBLIC),
]


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0002_row_level_security"), ("notices", "0007_returned_mail")]

    operations = [
        migrations.AddField("subscriber", "returned", models.PositiveSmallIntegerField(default=0, db_default=0)),
        migrations.AddField("subscriber", "returned_soft", models.PositiveSmallIntegerField(default=0, db_default=0)),
        migrations.AddField("subscriber", "returned_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "subscriber",
            models.Index(fields=["returned_at"], name="subscriber_returned", condition=Q(returned_at__isnull=False)),
        ),
        *(step for function in REPLACED for step in (Retired(*function), DefinerFunction(*function))),
        DefinerFunction("subscription_restart(p_key uuid)", "bigint", rls.RESTART, PUBLIC),
    ]
