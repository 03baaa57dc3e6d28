"""An opinion is its author's, and what waits for a countersignature stays as it was handed over."""

from django.db import migrations

# The frozen and the countersigned as in 0002; `current_user` is the table's owner where a transfer moves the keys along.
GUARD = """
create or replace function opinion_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare me bigint := nullif(current_setting('app.actor_id', true), '')::bigint;
begin
  if tg_op = 'INSERT' then
    if new.state <> 'draft' and current_user <> 'scope_system' then
      raise exception 'an opinion begins as a draft' using errcode = 'integrity_constraint_violation';
    end if;
    if new.author_id is distinct from me and current_user <> 'scope_system' then
      raise exception 'an opinion is begun by its author' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if tg_op = 'UPDATE' and new.state = 'countersigned' and old.state <> 'countersigned' and current_user <> 'scope_system'
     and (old.state <> 'submitted' or new.countersigned_by_id is null or new.countersigned_by_id is distinct from me) then
    raise exception 'a submitted opinion is countersigned in person' using errcode = 'integrity_constraint_violation';
  end if;
  if old.state = 'countersigned' then
    if tg_op = 'DELETE' and current_user = 'scope_system' then return old; end if;
    if tg_op = 'UPDATE' and (to_jsonb(new) - 'center_id') = (to_jsonb(old) - 'center_id') then return new; end if;
    raise exception 'a countersigned opinion is frozen' using errcode = 'integrity_constraint_violation';
  end if;
  if tg_op = 'UPDATE' and current_user <> 'scope_system' then
    if new.author_id is distinct from old.author_id then
      raise exception 'an opinion stays with its author' using errcode = 'integrity_constraint_violation';
    end if;
    if old.state = 'submitted'
       and (new.number, new.public_id, new.facts, new.analysis, new.options, new.risks, new.recommendation)
           is distinct from
           (old.number, old.public_id, old.facts, old.analysis, old.options, old.risks, old.recommendation) then
      raise exception 'a submitted opinion waits unchanged' using errcode = 'integrity_constraint_violation';
    end if;
    if old.state = 'submitted' and (new.state = 'draft' or new.state = 'returned' and old.author_id = me) then
      raise exception 'a submitted opinion is sent back by somebody else' using errcode = 'integrity_constraint_violation';
    end if;
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_words_of_stages_and_papers")]

    # Backwards keeps the narrower guard: it refuses nothing that the earlier services do.
    operations = [migrations.RunSQL(GUARD, migrations.RunSQL.noop)]
