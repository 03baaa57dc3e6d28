from django.db import migrations

from portal.tenancy.rls import EVERY_ROW, SAME_CENTER, SAME_ENTERPRISE, SAME_USER, Rule, TenantTable, setting

# A person sees the records they brought in and those they belong to, before any scope is entered.
OWN_ENTERPRISES = (
    f"created_by_id = {setting('actor_id')} or id = any(array("
    f"select m.enterprise_id from accounts_enterprisemember m where m.user_id = {setting('actor_id')}))"
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_initial"), ("tenancy", "0002_drawer_and_rls")]

    operations = [
        TenantTable(
            "accounts_enterprisemember",
            {
                "logins": Rule(SAME_USER, "select"),
                "scope_enterprise": Rule(SAME_ENTERPRISE),
                "scope_national": Rule(EVERY_ROW, "select"),
            },
        ),
        TenantTable(
            "accounts_enterprise",
            {
                "logins": Rule(OWN_ENTERPRISES, "select"),
                "scope_enterprise": Rule(f"id = {setting('enterprise_id')}", "select update"),
                "scope_center": Rule(f"registered_center_id = {setting('center_id')}"),
                "scope_national": Rule(EVERY_ROW, "select"),
            },
        ),
        TenantTable(
            "accounts_invitation",
            {
                "scope_center": Rule(SAME_CENTER),
                "scope_enterprise": Rule(SAME_ENTERPRISE),
                "scope_national": Rule(EVERY_ROW),
                "scope_admin": Rule(EVERY_ROW),
            },
        ),
    ]
