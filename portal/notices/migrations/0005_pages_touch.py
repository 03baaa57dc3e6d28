"""Whoever publishes has the pages drawn anew that show it."""

from django.db import migrations

from portal.notices.rls import put_rule
from portal.tenancy.rls import ReplacedPolicies, Rule

BEFORE = Rule("false", "insert", check="true")


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_letterbox")]

    operations = [
        ReplacedPolicies("notices_outboxevent", scope, before=BEFORE, after=put_rule(scope))
        for scope in ("scope_center", "scope_national")
    ]
