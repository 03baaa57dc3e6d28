"""A contact counts its changes, so that whoever shows it names what they read: its guard is laid anew."""

from django.db import migrations, models

from exhibitions.fairs import rls


class Migration(migrations.Migration):
    dependencies = [("fairs", "0005_writers_stay")]

    operations = [
        migrations.AddField(
            "faircontact", "row_version", models.PositiveIntegerField(default=1, editable=False)
        ),
        migrations.RunSQL(rls.CONTACT_GUARD, migrations.RunSQL.noop),
    ]
