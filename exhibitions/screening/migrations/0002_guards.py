"""Keys that keep children to their tenant, row-level security, and who releases, signs and adds."""

from django.db import migrations

from exhibitions.screening import rls
from portal.notices.rls import put_rule
from portal.tenancy.rls import ReplacedPolicies, Rule, TenantTable

BEFORE = Rule("false", "insert", check="true")


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0001_initial"),
        ("fairs", "0002_guards"),
        ("outreach", "0005_campaign_reports"),
    ]

    operations = [
        *(
            migrations.RunSQL(
                f"alter table {table} add constraint {name} foreign key ({columns}) references {parent} on delete cascade",
                f"alter table {table} drop constraint {name}",
            )
            for name, table, columns, parent in rls.KEYS
        ),
        migrations.RunSQL(rls.CHECKLIST_GUARD + rls.CHECKLIST_TRIGGER, rls.NO_CHECKLIST_GUARD),
        migrations.RunSQL(rls.SCREENING_GUARD, rls.NO_SCREENING_GUARD),
        *(TenantTable(table, rules) for table, rules in rls.TABLES.items()),
        # The topic "screening.pack".
        *(
            ReplacedPolicies("notices_outboxevent", scope, before=BEFORE, after=put_rule(scope))
            for scope in ("scope_center", "scope_national", "scope_enterprise")
        ),
    ]
