"""Enter the bare login's scope and list a person's seats in one statement, which keeps its plan."""

from django.db import migrations

from portal.tenancy.rls import InvokerFunction

# Runs as whoever calls it: row-level security leaves the rows of the person whose id it has just set. Every request asks
# this, and planning the query anew took four times as long as answering it.
LOGIN_ENTER = """
#variable_conflict use_column
begin
  perform set_config('role', 'none', true), set_config('app.center_id', '', true), set_config('app.enterprise_id', '', true),
    set_config('app.actor_id', p_user::text, true), set_config('app.admin_kind', '', true);
  return query
    select m.role::text, c.id, null::bigint, c.name_zh::text, c.name_en::text
      from tenancy_membership m join tenancy_center c on c.id = m.center_id
     where m.user_id = p_user and c.is_active
    union all
    select m.role::text, null, e.id, e.name::text, e.name_en::text
      from accounts_enterprisemember m join accounts_enterprise e on e.id = m.enterprise_id
     where m.user_id = p_user and m.state = 'active' and (m.ends_on is null or m.ends_on >= p_today);
end
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_second_factor_reset"), ("tenancy", "0004_letter_code")]

    operations = [
        InvokerFunction(
            "login_enter(p_user bigint, p_today date)",
            "table(role text, center_id bigint, enterprise_id bigint, name_zh text, name_en text)",
            LOGIN_ENTER,
            ("logins",),
        ),
    ]
