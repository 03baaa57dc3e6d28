"""What is prepared stays with the nation; the collection is written by releasing what somebody else prepared."""

from django.db import migrations

from portal.tenancy.rls import EVERY_ROW, Rule, TenantTable, setting

ACTOR = setting("actor_id")
CHANGES = Rule(
    EVERY_ROW,
    "select insert update",
    add=f"state = 'waiting' and prepared_by_id = {ACTOR}",
    change="state = 'waiting'",
    check=f"decided_by_id = {ACTOR} and (state = 'dropped' or (state = 'released' and prepared_by_id <> {ACTOR}))",
    update_columns=("state", "decided_by_id", "decided_at"),
)

# Shared tables have no policies; this trigger says what a policy would: the nation writes only what this very transaction
# releases, by somebody who did not prepare it.
GUARD = """
create function trade_release_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  person bigint := nullif(current_setting('app.actor_id', true), '')::bigint;
  written bigint;
begin
  if current_user = 'scope_system' then
    return null;
  end if;
  if tg_table_name = 'trade_investigation' then
    written := case when tg_op = 'DELETE' then null else new.change_id end;
  elsif tg_op = 'DELETE' then
    select i.change_id into written from trade_investigation i where i.id = old.investigation_id;
  else
    select i.change_id into written from trade_investigation i where i.id = new.investigation_id;
  end if;
  if not exists (select from trade_change c
                 where c.id = written and c.state = 'released' and c.decided_at = transaction_timestamp()
                   and c.decided_by_id = person and c.prepared_by_id <> person) then
    raise exception 'the collection is written by releasing a change' using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
"""
TABLES = ("investigation", "party", "right", "phase")


class Migration(migrations.Migration):
    dependencies = [("trade", "0001_initial"), ("tenancy", "0006_stopped_seats")]

    operations = [
        TenantTable("trade_change", {"scope_national": CHANGES}),
        migrations.RunSQL(GUARD, "drop function trade_release_guard()"),
        *(
            migrations.RunSQL(
                f'create trigger trade_release_guard after insert or update or delete on "trade_{name}"'
                " for each row execute function trade_release_guard()",
                f'drop trigger trade_release_guard on "trade_{name}"',
            )
            for name in TABLES
        ),
    ]
