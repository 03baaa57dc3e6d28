"""Means of which none gives a firm away, feedback that waits for a release: functions and guards are laid anew."""

from importlib import import_module

from django.db import migrations

from exhibitions.results import rls
from portal.tenancy.rls import DefinerFunction

Retired = import_module("cases.migrations.0006_search_by_scope").Retired
TAKES = (
    "results_takes_feedback(p_participant bigint)",
    "boolean",
    rls.TAKES_FEEDBACK,
    ("scope_enterprise", "scope_system"),
    "stable",
)
RATINGS = (
    "results_ratings(p_delegations bigint[], p_groups text[])",
    "table(name text, answers integer, preparation numeric, desk numeric, experts numeric, material numeric)",
    rls.RATINGS,
    ("scope_national",),
    "stable",
)


class Migration(migrations.Migration):
    dependencies = [("results", "0002_guards")]

    operations = [
        *(operation(*function) for function in (TAKES, RATINGS) for operation in (Retired, DefinerFunction)),
        migrations.RunSQL(rls.FEEDBACK_GUARD, migrations.RunSQL.noop),
        migrations.RunSQL(rls.REPORT_GUARD, migrations.RunSQL.noop),
    ]
