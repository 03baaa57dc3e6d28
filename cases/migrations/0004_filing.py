"""What filing must know across scopes: which centers a request may go to, and whether an enterprise is known."""

from django.db import migrations, models
from django.db.models import Q

from portal.tenancy.rls import DefinerFunction

# Memberships are invisible to an applicant, but a request must not be sent to a center where nobody works. The
# candidates are narrowed here; which of them receives the case is decided by cases.services.routing.
ROUTING_CENTERS = """
begin
  return query select c.id, c.code::text, c.kind::text, c.province::text, c.city::text, c.industries::text[],
      c.countries::text[], c.name_zh::text, c.name_en::text, c.is_active,
      exists (select from tenancy_membership m join accounts_user u on u.id = m.user_id
              where m.center_id = c.id and u.is_active
                and m.role in ('intake', 'handler', 'supervisor', 'coordinator'))
    from tenancy_center c
    where c.kind = 'national'
       or c.kind = 'local' and c.province = p_province and p_province <> ''
       or c.kind = 'industry' and p_industry = any(c.industries::text[])
       or c.kind = 'overseas' and c.countries::text[] && p_countries
    order by c.id;
end
"""

# Staff file for a caller: they learn that an enterprise with this code is known and what it is called, nothing else.
ENTERPRISE_BY_USCC = """
begin
  return query select e.id, e.name::text from accounts_enterprise e where e.uscc = p_uscc and p_uscc <> '';
end
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_row_level_security")]

    operations = [
        migrations.AddIndex(
            "deadline",
            models.Index(
                fields=["enterprise", "due_on", "id"], name="deadline_enterprise", condition=Q(met_on__isnull=True)
            ),
        ),
        DefinerFunction(
            "routing_centers(p_province text, p_industry text, p_countries text[])",
            "table(id bigint, code text, kind text, province text, city text, industries text[], countries text[],"
            " name_zh text, name_en text, is_active boolean, has_staff boolean)",
            ROUTING_CENTERS,
            ("scope_enterprise", "scope_center", "scope_national"),
            volatility="stable",
        ),
        DefinerFunction(
            "enterprise_by_uscc(p_uscc text)",
            "table(id bigint, name text)",
            ENTERPRISE_BY_USCC,
            ("scope_center",),
            volatility="stable",
        ),
    ]
