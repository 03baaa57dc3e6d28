from django.db import migrations

from portal.tenancy.rls import Rule, TenantTable

AUDITOR = "current_setting('app.admin_kind', true) = 'auditor'"
WRITE_ONLY = Rule("false", "insert", check="true")


class Migration(migrations.Migration):
    """Everyone may append, the auditor alone reads; nobody holds UPDATE or DELETE."""

    dependencies = [("audit", "0001_initial"), ("tenancy", "0002_drawer_and_rls")]

    operations = [
        TenantTable(
            "audit_auditentry",
            {
                "logins": WRITE_ONLY,
                "scope_center": WRITE_ONLY,
                "scope_national": WRITE_ONLY,
                "scope_enterprise": WRITE_ONLY,
                "scope_expert": WRITE_ONLY,
                "scope_admin": Rule(AUDITOR, "select insert", check="true"),
            },
            system_may="select insert",
        ),
        TenantTable("audit_auditseal", {"scope_admin": Rule(AUDITOR, "select")}, system_may="select insert"),
    ]
