"""What came back by mail: one row a mail, without address or text."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from portal.notices.models import ReturnedMail
from portal.notices.rls import RETURNED_MAIL
from portal.tenancy.rls import TenantTable

FINAL = ["permanent", "transient", "message"]
ASIDE = [
    *("delayed", "automatic", "other", "unsigned", "forged"),
    *("unreadable", "huge", "unknown", "repeated"),
]


class Migration(migrations.Migration):
    dependencies = [("notices", "0006_bulk")]

    operations = [
        migrations.CreateModel(
            "ReturnedMail",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid_validity", models.BigIntegerField()),
                ("uid", models.BigIntegerField()),
                ("kind", models.CharField(choices=ReturnedMail.Kind.choices, max_length=10)),
                ("status", models.CharField(blank=True, max_length=9)),
                ("read_at", models.DateTimeField()),
                (
                    "delivery",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="notices.delivery",
                    ),
                ),
            ],
        ),
        migrations.AddIndex("returnedmail", models.Index(fields=["read_at"], name="returnedmail_read")),
        migrations.AddConstraint(
            "returnedmail",
            models.UniqueConstraint(fields=("uid_validity", "uid"), name="returnedmail_once"),
        ),
        migrations.AddConstraint(
            "returnedmail",
            models.UniqueConstraint(
                condition=Q(("kind__in", FINAL)), fields=("delivery",), name="returnedmail_counts_once"
            ),
        ),
        migrations.AddConstraint(
            "returnedmail",
            models.CheckConstraint(condition=Q(("kind__in", FINAL + ASIDE)), name="returnedmail_kind_known"),
        ),
        TenantTable("notices_returnedmail", RETURNED_MAIL),
    ]
