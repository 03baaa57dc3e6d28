"""A queue of its own for mail to many."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("notices", "0005_pages_touch")]

    operations = [
        migrations.AlterField(
            "outboxevent",
            "queue",
            models.CharField(
                choices=[
                    ("bell", "Notices"),
                    ("paper", "Documents"),
                    ("feed", "Roll-ups and feeds"),
                    ("bulk", "Mail to many"),
                ],
                default="bell",
                max_length=8,
            ),
        ),
        migrations.RemoveConstraint("outboxevent", "outbox_queue_known"),
        migrations.AddConstraint(
            "outboxevent",
            models.CheckConstraint(name="outbox_queue_known", condition=Q(queue__in=["bell", "paper", "feed", "bulk"])),
        ),
    ]
