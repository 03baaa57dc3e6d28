"""The board counts only centers whose cases changed; the nation's queue with a state comes from an index in its order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_search_by_scope")]

    operations = [
        migrations.AddIndex(
            "case",
            models.Index(fields=["state", "waiting_for", "due_on", "id"], name="case_nation_queue_state"),
        ),
        migrations.AddIndex("case", models.Index(fields=["updated_at"], name="case_updated", include=["center"])),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["center"],
                name="case_rollup",
                include=["id", "state", "country", "level", "due_on", "submitted_at"],
            ),
        ),
    ]
