"""Local items of the centers that somebody asks for, and what became of the mails of an item."""

from importlib import import_module

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import Q

from alerts.subscriptions import rls
from alerts.subscriptions.models import LISTS
from portal.tenancy.rls import DefinerFunction

Retired = import_module("portal.accounts.migrations.0006_founding").Retired
PUBLIC = ("logins",)
REPLACED = [
    (
        "subscription_ask(p_address text, p_language text, p_settings jsonb, p_frequency text, p_wish jsonb)",
        "void", rls.ASK, PUBLIC,
    ),
    ("subscription_look(p_wish uuid)", "jsonb", rls.LOOK, PUBLIC, "stable"),
    ("subscription_read(p_key uuid)", "jsonb", rls.READ, PUBLIC, "stable"),
    (
        "subscription_wish_save(p_key uuid, p_wish uuid, p_frequency text, p_filter jsonb)",
        "text", rls.WISH_SAVE, PUBLIC,
    ),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0003_returned_mail")]

    operations = [
        migrations.AddField(
            "wish",
            "centers",
            django.contrib.postgres.fields.ArrayField(models.TextField(), default=list, db_default=[], blank=True),
        ),
        migrations.RemoveConstraint("wish", "wish_lists_short"),
        migrations.AddConstraint(
            "wish",
            models.CheckConstraint(
                name="wish_lists_short", condition=Q(**{f"{name}__len__lte": 300 for name in LISTS})
            ),
        ),
        migrations.AddField("dispatch", "is_local", models.BooleanField(default=False, db_default=False)),
        migrations.AddField("dispatch", "mailed", models.PositiveIntegerField(null=True)),
        migrations.RemoveConstraint("dispatch", "dispatch_once"),
        migrations.AddConstraint(
            "dispatch",
            models.UniqueConstraint(name="dispatch_once", fields=["edition", "is_retraction", "is_local"]),
        ),
        *(step for function in REPLACED for step in (Retired(*function), DefinerFunction(*function))),
        DefinerFunction(
            "subscription_mail_counts(p_items uuid[])", "table(item uuid, sent bigint)", rls.MAILED,
            ("scope_center", "scope_national", "scope_system"), volatility="stable",
        ),
    ]
