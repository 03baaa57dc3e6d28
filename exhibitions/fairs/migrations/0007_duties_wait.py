"""Whoever asks an expert and whoever closes the delegation wait for each other: the guard is laid anew."""

from django.db import migrations

from exhibitions.fairs import rls


class Migration(migrations.Migration):
    dependencies = [("fairs", "0006_contact_version")]

    operations = [migrations.RunSQL(rls.DUTY_GUARD, migrations.RunSQL.noop)]
