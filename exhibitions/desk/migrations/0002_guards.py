"""Keys that keep children to their tenant, row-level security, guards, and the functions behind a device's key."""

from django.db import migrations

from exhibitions.desk import rls
from portal.notices.rls import put_rule
from portal.tenancy.rls import DefinerFunction, ReplacedPolicies, Rule, TenantTable

BEFORE = Rule("false", "insert", check="true")


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0001_initial"),
        ("fairs", "0002_guards"),
        ("outreach", "0002_guards"),
        ("notices", "0005_pages_touch"),
    ]

    operations = [
        *(
            migrations.RunSQL(
                f"alter table {table} add constraint {rls.key_name(table, columns)}"
                f" foreign key ({columns}) references {parent}",
                f"alter table {table} drop constraint {rls.key_name(table, columns)}",
            )
            for table, columns, parent in rls.KEYS
        ),
        migrations.RunSQL(rls.DEVICE_GUARD, rls.NO_DEVICE_GUARD),
        migrations.RunSQL(rls.INCIDENT_GUARD, rls.NO_INCIDENT_GUARD),
        migrations.RunSQL(rls.ONCE_GUARD, rls.NO_ONCE_GUARD),
        *(
            TenantTable(
                table,
                rules,
                system_may="select insert delete" if table in rls.WRITTEN_ONCE else "select insert update delete",
            )
            for table, rules in rls.TABLES.items()
        ),
        DefinerFunction(
            "desk_device_key(p_device uuid)", "text", rls.DEVICE_KEY, ("scope_center", "scope_national", "scope_expert")
        ),
        DefinerFunction("desk_device_word(p_device uuid, p_wiped boolean)", "boolean", rls.DEVICE_WORD, ("logins",)),
        # The topic "desk.check_file".
        *(
            ReplacedPolicies("notices_outboxevent", scope, before=BEFORE, after=put_rule(scope))
            for scope in ("scope_center", "scope_national", "scope_expert")
        ),
    ]
