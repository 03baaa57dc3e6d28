from django.db import migrations

from portal.tenancy.rls import EVERY_ROW, SAME_CENTER, SAME_USER, Rule, TenantTable

DRAWER = """insert into tenancy_center
 (id, code, kind, name_zh, name_en, letter_code, province, city, industries, countries, phone, email, address,
  is_active, is_demo, created_at)
 values (0, '-', 'drawer', '草稿箱', 'Drawer of drafts', '-', '', '', '{}', '{}', '', '', '', false, false, now())"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_initial")]

    operations = [
        migrations.RunSQL(DRAWER, "delete from tenancy_center where id = 0"),
        TenantTable(
            "tenancy_membership",
            {
                "logins": Rule(SAME_USER, "select"),
                "scope_center": Rule(SAME_CENTER, "select insert update delete"),
                "scope_national": Rule(EVERY_ROW, "select insert update delete"),
                "scope_admin": Rule(EVERY_ROW, "select insert update delete"),
            },
        ),
    ]
