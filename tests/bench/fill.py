"""Fill an empty, migrated database with cases in bulk: one INSERT … SELECT per table, indexes made afterwards.

Runs as the superuser with triggers off, which a bench may and nobody else. Everything is drawn from hashes of the
row's number, so two runs make the same rows.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2

CENTERS = 150
STAFF = 12  # of each center: a supervisor, two intake, nine handlers
CASES_PER_FIRM = 5
FIRST_STAFF, FIRST_OWNER = 1_000, 1_000_000

# Uniform numbers in [0, 1) from a row's number and a salt.
_RANDOM = """
create function pg_temp.u(n bigint, salt bigint) returns float8 language sql immutable parallel safe as
$$ select (hashint8extended(n, salt) & 1048575) / 1048576.0::float8 $$
"""

_PROVINCES = "array['110000','120000','130000','210000','310000','320000','330000','340000','350000','360000','370000','410000','420000','430000','440000','500000','510000','610000']"
_COUNTRIES = "array['US','DE','JP','GB','FR','KR','IT','IN','BR','CA','AU','ES','NL','RU','MX','VN','TH','ID','TR','PL','SE','CH','AE','SA','ZA','CL','AR','MY','SG','AT']"

CENTER_ROWS = f"""
insert into tenancy_center (id, code, kind, name_zh, name_en, letter_code, province, city, industries, countries, phone,
  email, address, is_active, is_demo, created_at)
select n, 'B' || lpad(n::text, 3, '0'), case when n = 1 then 'national' when n <= 110 then 'local' when n <= 130 then 'industry'
    else 'overseas' end, '第' || n || '分中心', 'Sub-center ' || n, '测',
  case when n between 2 and 110 then ({_PROVINCES})[1 + n % 18] else '' end, '', '{{}}',
  case when n > 130 then array[({_COUNTRIES})[n - 130]] else '{{}}' end, '', '', '', true, true, now()
from generate_series(1, {CENTERS}) n
"""

STAFF_ROWS = f"""
insert into accounts_user (id, password, is_superuser, email, name, phone, language, is_active, date_joined, is_demo)
select {FIRST_STAFF} + n, '!', false, 'staff' || n || '@bench.example', '王' || n, '', 'zh-hans', true, now(), true
from generate_series(0, {CENTERS * STAFF - 1}) n;
insert into tenancy_membership (role, center_id, user_id, created_at)
select case n % {STAFF} when 0 then 'supervisor' when 1 then 'intake' when 2 then 'intake' else 'handler' end,
  1 + n / {STAFF}, {FIRST_STAFF} + n, now()
from generate_series({STAFF}, {CENTERS * STAFF - 1}) n;
insert into tenancy_membership (role, center_id, user_id, created_at) values ('coordinator', 1, {FIRST_STAFF}, now());
update accounts_user set is_guarded = true where id = {FIRST_STAFF};
insert into experts_expert (id, public_id, name, email, phone, kind, organisation, title, ip_kinds, countries, languages,
  industries, biography, is_foreign, term_from, term_to, is_active, is_national, row_version, is_demo, created_at,
  center_id, user_id)
select n, uuidv7(), '专家' || n, 'staff' || n || '@bench.example', '', 'lawyer', '', '', '{{patent}}', '{{US}}', '{{en}}', '{{}}',
  '', false, current_date - 100, current_date + 900, true, false, 1, true, now(), 2 + n % 100, {FIRST_STAFF} + n
from generate_series(1, 11) n;
insert into tenancy_membership (role, center_id, user_id, created_at)
select 'expert', 2 + n % 100, {FIRST_STAFF} + n, now() from generate_series(1, 11) n
"""

FIRM_ROWS = f"""
insert into accounts_user (id, password, is_superuser, email, name, phone, language, is_active, date_joined, is_demo)
select {FIRST_OWNER} + n, '!', false, 'owner' || n || '@bench.example', '李' || n, '+8613800138000', 'zh-hans', true, now(), true
from generate_series(1, %(firms)s) n;
insert into accounts_enterprise (id, kind, name, name_en, uscc, id_kind, province, city, industry, is_specialised, address,
  created_at, proved_at, is_demo)
select n, 'legal', '测试' || (array['电器','服饰','家居','电子','包装','材料','光电','玩具'])[1 + n % 8] || '第' || n || '有限公司', '',
  '91440300B' || lpad(n::text, 9, '0'), '', '440000', '440300', 'C', n % 9 = 0, '', now(), now(), true
from generate_series(1, %(firms)s) n;
insert into accounts_enterprisemember (role, state, created_at, enterprise_id, user_id, claimed_name, claimed_uscc, note,
  organisation, power_of_attorney)
select 'owner', 'active', now(), n, {FIRST_OWNER} + n, '', '', '', '', '' from generate_series(1, %(firms)s) n
"""

# Nine in eleven have ended; centers differ in size (the first has ten times the cases of the last).
CASE_ROWS = f"""
insert into cases_case (id, public_id, number, receipt_code, state, waiting_for, due_on, level, source, for_caller,
  version,
  sections_done, is_demo, applicant_kind, applicant_name, applicant_uscc, applicant_id_kind, province, city, industry,
  is_specialised, contact_name, contact_phone, contact_email, agent_name, agent_firm, agent_phone, role, dispute_type,
  ip_kinds, country, forum, forum_name, foreign_number, cause, stage, first_known_on, summary, amount, amount_currency,
  amount_cny, amount_rate_on, has_tro, frozen_currency, itc_number, itc_position, itc_orders_sought, customs_port,
  customs_goods, customs_currency, fair_name, fair_booth, platform_name, platform_shop, platform_links, squatted_mark,
  squatter_name, squatted_number, requests, history, truth_stated, consent_processing, consent_library, signed_at,
  created_at, updated_at, submitted_at, accepted_at, closed_at, routing, center_id, created_by_id, enterprise_id, handler_id)
select n, uuidv7(), case when draft then '' else 'B' || lpad(center::text, 3, '0') || '-' || extract(year from filed) || '-' || lpad(n::text, 7, '0') || 'X' end,
  case when draft then '' else 'RC' || lpad(n::text, 10, '0') end, state,
  case when state in ('submitted', 'under_review', 'accepted', 'opinion_issued') then 'center'
    when state in ('needs_supplement', 'draft') then 'applicant' when state = 'assigned' then 'expert'
    when state in ('in_guidance', 'tracking') then (array['center', 'center', 'expert'])[1 + n % 3] else 'nobody' end,
  case when open then current_date - 10 + (pg_temp.u(n, 4) * 50)::int else date '9999-12-31' end,
  (array['ordinary', 'ordinary', 'ordinary', 'ordinary', 'ordinary', 'ordinary', 'important', 'important', 'important', 'major'])[1 + n % 10],
  (array['web', 'web', 'hotline', 'walk_in', 'mini_program'])[1 + n % 5], n % 5 in (2, 3), 3, '{{}}', true, 'legal',
  '测试' || (array['电器','服饰','家居','电子','包装','材料','光电','玩具'])[1 + firm % 8] || '第' || firm || '有限公司',
  '91440300B' || lpad(firm::text, 9, '0'), '', '440000', '440300', 'C', false, '张伟', '+8613800138000',
  'contact@bench.example', '', '', '', 'accused',
  (array['infringement', 'infringement', 'infringement', 'licensing', 'trade_secret', 'squatting', 'unfair_competition'])[1 + n % 7],
  case n % 5 when 0 then '{{trademark}}' when 1 then '{{design,patent}}' else '{{patent}}' end::varchar[], country, 'court', 'N.D. Ill.',
  '1:' || 20 + n % 7 || '-cv-' || lpad((n * 7 % 99991)::text, 5, '0'), 'Infringement of US ' || 7000000 + n % 4000000, 'served',
  filed::date - 12, repeat('收到法院传票，对方称我司产品侵犯其权利。', 6), 1000000 + n % 9000000, 'USD', 7100000, current_date,
  n % 20 = 0, '', '', '', '{{}}', '', '', '', '', '', '', '', '', '', '', '', '{{advice,law_firm}}', '已联系国内律师。',
  not draft, '2026-1', '', filed, filed, filed, case when draft then null else filed end, filed + interval '5 days',
  case when state in ('closed', 'archived') then filed + interval '90 days' end, '{{}}', case when draft then 0 else center end,
  {FIRST_OWNER} + firm, firm, case when draft or (state = 'submitted' and n % 5 > 1) then null
    else {FIRST_STAFF} + (center - 1) * {STAFF} + 3 + floor(pg_temp.u(n, 5) * 9)::int end
from (
  select n, state, state = 'draft' as draft, state in ('submitted', 'under_review', 'needs_supplement', 'accepted', 'assigned',
      'in_guidance', 'opinion_issued', 'tracking') as open,
    1 + floor({CENTERS} * pow(pg_temp.u(n, 1), 1.6))::int as center, 1 + (hashint8extended(n, 2) & 2147483647) % %(firms)s as firm,
    ({_COUNTRIES})[1 + floor(30 * pow(pg_temp.u(n, 3), 2.5))::int] as country,
    now() - (case when state in ('archived', 'closed', 'declined', 'withdrawn', 'terminated', 'deemed_withdrawn') then 1800 else 100 end
      * pg_temp.u(n, 6) + 0.01) * interval '1 day' as filed
  from (
    select n, case when u < 0.005 then 'draft' when u < 0.025 then 'submitted' when u < 0.055 then 'under_review'
      when u < 0.075 then 'needs_supplement' when u < 0.095 then 'accepted' when u < 0.115 then 'assigned'
      when u < 0.155 then 'in_guidance' when u < 0.175 then 'opinion_issued' when u < 0.185 then 'tracking'
      when u < 0.335 then 'closed' when u < 0.375 then 'declined' when u < 0.405 then 'withdrawn' when u < 0.425 then 'terminated'
      when u < 0.445 then 'deemed_withdrawn' else 'archived' end as state
    from (select n, pg_temp.u(n, 7) as u from generate_series(1, %(cases)s) n) drawn
  ) stated
) placed
"""

CHILD_ROWS: dict[str, str] = {
    "cases_casecountry": f"""
insert into cases_casecountry (country, case_id, center_id, enterprise_id)
select country, id, center_id, enterprise_id from cases_case
union all select ({_COUNTRIES})[1 + array_position({_COUNTRIES}, country) % 30], id, center_id, enterprise_id from cases_case where id % 4 = 0
""",
    "cases_caseparty": """
insert into cases_caseparty (name, country, is_npe, counsel, case_id, center_id, enterprise_id)
select 'Acme Holdings ' || id % 9973 || ' LLC', country, id % 3 = 0, 'Doe & Roe LLP', id, center_id, enterprise_id from cases_case
""",
    "cases_timelineentry": """
insert into cases_timelineentry (verb, from_state, to_state, actor_side, audience, payload, at, actor_id, case_id, center_id, enterprise_id)
select 'submit', 'draft', 'submitted', 'applicant', 'all', jsonb_build_object('number', number, 'source', source), submitted_at,
  created_by_id, id, center_id, enterprise_id from cases_case where state <> 'draft'
union all
select 'review', 'submitted', 'under_review', 'center', 'all', '{}', submitted_at + interval '1 day', handler_id, id, center_id, enterprise_id
  from cases_case where state not in ('draft', 'submitted')
union all
select 'accept', 'under_review', 'accepted', 'center', 'all', jsonb_build_object('level', level), submitted_at + interval '2 days', handler_id,
  id, center_id, enterprise_id from cases_case where state in ('accepted', 'assigned', 'in_guidance', 'opinion_issued', 'tracking', 'closed')
""",
    "cases_deadline": """
insert into cases_deadline (public_id, kind, title_zh, title_en, rule_id, trigger_on, due_on, timezone, source, explanation, met_on,
  created_at, case_id, center_id, enterprise_id)
select uuidv7(), 'statutory', '答辩期限', 'Time to answer', 'us_dc_answer_served', submitted_at::date - 5, submitted_at::date + 16,
  'America/Chicago', 'Fed. R. Civ. P. 12(a)(1)(A)(i)', '{}', case when due_on > date '9000-01-01' then submitted_at::date + 10 end,
  submitted_at, id, center_id, enterprise_id from cases_case where state <> 'draft' and (due_on < date '9000-01-01' or id % 8 = 0)
""",
    "cases_message": """
insert into cases_message (public_id, side, body, created_at, author_id, case_id, center_id, enterprise_id)
select uuidv7(), side, '请补充被控产品的照片和说明书。', submitted_at + interval '3 days', case side when 'center' then handler_id else created_by_id end,
  id, center_id, enterprise_id from cases_case, unnest(array['center', 'applicant', 'center']) side
where state not in ('draft', 'submitted') and (due_on < date '9000-01-01' or id % 8 = 0)
""",
    "cases_closing": """
insert into cases_closing (outcome, summary, recovered, recovered_currency, recovered_cny, recovered_rate_on, hours, closed_at,
  closed_by_id, case_id, center_id, enterprise_id)
select 'settled', '双方达成和解。', 50000, 'USD', 355000, current_date, 12, closed_at, handler_id, id, center_id, enterprise_id
from cases_case where state in ('closed', 'archived')
""",
    "cases_paper": """
insert into cases_paper (public_id, kind, number, state, progress, snapshot, content_hash, storage_key, sha256, size, pages, created_at,
  ready_at, issued_by_id, case_id, center_id, enterprise_id)
select uuidv7(), 'application', number, 'ready', 100, '{}', md5(number) || md5(number), 'papers/bench/' || id, md5(number) || md5(number), 30000, 2,
  submitted_at, submitted_at, created_by_id, id, center_id, enterprise_id
from cases_case where state <> 'draft' and (due_on < date '9000-01-01' or id % 8 = 0)
""",
    "cases_opinion": f"""
insert into cases_opinion (public_id, number, facts, analysis, options, risks, recommendation, state, row_version, submitted_at,
  returned_reason, countersigned_at, content_hash, created_at, updated_at, author_id, countersigned_by_id, case_id, center_id, enterprise_id)
select uuidv7(), 1, '事实。', '分析。', '[]', '风险。', '建议。', case state when 'in_guidance' then 'submitted' else 'countersigned' end, 1,
  submitted_at + interval '20 days', '', case state when 'in_guidance' then null else submitted_at + interval '22 days' end,
  case state when 'in_guidance' then '' else md5(number) || md5(number) end, submitted_at, submitted_at, {FIRST_STAFF} + 1,
  case state when 'in_guidance' then null else handler_id end, id, center_id, enterprise_id
from cases_case where state in ('opinion_issued', 'tracking') or state = 'in_guidance' and waiting_for = 'center' and id % 2 = 0
""",
    # One expert has 300 cases, far more than anybody; the others share as many again.
    "experts_assignment": f"""
insert into experts_assignment (public_id, state, disclosed, question, assigned_at, opinion_due_on, ends_at, cross_border_basis, declared_at, declaration,
  end_reason, assigned_by_id, case_id, center_id, enterprise_id, expert_user_id, expert_id)
select uuidv7(), 'active', '{{}}', '请判断是否侵权。', now(), current_date + (id % 40)::int - 10, now() + interval '60 days', '', now(), '', '', handler_id, id, center_id, enterprise_id,
  {FIRST_STAFF} + 1 + greatest(0, at - 300) % 11, 1 + greatest(0, at - 300) % 11
from (select *, row_number() over (order by id) as at from cases_case where state in ('assigned', 'in_guidance', 'opinion_issued') order by id limit 600) k
""",
}
COUNTERS = """
insert into cases_counter (center_id, series, year, last)
select n, s, extract(year from now())::int, 10000000 from generate_series(1, %(centers)s) n, unnest(array['case', 'letter']) s
"""


def _with(statement: str, values: dict[str, int]) -> str:
    for name, value in values.items():
        statement = statement.replace(f"%({name})s", str(value))
    return statement


@contextmanager
def _without_indexes(cursor: Any, table: str) -> Iterator[None]:
    """Drop what a bulk load need not maintain row by row, and build it again afterwards."""
    cursor.execute(
        "select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i"
        " where i.indrelid = %s::regclass and not i.indisprimary"
        " and not exists (select from pg_constraint c where c.conindid = i.indexrelid)",
        [table],
    )
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f"drop index {name}")
    yield
    for _name, definition in indexes:
        cursor.execute(definition)


def fill(superuser_url: str, cases: int, say: Any) -> None:
    """Write `cases` cases with what hangs on them, then ANALYZE. `say` is told each table and its seconds."""
    connection = psycopg2.connect(superuser_url)
    connection.autocommit = True
    values = {"cases": cases, "firms": max(200, cases // CASES_PER_FIRM), "centers": CENTERS}
    tables = {"tenancy_center": CENTER_ROWS, "tenancy_membership": STAFF_ROWS, "accounts_enterprise": FIRM_ROWS}
    tables |= {"cases_case": CASE_ROWS, **CHILD_ROWS, "cases_counter": COUNTERS}
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica; set synchronous_commit = off")
        cursor.execute(_RANDOM)
        for table, statement in tables.items():
            began = time.monotonic()
            with _without_indexes(cursor, table):
                cursor.execute(_with(statement, values))
            _set_sequence(cursor, table)
            say(f"{table}: {time.monotonic() - began:.0f} s")
        for table in ("accounts_user", "experts_expert"):
            _set_sequence(cursor, table)
        cursor.execute("vacuum (analyze)")
        cursor.execute("checkpoint")
    connection.close()


def _set_sequence(cursor: Any, table: str) -> None:
    cursor.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")
