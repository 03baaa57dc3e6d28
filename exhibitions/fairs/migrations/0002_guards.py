"""Keys that keep children to their tenant, row-level security, and who confirms, declares and decides."""

from django.db import migrations

from exhibitions.fairs import rls
from portal.tenancy.rls import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("fairs", "0001_initial"),
        ("accounts", "0010_proved_enterprises"),
        ("experts", "0007_seat_asked"),
    ]

    operations = [
        *(
            migrations.RunSQL(
                f"alter table {table} add constraint {rls.key_name(table, columns)}"
                f" foreign key ({columns}) references {parent} on delete cascade",
                f"alter table {table} drop constraint {rls.key_name(table, columns)}",
            )
            for table, columns, parent in rls.KEYS
        ),
        migrations.RunSQL(rls.LISTED_GUARD, rls.NO_LISTED_GUARD),
        migrations.RunSQL(rls.POST_GUARD, rls.NO_POST_GUARD),
        migrations.RunSQL(rls.PARTICIPANT_GUARD, rls.NO_PARTICIPANT_GUARD),
        *(TenantTable(table, rules) for table, rules in rls.TABLES.items()),
    ]
