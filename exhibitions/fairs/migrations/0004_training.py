"""The training of a delegation; and duties of experts that end with it."""

import django.db.models.deletion
from django.db import migrations, models

from exhibitions.fairs import rls
from portal.tenancy.rls import TenantTable


class Migration(migrations.Migration):

    dependencies = [
        ("events", "0003_by_address"),
        ("fairs", "0003_list_amendments"),
        ("tenancy", "0006_stopped_seats"),
    ]

    operations = [
        migrations.CreateModel(
            name="Training",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("center", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.center")),
                ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="trainings", to="fairs.delegation")),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="events.event")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["delegation", "center"], name="training_tenant"),
                    models.Index(fields=["event", "center"], name="training_event"),
                ],
                "constraints": [models.UniqueConstraint(fields=("delegation", "event"), name="training_once")],
            },
        ),
        *(
            migrations.RunSQL(
                f"alter table {table} add constraint {rls.key_name(table, columns)}"
                f" foreign key ({columns}) references {parent} on delete cascade",
                f"alter table {table} drop constraint {rls.key_name(table, columns)}",
            )
            for table, columns, parent in rls.TRAINING_KEYS
        ),
        TenantTable("fairs_training", rls.TRAINING),
        migrations.RunSQL(rls.DUTY_GUARD + rls.DUTY_TRIGGERS, rls.NO_DUTY_GUARD),
    ]
