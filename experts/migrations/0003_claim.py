"""An expert's account finds its record once the invitation is accepted."""

from django.db import migrations

from portal.tenancy.rls import DefinerFunction

CLAIM = """
declare me bigint := nullif(current_setting('app.actor_id', true), '')::bigint;
declare claimed integer;
begin
  update experts_expert e set user_id = me
   where e.user_id is null
     and lower(e.email) = (select lower(u.email) from accounts_user u where u.id = me and u.is_active)
     and exists (select from tenancy_membership m where m.user_id = me and m.role = 'expert' and m.center_id = e.center_id);
  get diagnostics claimed = row_count;
  return claimed;
end
"""


class Migration(migrations.Migration):
    dependencies = [("experts", "0002_row_level_security")]

    operations = [DefinerFunction("expert_claim_records()", "integer", CLAIM, ("scope_expert",))]
