# ruff: noqa: S608 - the statements are put together from this module's own words

from django.db import migrations

from portal.tenancy.rls import EVERY_ROW, SAME_CENTER, SAME_ENTERPRISE, SAME_USER, Rule, TenantTable, setting

# A person sees the records they brought in and those they act for, before any scope is entered.
OWN_ENTERPRISES = (
    f"created_by_id = {setting('actor_id')} or id = any(array("
    f"select m.enterprise_id from accounts_enterprisemember m where m.user_id = {setting('actor_id')}"
    " and m.state = 'active' and (m.ends_on is null or m.ends_on >= current_date)))"
)
CENTER_SEATS = "role in ('intake', 'handler', 'supervisor', 'expert')"
NOT_ADMIN_SEATS = "role not in ('sysadmin', 'secadmin', 'auditor')"


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
                "scope_center": Rule(
                    SAME_CENTER, check=f"{SAME_CENTER} and {CENTER_SEATS}", change=f"{SAME_CENTER} and {CENTER_SEATS}"
                ),
                "scope_enterprise": Rule(SAME_ENTERPRISE),
                "scope_national": Rule(EVERY_ROW, check=NOT_ADMIN_SEATS, change=NOT_ADMIN_SEATS),
                "scope_admin": Rule(EVERY_ROW),
            },
        ),
    ]
