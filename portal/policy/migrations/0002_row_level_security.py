from django.db import migrations

from portal.tenancy.rls import SAME_USER, Rule, TenantTable


class Migration(migrations.Migration):
    dependencies = [("policy", "0001_initial"), ("tenancy", "0002_drawer_and_rls")]

    operations = [
        TenantTable("policy_idempotencykey", {"scopes": Rule(SAME_USER), "logins": Rule(SAME_USER)}),
    ]
