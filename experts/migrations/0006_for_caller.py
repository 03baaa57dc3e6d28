"""An applicant sees who was asked about a case only when the case itself is shown (cases 0010)."""

from importlib import import_module

from django.db import migrations

from portal.tenancy.rls import SAME_ENTERPRISE, ReplacedPolicies, Rule

OWN_CHILD = import_module("cases.migrations.0010_for_caller").OWN_CHILD
COLUMNS = ("state", "ended_at", "ended_by_id", "end_reason")


def withdrawing(own: str) -> Rule:
    """Withdrawing a request ends its assignments."""
    return Rule(
        own,
        "select update",
        change=f"{own} and state in ('proposed', 'active')",
        check=f"{own} and state = 'ended'",
        update_columns=COLUMNS,
    )


class Migration(migrations.Migration):
    dependencies = [("experts", "0005_seats"), ("cases", "0010_for_caller")]

    operations = [
        ReplacedPolicies(
            "experts_assignment", "scope_enterprise", before=withdrawing(SAME_ENTERPRISE), after=withdrawing(OWN_CHILD)
        ),
    ]
