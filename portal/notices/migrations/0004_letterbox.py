"""Who puts work into the outbox signs with their own name, and puts only what their kind of scope has to put."""

from django.db import migrations

from portal.notices.rls import MAY_PUT, put_check, put_rule
from portal.tenancy.rls import LOGINS, ReplacedPolicies, Rule

SYSADMIN = "current_setting('app.admin_kind', true) = 'sysadmin'"
BEFORE = Rule("false", "insert", check="true")
# The system administrator sees the quarantine and puts what lies there back to work, without touching what it says.
ADMIN_BEFORE = Rule(SYSADMIN, "select insert update", check="true")
ADMIN_AFTER = Rule(SYSADMIN, "select insert update", check=SYSADMIN, add=put_check("scope_admin"))


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_due_by_queue_and_schedule")]

    operations = [
        *(
            ReplacedPolicies("notices_outboxevent", role, before=BEFORE, after=put_rule(name))
            for name in MAY_PUT
            if name != "scope_admin"
            for role in (LOGINS if name == "logins" else (name,))
        ),
        ReplacedPolicies("notices_outboxevent", "scope_admin", before=ADMIN_BEFORE, after=ADMIN_AFTER),
    ]
