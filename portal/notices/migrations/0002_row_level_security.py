from django.db import migrations

from portal.tenancy.rls import SAME_USER, Rule, TenantTable

SYSADMIN = "current_setting('app.admin_kind', true) = 'sysadmin'"
PUT_ONLY = Rule("false", "insert", check="true")


class Migration(migrations.Migration):
    """Every scope puts work in; only the relay and the workers take it out; the system administrator sees the quarantine."""

    dependencies = [("notices", "0001_initial"), ("tenancy", "0002_drawer_and_rls")]

    operations = [
        TenantTable(
            "notices_outboxevent",
            {
                "logins": PUT_ONLY,
                "scope_center": PUT_ONLY,
                "scope_national": PUT_ONLY,
                "scope_enterprise": PUT_ONLY,
                "scope_expert": PUT_ONLY,
                "scope_admin": Rule(SYSADMIN, "select insert update", check="true"),
            },
        ),
        TenantTable("notices_delivery", {"scope_admin": Rule(SYSADMIN, "select")}),
        TenantTable(
            "notices_notice",
            {"scopes": Rule(SAME_USER, "select update"), "logins": Rule(SAME_USER, "select update")},
        ),
        TenantTable(
            "notices_noticepreference",
            {
                "scopes": Rule(SAME_USER, "select insert update delete"),
                "logins": Rule(SAME_USER, "select insert update delete"),
            },
        ),
    ]
