"""A release writes what was approved: each public row is compared with a row of the proposal that is released."""

# ruff: noqa: S608 - the statements are put together from our own words

from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform

ACTOR = "nullif(current_setting('app.actor_id', true), '')::bigint"
BROKEN = "using errcode = 'integrity_constraint_violation'"

# What is prepared is its maker's: whoever decides adds no rows to it before it is handed in.
GUARD_ROW = f"""
create or replace function fee_row_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if not exists (select from fees_batch b where b.id = new.batch_id and b.state = 'draft'
                 and (b.proposed_by_id = {ACTOR} or current_user = 'scope_system')) then
    raise exception 'a proposal has its maker''s rows, and keeps them when it was handed in' {BROKEN};
  end if;
  return new;
end $$;
"""
GUARD_ROW_BEFORE = f"""
create or replace function fee_row_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if not exists (select from fees_batch b where b.id = new.batch_id and b.state = 'draft') then
    raise exception 'a proposal that was handed in keeps its rows' {BROKEN};
  end if;
  return new;
end $$;
"""

# Cells of the file, as alerts/fees/lines.py writes them.
TEXTS = (
    "right", "act", "code", "tier", "country", "unit", "charge", "counted", "refers_to", "currency", "label", "label_zh",
    "label_en", "note_zh", "note_en", "source_title", "source_url", "year", "period", "unit_from", "unit_to", "valid_from",
    "valid_to", "read_on",
)  # fmt: skip
OFFICE = ("code", "country", "name_zh", "name_en", "currency", "source_url")
RATE = ("currency", "source_title", "source_url")
RELEASING = f"b.state = 'released' and b.decided_at = now() and b.decided_by_id = {ACTOR}"


def _same(names: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{name}'" for name in names)
    return (
        f"not exists (select from unnest(array[{listed}]) f"
        " where coalesce(to_jsonb(new) ->> f, '') is distinct from r.data ->> f)"
    )


def _padded(column: str, width: int) -> str:
    return f"lpad(new.{column}::text, greatest({width}, length(new.{column}::text)), '0')"


# Where a fee stands in lists follows from the row, but for the number of the act, two digits.
_BEFORE = "o.code || '|' || new.\"right\" || '|'"
_AFTER = (
    f"'|' || new.code || '|' || {_padded('year', 3)} || '|' || {_padded('unit_from', 5)} || '|' || new.tier || '|'"
    " || coalesce(new.valid_from::text, '')"
)

GUARD_BOUND = f"""
create function fee_bound_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  approved boolean;
begin
  if tg_table_name = 'fees_fee' and tg_op = 'INSERT' then
    select exists (select from fees_batchrow r join fees_batch b on b.id = r.batch_id join fees_office o on o.id = new.office_id
      where r.batch_id = new.batch_id and {RELEASING} and b.kind = 'fees' and r.change in ('new', 'changed', 'corrected')
        and r.data ->> 'code' = new.code and r.data ->> 'office' = o.code and {_same(TEXTS)} and (r.data ->> 'amount')::numeric = new.amount
        and r.data ->> 'is_discount' = case when new.is_discount then 'yes' else '' end
        and starts_with(new.place, {_BEFORE}) and substr(new.place, length({_BEFORE}) + 3) = {_AFTER}
        and substr(new.place, length({_BEFORE}) + 1, 2) ~ '^[0-9][0-9]$') and not new.is_void into approved;
  elsif tg_table_name = 'fees_fee' then
    -- A row that stands ends the day before the one that follows it, or on the day that was approved; or it was wrong.
    select exists (select from fees_batchrow r join fees_batch b on b.id = r.batch_id
      where r.replaces = old.id and {RELEASING} and b.kind = 'fees' and case r.change
        when 'corrected' then new.is_void and new.valid_to is not distinct from old.valid_to
        when 'closed' then new.is_void = old.is_void and new.valid_to = (r.data ->> 'valid_to')::date
        when 'changed' then new.is_void = old.is_void and new.valid_to = (r.data ->> 'valid_from')::date - 1
        else false end) into approved;
  elsif tg_table_name = 'fees_office' then
    select exists (select from fees_batchrow r join fees_batch b on b.id = r.batch_id
      where r.batch_id = new.batch_id and {RELEASING} and b.kind = 'office' and {_same(OFFICE)}) into approved;
  elsif tg_op = 'INSERT' then
    select exists (select from fees_batchrow r join fees_batch b on b.id = r.batch_id
      where r.batch_id = new.batch_id and {RELEASING} and b.kind = 'rate' and {_same(RATE)}
        and (r.data ->> 'value')::numeric = new.value and (r.data ->> 'valid_from')::date = new.valid_from
        and (r.data ->> 'valid_to')::date = new.valid_to) into approved;
  else
    select exists (select from fees_batchrow r join fees_batch b on b.id = r.batch_id
      where {RELEASING} and b.kind = 'rate' and r.data ->> 'currency' = old.currency
        and old.valid_from < (r.data ->> 'valid_from')::date and new.valid_to = (r.data ->> 'valid_from')::date - 1)
      into approved;
  end if;
  if not approved then
    raise exception 'a public row says what was approved' {BROKEN};
  end if;
  return new;
end $$;
create trigger fee_bound_guard before insert or update on fees_fee for each row execute function fee_bound_guard();
create trigger fee_bound_guard before insert or update on fees_rate for each row execute function fee_bound_guard();
create trigger fee_bound_guard before insert or update on fees_office for each row execute function fee_bound_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("fees", "0002_guards")]

    operations = [
        migrations.RunSQL(GUARD_ROW, GUARD_ROW_BEFORE),
        migrations.AddIndex(
            "batchrow",
            models.Index("replaces", condition=models.Q(replaces__isnull=False), name="fee_row_replaces"),
        ),
        migrations.AddIndex("batchrow", models.Index("batch", KeyTextTransform("code", "data"), name="fee_row_code")),
        migrations.RunSQL(
            GUARD_BOUND,
            "drop trigger fee_bound_guard on fees_fee; drop trigger fee_bound_guard on fees_rate;"
            " drop trigger fee_bound_guard on fees_office; drop function fee_bound_guard()",
        ),
    ]
