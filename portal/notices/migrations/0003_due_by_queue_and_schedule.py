from django.db import migrations, models
from django.db.models import Q

from portal.tenancy.rls import TenantTable


class Migration(migrations.Migration):
    """The relay takes what is due queue by queue, a person may discard work, and the schedule remembers its last runs."""

    dependencies = [("notices", "0002_row_level_security")]

    operations = [
        migrations.RemoveIndex("outboxevent", "outbox_open"),
        migrations.AddIndex(
            "outboxevent",
            models.Index(
                fields=["queue", "available_at", "id"], name="outbox_due", condition=Q(state__in=["pending", "leased"])
            ),
        ),
        migrations.AlterField(
            "outboxevent",
            "state",
            models.CharField(
                choices=[
                    ("pending", "Waiting"),
                    ("leased", "In work"),
                    ("done", "Done"),
                    ("quarantined", "In quarantine"),
                    ("discarded", "Discarded"),
                ],
                default="pending",
                max_length=12,
            ),
        ),
        migrations.RemoveConstraint("outboxevent", "outbox_state_known"),
        migrations.AddConstraint(
            "outboxevent",
            models.CheckConstraint(
                name="outbox_state_known",
                condition=Q(state__in=["pending", "leased", "done", "quarantined", "discarded"]),
            ),
        ),
        migrations.CreateModel(
            "ScheduledJob",
            [
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("last_run_at", models.DateTimeField()),
            ],
        ),
        TenantTable("notices_scheduledjob", {}),
    ]
