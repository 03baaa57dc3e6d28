"""A release writes what was approved: rows of the collection are compared with the records of the change that is released."""

# ruff: noqa: S608 - the statements are put together from our own words

from django.db import migrations

BROKEN = "using errcode = 'integrity_constraint_violation'"
# Columns that say the same as the record's field of that name.
SAME = (
    "authority", "kind", "number", "title_en", "title_zh", "title_zh_ours", "state", "outcome", "complaint_filed",
    "instituted", "target_date", "ended_on", "fr_citation", "docket_number", "unfair_act", "hts", "remedies_asked",
    "remedies_ordered", "industries", "parties_complete", "note_zh", "note_en", "source_title", "source_url",
)  # fmt: skip


def _summed(part: str, field: str, which: str = "true") -> str:
    """SQL of a field's values in a list of the record `a.record`, each once, in their order."""
    return (
        f"array(select v from (select e ->> '{field}' as v, min(n) as n from jsonb_array_elements(a.record -> '{part}')"
        f" with ordinality as l(e, n) where {which} group by 1) s where v <> '' order by n)"
    )


_RESPONDENT = "e ->> 'role' = 'respondent'"

# Of what the change approved: the record and the source's own record of each written row. Once per statement, because a file may
# hold thousands.
_APPROVED = """
  with approved as materialized (
    select c.id, c.origin, r.record, r.record ->> 'authority' as authority, r.record ->> 'number' as number, w.value as raw
    from trade_change c cross join jsonb_array_elements(c.records) as r(record)
    left join lateral jsonb_each(c.raws) w on w.key = r.record ->> 'number'
    where c.id in (select n.change_id from written n)
  )
"""
_WORDS = f"""
    n.record is distinct from a.record
    or exists (select from unnest(array[{", ".join(f"'{name}'" for name in SAME)}]) f
               where to_jsonb(n) -> f is distinct from a.record -> f)
    or n.right_kinds::text[] <> {_summed("rights", "kind")}
    or n.respondent_countries::text[] <> {_summed("parties", "country", _RESPONDENT)}
    or n.respondent_provinces::text[] <> {_summed("parties", "province", _RESPONDENT)}
"""
_DAY = "(a.record ->> 'recorded_on')::date"

INVESTIGATIONS = f"""
create function trade_words_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  wrong text;
begin
  if current_user = 'scope_system' then
    return null;
  end if;
  if tg_op = 'INSERT' then
    {_APPROVED}
    select n.number into wrong from written n
      left join approved a on a.id = n.change_id and a.authority = n.authority and a.number = n.number
      where a.record is null or {_WORDS}
        or n.recorded_on <> {_DAY} or n.origin <> a.origin or n.raw <> coalesce(a.raw, '{{}}') limit 1;
  else
    {_APPROVED}
    select n.number into wrong from written n join former o on o.id = n.id
      left join approved a on a.id = n.change_id and a.authority = n.authority and a.number = n.number
      where case when a.record is null then
          -- What the source repeated without a change may be told to have been read again.
          to_jsonb(n) - array['recorded_on', 'change_id', 'updated_at']
            <> to_jsonb(o) - array['recorded_on', 'change_id', 'updated_at']
          or not exists (select from trade_change c where c.id = n.change_id
             and jsonb_exists(c.summary -> 'unchanged', n.number) and n.recorded_on = (c.summary ->> 'recorded_on')::date)
        else {_WORDS}
          or n.recorded_on <> greatest(o.recorded_on, {_DAY}) or n.public_id <> o.public_id
          or n.origin <> case when a.origin = 'edit' then o.origin else a.origin end
          or n.raw <> coalesce(a.raw, o.raw) or n.raw_sha256 <> o.raw_sha256 and a.raw is null
        end limit 1;
    -- A row that no longer has its id would be nobody's.
    if wrong is null and (select count(*) from written) <> (select count(*) from written n join former o on o.id = n.id) then
      wrong := 'id';
    end if;
  end if;
  if wrong is not null then
    raise exception 'the collection says of % what was approved', wrong {BROKEN};
  end if;
  return null;
end $$;
create trigger trade_words_added after insert on trade_investigation
  referencing new table as written for each statement execute function trade_words_guard();
create trigger trade_words_changed after update on trade_investigation
  referencing old table as former new table as written for each statement execute function trade_words_guard();
"""

PARTS = f"""
create function trade_parts_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  wrong bigint;
begin
  if current_user = 'scope_system' then
    return null;
  end if;
  if tg_op = 'INSERT' then
    -- The investigation's own record was compared when it was written.
    select n.investigation_id into wrong from written n join trade_investigation i on i.id = n.investigation_id
      where i.record -> tg_argv[0] -> n.place_in_list::int is null
        or exists (select from jsonb_each(i.record -> tg_argv[0] -> n.place_in_list::int) f
                   where to_jsonb(n) -> f.key is distinct from f.value) limit 1;
  else
    select g.investigation_id into wrong from former g join trade_investigation i on i.id = g.investigation_id
      where not exists (select from trade_change c cross join jsonb_array_elements(c.records) r
        where c.id = i.change_id and r ->> 'authority' = i.authority and r ->> 'number' = i.number) limit 1;
  end if;
  if wrong is not null then
    raise exception 'the parts of an investigation are those of its record' {BROKEN};
  end if;
  return null;
end $$;
"""
LISTS = {"party": "parties", "right": "rights", "phase": "phases"}


class Migration(migrations.Migration):
    dependencies = [("trade", "0002_release")]

    operations = [
        # An investigation stays, and its parts are taken away and written anew.
        migrations.RunSQL(
            "revoke delete on trade_investigation from scope_national;"
            " revoke update on trade_party, trade_right, trade_phase from scope_national",
            "grant delete on trade_investigation to scope_national;"
            " grant update on trade_party, trade_right, trade_phase to scope_national",
        ),
        migrations.RunSQL(
            INVESTIGATIONS,
            "drop trigger trade_words_added on trade_investigation; drop trigger trade_words_changed on trade_investigation;"
            " drop function trade_words_guard()",
        ),
        migrations.RunSQL(PARTS, "drop function trade_parts_guard()"),
        *(
            migrations.RunSQL(
                f'create trigger trade_parts_added after insert on "trade_{name}" referencing new table as written'
                f" for each statement execute function trade_parts_guard('{list_name}');"
                f'create trigger trade_parts_taken after delete on "trade_{name}" referencing old table as former'
                f" for each statement execute function trade_parts_guard('{list_name}')",
                f'drop trigger trade_parts_added on "trade_{name}"; drop trigger trade_parts_taken on "trade_{name}"',
            )
            for name, list_name in LISTS.items()
        ),
    ]
