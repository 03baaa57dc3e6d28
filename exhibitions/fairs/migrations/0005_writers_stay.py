"""Who wrote an entry, a change of one or a contact stays named: the guards are laid anew."""

from django.db import migrations

from exhibitions.fairs import rls


class Migration(migrations.Migration):
    dependencies = [("fairs", "0004_training")]

    operations = [
        migrations.RunSQL(guard, migrations.RunSQL.noop)
        for guard in (rls.AMENDED_GUARD, rls.AMENDMENT_GUARD, rls.CONTACT_GUARD)
    ]
