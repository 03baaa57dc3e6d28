"""A checklist counts its changes, so that a release names what was read: the guards are laid anew."""

from django.db import migrations, models

from exhibitions.screening import rls


class Migration(migrations.Migration):
    dependencies = [("screening", "0002_guards")]

    operations = [
        migrations.AddField(
            "checklist", "row_version", models.PositiveIntegerField(default=1, editable=False)
        ),
        migrations.RunSQL(rls.CHECKLIST_GUARD, migrations.RunSQL.noop),
    ]
