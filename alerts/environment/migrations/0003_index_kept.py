"""An index keeps its words once an edition of it was handed in: they are part of what a second person releases."""

from django.db import migrations

GUARD = """
create function env_index_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if current_user <> 'scope_system' and to_jsonb(new) <> to_jsonb(old)
     and exists (select from environment_edition e where e.index_id = old.id and e.state <> 'draft') then
    raise exception 'an index that was handed in keeps its words' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger env_index_guard before update on environment_index for each row execute function env_index_guard()
"""


class Migration(migrations.Migration):
    dependencies = [("environment", "0002_guards")]

    operations = [
        migrations.RunSQL(GUARD, "drop trigger env_index_guard on environment_index; drop function env_index_guard()")
    ]
