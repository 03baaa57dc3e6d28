"""Keys that keep children to their center, row-level security, and who finishes, speaks and releases."""

from django.db import migrations

from exhibitions.results import rls
from portal.notices.rls import put_rule
from portal.tenancy.rls import DefinerFunction, ReplacedPolicies, Rule, TenantTable

BEFORE = Rule("false", "insert", check="true")


class Migration(migrations.Migration):
    dependencies = [
        ("results", "0001_initial"),
        ("desk", "0002_guards"),
        ("fairs", "0004_training"),
        ("screening", "0002_guards"),
    ]

    operations = [
        *(
            migrations.RunSQL(
                f"alter table {table} add constraint {name} foreign key ({columns}) references {parent} on delete cascade",
                f"alter table {table} drop constraint {name}",
            )
            for name, table, columns, parent in rls.KEYS
        ),
        DefinerFunction(
            "results_takes_feedback(p_participant bigint)",
            "boolean",
            rls.TAKES_FEEDBACK,
            ("scope_enterprise", "scope_system"),
            volatility="stable",
        ),
        DefinerFunction(
            "results_ratings(p_delegations bigint[], p_groups text[])",
            "table(name text, answers integer, preparation numeric, desk numeric, experts numeric, material numeric)",
            rls.RATINGS,
            ("scope_national",),
            volatility="stable",
        ),
        migrations.RunSQL(rls.CLOSING_GUARD + rls.CLOSING_TRIGGERS, rls.NO_CLOSING_GUARD),
        migrations.RunSQL(rls.FEEDBACK_GUARD + rls.FEEDBACK_TRIGGER, rls.NO_FEEDBACK_GUARD),
        migrations.RunSQL(rls.REPORT_GUARD + rls.REPORT_TRIGGER + rls.PICTURE_GUARD, rls.NO_REPORT_GUARD),
        *(TenantTable(table, rules) for table, rules in rls.TABLES.items()),
        # The topic "results.report".
        *(
            ReplacedPolicies("notices_outboxevent", scope, before=BEFORE, after=put_rule(scope))
            for scope in ("scope_center", "scope_national")
        ),
    ]
