"""The whole address is one of ours; and what a center publishes is made findable by the portal's own work alone."""

from django.db import migrations, models

GUARD = """
create function search_entry_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if current_user = 'scope_national' and (tg_op <> 'DELETE' and new.center_id is not null
     or tg_op <> 'INSERT' and old.center_id is not null) then
    raise exception 'the nation writes what is national' using errcode = 'integrity_constraint_violation';
  end if;
  return coalesce(new, old);
end $$;
create trigger search_entry_guard before insert or update or delete on search_searchentry
  for each row execute function search_entry_guard()
"""


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0001_entries'),
        ('tenancy', '0006_stopped_seats'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='searchentry',
            name='search_entry_own_address',
        ),
        migrations.AddConstraint(
            model_name='searchentry',
            constraint=models.CheckConstraint(condition=models.Q(('url__regex', '^/([^/\\\\\\s][^\\\\\\s]*)?$')), name='search_entry_own_address'),
        ),
        migrations.RunSQL(
            GUARD, "drop trigger search_entry_guard on search_searchentry; drop function search_entry_guard()"
        ),
    ]
