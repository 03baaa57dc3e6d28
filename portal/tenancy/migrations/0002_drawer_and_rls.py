from django.db import migrations

from portal.tenancy.rls import EVERY_ROW, SAME_CENTER, SAME_USER, Rule, TenantTable

DRAWER = """insert into tenancy_center
 (id, code, kind, name_zh, name_en, letter_code, province, city, industries, countries, phone, email, address,
  is_active, is_demo, created_at)
 values (0, '-', 'drawer', '草稿箱', 'Drawer of drafts', '-', '', '', '{}', '{}', '', '', '', false, false, now())"""


# A center hires its own people. Without this line a center's scope that names the national center would be enough to
# make oneself a coordinator; national staff and administrators are seated by others.
CENTER_SEATS = "role in ('intake', 'handler', 'supervisor', 'expert')"
NOT_ADMIN_SEATS = "seat_group = 0"


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_initial")]

    operations = [
        migrations.RunSQL(DRAWER, "delete from tenancy_center where id = 0"),
        TenantTable(
            "tenancy_membership",
            {
                "logins": Rule(SAME_USER, "select"),
                "scope_center": Rule(
                    SAME_CENTER,
                    "select insert update delete",
                    check=f"{SAME_CENTER} and {CENTER_SEATS}",
                    change=f"{SAME_CENTER} and {CENTER_SEATS}",
                ),
                "scope_national": Rule(
                    EVERY_ROW, "select insert update delete", check=NOT_ADMIN_SEATS, change=NOT_ADMIN_SEATS
                ),
                "scope_admin": Rule(EVERY_ROW, "select insert update delete"),
            },
        ),
    ]
