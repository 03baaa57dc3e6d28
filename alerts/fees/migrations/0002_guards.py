"""Who may change what: proposals are the nation's, the public tables change by a released proposal alone."""

# ruff: noqa: S608 - the statements are put together from our own words

from django.db import migrations

from portal.tenancy.rls import EVERY_ROW, Rule, TenantTable

ACTOR = "nullif(current_setting('app.actor_id', true), '')::bigint"
BROKEN = "using errcode = 'integrity_constraint_violation'"

# A proposal is its maker's until it waits; then it waits unchanged, and somebody else decides in their own name. The
# moment of the decision is the transaction's, by which the guards of the public tables know the release they belong to.
GUARD_BATCH = f"""
create function fee_batch_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  actor bigint := {ACTOR};
begin
  if tg_op = 'INSERT' then
    if new.state <> 'draft' or (new.proposed_by_id is distinct from actor and current_user <> 'scope_system') then
      raise exception 'a proposal begins as a draft of its maker' {BROKEN};
    end if;
    return new;
  end if;
  if new.proposed_by_id <> old.proposed_by_id or new.kind <> old.kind or new.counts <> old.counts
     or new.file_name <> old.file_name or new.title <> old.title or new.public_id <> old.public_id then
    raise exception 'a proposal keeps its maker and its contents' {BROKEN};
  end if;
  if (old.state, new.state) in (('draft', 'proposed'), ('draft', 'withdrawn'), ('proposed', 'withdrawn')) then
    if actor is distinct from old.proposed_by_id then
      raise exception 'a proposal is handed in and taken back by its maker' {BROKEN};
    end if;
  elsif (old.state, new.state) in (('proposed', 'released'), ('proposed', 'returned')) then
    if actor is null or actor = old.proposed_by_id or new.decided_by_id is distinct from actor then
      raise exception 'somebody else decides on a proposal, in their own name' {BROKEN};
    end if;
    new.decided_at := now();
  else
    raise exception 'a proposal does not go from % to %', old.state, new.state {BROKEN};
  end if;
  return new;
end $$;
create trigger fee_batch_guard before insert or update on fees_batch for each row execute function fee_batch_guard();
"""

GUARD_ROW = f"""
create function fee_row_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if not exists (select from fees_batch b where b.id = new.batch_id and b.state = 'draft') then
    raise exception 'a proposal that was handed in keeps its rows' {BROKEN};
  end if;
  return new;
end $$;
create trigger fee_row_guard before insert or update on fees_batchrow for each row execute function fee_row_guard();
"""

# `now()` is the transaction's: the proposal was released in this very transaction, by whoever acts.
RELEASING = f"b.state = 'released' and b.decided_at = now() and b.decided_by_id = {ACTOR}"
GUARD_PUBLIC = f"""
create function fee_public_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  may text[] := string_to_array(tg_argv[0], ' ');
  was jsonb;
  becomes jsonb := to_jsonb(new);
begin
  if tg_op = 'INSERT' then
    if not exists (select from fees_batch b where b.id = new.batch_id and {RELEASING}) then
      raise exception 'what the public reads comes by a released proposal' {BROKEN};
    end if;
    return new;
  end if;
  if not exists (select from fees_batch b where {RELEASING}) then
    raise exception 'what the public reads changes by a released proposal' {BROKEN};
  end if;
  was := to_jsonb(old);
  if becomes - may <> was - may then
    raise exception 'a published row is not rewritten' {BROKEN};
  end if;
  if becomes ->> 'valid_to' > was ->> 'valid_to' or (becomes ->> 'valid_to' is null and was ->> 'valid_to' is not null) then
    raise exception 'a published row ends earlier, not later' {BROKEN};
  end if;
  if was ->> 'is_void' = 'true' and becomes ->> 'is_void' = 'false' then
    raise exception 'what was published in error stays marked' {BROKEN};
  end if;
  return new;
end $$;
create trigger fee_public_guard before insert or update on fees_fee
  for each row execute function fee_public_guard('valid_to is_void');
create trigger fee_public_guard before insert or update on fees_rate
  for each row execute function fee_public_guard('valid_to');
create trigger fee_public_guard before insert or update on fees_office
  for each row execute function fee_public_guard('country name_zh name_en currency source_url batch_id');
"""


class Migration(migrations.Migration):
    dependencies = [("fees", "0001_initial")]

    operations = [
        migrations.RunSQL(GUARD_BATCH, "drop trigger fee_batch_guard on fees_batch; drop function fee_batch_guard()"),
        migrations.RunSQL(GUARD_ROW, "drop trigger fee_row_guard on fees_batchrow; drop function fee_row_guard()"),
        migrations.RunSQL(
            GUARD_PUBLIC,
            "drop trigger fee_public_guard on fees_fee; drop trigger fee_public_guard on fees_rate;"
            " drop trigger fee_public_guard on fees_office; drop function fee_public_guard()",
        ),
        TenantTable("fees_batch", {"scope_national": Rule(EVERY_ROW, "select insert update")}),
        TenantTable("fees_batchrow", {"scope_national": Rule(EVERY_ROW, "select insert")}),
    ]
