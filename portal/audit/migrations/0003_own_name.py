"""An entry of the trail is signed by who acts: inside a scope nobody writes in another's name."""

from django.db import migrations

from portal.tenancy.rls import ReplacedPolicies, Rule

AUDITOR = "current_setting('app.admin_kind', true) = 'auditor'"
OWN_NAME = (
    "actor_id is not distinct from (select nullif(nullif(current_setting('app.actor_id', true), ''), '0')::bigint)"
)
BEFORE = Rule("false", "insert", check="true")
AFTER = Rule("false", "insert", check=OWN_NAME)


class Migration(migrations.Migration):
    # The bare log-ins stay: there somebody logs in, signs up or fails to, who is nobody until then.
    dependencies = [("audit", "0002_row_level_security")]

    operations = [
        *(
            ReplacedPolicies("audit_auditentry", role, before=BEFORE, after=AFTER)
            for role in ("scope_center", "scope_national", "scope_enterprise", "scope_expert")
        ),
        ReplacedPolicies(
            "audit_auditentry",
            "scope_admin",
            before=Rule(AUDITOR, "select insert", check="true"),
            after=Rule(AUDITOR, "select insert", add=OWN_NAME),
        ),
    ]
