"""Composite keys of the children, guards of the custodian center, and numbers."""

from django.db import migrations

from cases.rls import composite_key
from portal.tenancy.rls import DefinerFunction

CHILDREN = [
    "casecountry", "caseparty", "caseright", "caseproduct", "serveddocument", "deadline", "casefile", "paper",
    "message", "messageread", "note", "casetask", "timelineentry", "supplementrequest", "transfer", "opinion", "closing",
]  # fmt: skip


GUARD_CASE = """
create function case_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'DELETE' then
    if old.state <> 'draft' and current_user <> 'scope_system' then
      raise exception 'only a draft may be deleted' using errcode = 'integrity_constraint_violation';
    end if;
    return old;
  end if;
  if new.center_id <> old.center_id and current_user <> 'portal_definer' then
    raise exception 'the custodian center changes only by filing or transfer' using errcode = 'integrity_constraint_violation';
  end if;
  if (old.number <> '' and new.number <> old.number)
     or (old.receipt_code <> '' and new.receipt_code <> old.receipt_code) or new.public_id <> old.public_id then
    raise exception 'a case number is given once' using errcode = 'integrity_constraint_violation';
  end if;
  if old.state <> 'draft' and new.enterprise_id <> old.enterprise_id and current_user <> 'scope_system' then
    raise exception 'a filed case stays with its applicant' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger case_guard before update or delete on cases_case for each row execute function case_guard();
"""

GUARD_OPINION = """
create function opinion_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'draft' and current_user <> 'scope_system' then
      raise exception 'an opinion begins as a draft' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if tg_op = 'UPDATE' and new.state = 'countersigned' and old.state <> 'countersigned' and current_user <> 'scope_system'
     and (old.state <> 'submitted' or new.countersigned_by_id is null or new.countersigned_by_id is distinct from
          nullif(current_setting('app.actor_id', true), '')::bigint) then
    raise exception 'a submitted opinion is countersigned in person' using errcode = 'integrity_constraint_violation';
  end if;
  if old.state = 'countersigned' then
    if tg_op = 'DELETE' and current_user = 'scope_system' then return old; end if;
    if tg_op = 'UPDATE' and (to_jsonb(new) - 'center_id') = (to_jsonb(old) - 'center_id') then return new; end if;
    raise exception 'a countersigned opinion is frozen' using errcode = 'integrity_constraint_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger opinion_guard before insert or update or delete on cases_opinion for each row execute function opinion_guard();
"""

# Whether the running scope holds the case; what every definer function that is given a case asks first.
WITHIN_REACH = """
begin
  return case current_setting('role', true)
    when 'scope_system' then true
    when 'scope_national' then exists (select from cases_case k where k.id = p_case and k.center_id > 0)
    when 'scope_center' then exists (select from cases_case k where k.id = p_case and k.center_id > 0
      and k.center_id = nullif(current_setting('app.center_id', true), '')::bigint)
    when 'scope_enterprise' then exists (select from cases_case k where k.id = p_case
      and k.enterprise_id = nullif(current_setting('app.enterprise_id', true), '')::bigint)
    when 'scope_expert' then exists (select from experts_assignment a where a.case_id = p_case
      and a.expert_user_id = nullif(current_setting('app.actor_id', true), '')::bigint
      and a.state = 'active' and a.ends_at > now())
    else false
  end;
end
"""

# A counter tells how much a center has to do, so it answers only who may know: the center itself, the nation, and an
# applicant whose draft that center has just taken into custody.
NEXT_NUMBER = """
declare given integer;
declare allowed boolean;
begin
  if p_series not in ('case', 'letter') then raise exception 'unknown series'; end if;
  allowed := case current_setting('role', true)
    when 'scope_system' then true
    when 'scope_national' then true
    when 'scope_center' then p_center = nullif(current_setting('app.center_id', true), '')::bigint
    when 'scope_enterprise' then p_series = 'case' and exists (select from cases_case k where k.center_id = p_center
      and k.state = 'draft' and k.enterprise_id = nullif(current_setting('app.enterprise_id', true), '')::bigint)
    else false
  end;
  if allowed is not true or p_center <= 0 then
    raise exception 'no such center' using errcode = 'no_data_found';
  end if;
  insert into cases_counter (center_id, series, year, last) values (p_center, p_series, p_year, 1)
    on conflict (center_id, series, year) do update set last = cases_counter.last + 1
    returning last into given;
  return given;
end
"""

TAKE_CUSTODY = """
declare me bigint := nullif(current_setting('app.enterprise_id', true), '')::bigint;
begin
  update cases_case set center_id = p_center
   where id = p_case and center_id = 0 and state = 'draft' and enterprise_id = me
     and exists (select from tenancy_center c where c.id = p_center and c.is_active and c.kind <> 'drawer');
  if not found then raise exception 'no such draft' using errcode = 'no_data_found'; end if;
end
"""

DECIDE_TRANSFER = """
declare t cases_transfer%rowtype;
declare me bigint := nullif(current_setting('app.center_id', true), '')::bigint;
declare actor bigint := nullif(current_setting('app.actor_id', true), '')::bigint;
begin
  -- Locks: the transfer, then its case; the same order as cases.services.transfer.
  select * into t from cases_transfer where public_id = p_transfer and to_center_id = me for update;
  if not found then raise exception 'no such transfer' using errcode = 'no_data_found'; end if;
  if t.state <> 'proposed' then raise exception 'already decided' using errcode = 'lock_not_available'; end if;
  perform from cases_case c where c.id = t.case_id and c.center_id = t.from_center_id for update;
  if not found then raise exception 'not the custodian''s proposal' using errcode = 'no_data_found'; end if;
  update cases_transfer set state = case when p_accept then 'accepted' else 'returned' end,
    decided_by_id = actor, decided_at = now(), answer = p_answer where id = t.id;
  if p_accept then
    update cases_case set center_id = me, handler_id = null, waiting_for = 'center', source = 'transferred',
      version = version + 1, updated_at = now() where id = t.case_id;
  else
    update cases_case set waiting_for = 'center', version = version + 1, updated_at = now() where id = t.case_id;
    insert into cases_timelineentry (case_id, center_id, enterprise_id, verb, from_state, to_state, actor_id, actor_side,
      audience, payload, at)
    select c.id, c.center_id, c.enterprise_id, 'return_transfer', c.state, c.state, actor, 'center', 'center',
      jsonb_build_object('to_center', t.to_center_id, 'answer', p_answer), now() from cases_case c where c.id = t.case_id;
  end if;
  return t.case_id;
end
"""

NEXT_OPINION = """
declare given integer;
begin
  if not case_within_reach(p_case) then raise exception 'no such case' using errcode = 'no_data_found'; end if;
  select coalesce(max(o.number), 0) + 1 into given from cases_opinion o where o.case_id = p_case;
  return given;
end
"""

VERIFY_PAPER = """
begin
  return query select p.kind::text, p.number::text, p.content_hash::text, p.sha256::text, p.created_at, c.name_zh::text,
      c.name_en::text, k.is_demo
    from cases_paper p join cases_case k on k.id = p.case_id join tenancy_center c on c.id = p.center_id
    where p.number = p_number and length(p_hash) >= 16 and left(p.content_hash, length(p_hash)) = lower(p_hash)
      and p.state = 'ready';
end
"""

CASE_STATUS = """
begin
  return query select k.number::text, k.state::text, k.waiting_for::text, k.due_on, k.submitted_at, c.name_zh::text, c.name_en::text
    from cases_case k join tenancy_center c on c.id = k.center_id
    where k.receipt_code = p_receipt and k.receipt_code <> '' and k.state <> 'draft';
end
"""

# LIKE is not leakproof, so the trigram index is of no use under row-level security: this function filters scope itself.
CASE_SEARCH = """
declare role_now text := current_setting('role', true);
declare center bigint := nullif(current_setting('app.center_id', true), '')::bigint;
declare firm bigint := nullif(current_setting('app.enterprise_id', true), '')::bigint;
declare pattern text := '%' || replace(replace(replace(p_term, chr(92), chr(92) || chr(92)), '%', chr(92) || '%'), '_', chr(92) || '_') || '%';
begin
  return query select k.id from cases_case k
    where (k.number || ' ' || k.applicant_name || ' ' || k.foreign_number || ' ' || k.cause) ilike pattern
      and case role_now
            when 'scope_center' then k.center_id = center
            when 'scope_enterprise' then k.enterprise_id = firm
            when 'scope_national' then k.center_id > 0
            else false
          end
    order by k.id desc limit 500;
end
"""

TRIGRAMS = """create index case_words on cases_case using gin
 ((number || ' ' || applicant_name || ' ' || foreign_number || ' ' || cause) gin_trgm_ops)"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("tenancy", "0002_drawer_and_rls"),
        ("accounts", "0003_row_level_security"),
    ]

    operations = [
        *(composite_key(f"cases_{child}", "cases_case") for child in CHILDREN),
        migrations.RunSQL(GUARD_CASE, "drop trigger case_guard on cases_case; drop function case_guard()"),
        migrations.RunSQL(GUARD_OPINION, "drop trigger opinion_guard on cases_opinion; drop function opinion_guard()"),
        migrations.RunSQL(TRIGRAMS, "drop index case_words"),
        DefinerFunction("case_within_reach(p_case bigint)", "boolean", WITHIN_REACH, (), volatility="stable"),
        DefinerFunction(
            "next_number(p_center bigint, p_series text, p_year integer)",
            "integer",
            NEXT_NUMBER,
            ("scope_center", "scope_enterprise", "scope_national", "scope_system"),
        ),
        DefinerFunction(
            "case_take_custody(p_case bigint, p_center bigint)", "void", TAKE_CUSTODY, ("scope_enterprise",)
        ),
        DefinerFunction(
            "case_transfer_decide(p_transfer uuid, p_accept boolean, p_answer text)",
            "bigint",
            DECIDE_TRANSFER,
            ("scope_center", "scope_national"),
        ),
        DefinerFunction(
            "opinion_next_version(p_case bigint)",
            "integer",
            NEXT_OPINION,
            ("scope_center", "scope_national", "scope_expert"),
            volatility="stable",
        ),
        DefinerFunction(
            "paper_verify(p_number text, p_hash text)",
            "table(kind text, number text, content_hash text, sha256 text, issued_at timestamptz, center_zh text,"
            " center_en text, is_demo boolean)",
            VERIFY_PAPER,
            ("logins", "scopes"),
            volatility="stable",
        ),
        DefinerFunction(
            "case_status(p_receipt text)",
            "table(number text, state text, waiting_for text, due_on date, submitted_at timestamptz, center_zh text,"
            " center_en text)",
            CASE_STATUS,
            ("logins", "scopes"),
            volatility="stable",
        ),
        DefinerFunction(
            "case_search(p_term text)",
            "setof bigint",
            CASE_SEARCH,
            ("scope_center", "scope_enterprise", "scope_national"),
            volatility="stable",
        ),
    ]
