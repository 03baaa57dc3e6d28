"""Renew the board's counts: the centers whose cases changed, run every minute by the feed queue."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from cases.choices import OPEN
from cases.models.desk import COUNTED

# Two refreshes at once would trip over each other's rows; the second has nothing to add.
_LOCK = "select pg_try_advisory_xact_lock(hashtext('cases_caserollup'))"
# A change carries the time at which its transaction wrote it, and is seen when that transaction ends; no request or task
# lasts longer than this.
OVERLAP = datetime.timedelta(minutes=5)
# When each center was counted last. A center without such a row was never counted.
_COUNTED = "select min(refreshed_at), count(*) from cases_caserollup where dimension = %(counted)s"
_CENTERS = "select array_agg(id) from tenancy_center where id > 0"
_CHANGED = """
select array_agg(distinct center_id) from (
  select center_id from cases_case where updated_at >= %(since)s
  union all select from_center_id from cases_transfer where decided_at >= %(since)s
) changed where center_id > 0"""
_DELETE = "delete from cases_caserollup where center_id = any(%(centers)s)"
# An index holds all that is counted of a case. Days come before months and one grouping before four, because a
# million dates are dear to write out. Drafts are nobody's figures. A case that was closed twice counts what its last
# closing recovered.
_INSERT = """
with days as (
  select k.center_id, k.state, k.country, k.level, k.due_on < %(today)s and k.state = any(%(open)s) as late,
         (k.submitted_at at time zone 'Asia/Shanghai')::date as day, count(*) as n
  from cases_case k
  where k.center_id = any(%(centers)s) and k.state <> 'draft'
  group by 1, 2, 3, 4, 5, 6
), marginals as (
  select center_id,
         case when grouping(state) = 0 then 'state' when grouping(country) = 0 then 'country'
              when grouping(month) = 0 then 'month' else 'level' end as dimension,
         case when grouping(state) = 0 then state when grouping(country) = 0 then country
              when grouping(month) = 0 then to_char(month, 'YYYY-MM') else level end as value,
         sum(n) as cases, coalesce(sum(n) filter (where late), 0) as overdue
  from (select *, date_trunc('month', day) as month from days) dated
  group by grouping sets ((center_id, state), (center_id, country), (center_id, month), (center_id, level))
), recovered as (
  select k.center_id, k.state, sum(c.recovered_cny) as cny
  from cases_closing c join cases_case k on k.id = c.case_id
  where c.center_id = any(%(centers)s) and c.recovered_cny > 0 and k.state in ('closed', 'archived')
    and not exists (select from cases_closing later where later.case_id = c.case_id and later.id > c.id)
  group by 1, 2
)
insert into cases_caserollup (center_id, dimension, value, cases, overdue, recovered_cny, refreshed_at)
select m.center_id, m.dimension, m.value, m.cases, m.overdue, coalesce(r.cny, 0), %(now)s
from marginals m left join recovered r on m.dimension = 'state' and r.center_id = m.center_id and r.state = m.value
"""
# Every center, changed or not, is right as of now.
_STAMP = """
insert into cases_caserollup (center_id, dimension, value, cases, overdue, recovered_cny, refreshed_at)
select id, %(counted)s, '', 0, 0, 0, %(now)s from tenancy_center where id > 0
on conflict on constraint caserollup_once do update set refreshed_at = excluded.refreshed_at
"""


def rollups_refresh() -> int:
    """Count anew the centers whose cases changed since the last count, all of them on a new day (what is overdue changes
    with the date); return how many centers were counted, 0 when another refresh is at it.

    Needs the system scope.
    """
    now = timezone.now()
    today = timezone.localdate(now)
    values: dict[str, Any] = {"now": now, "today": today, "open": sorted(OPEN), "counted": COUNTED}
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        if cursor.fetchone() != (True,):
            return 0
        cursor.execute(_CENTERS)
        every: list[int] = cursor.fetchone()[0] or []
        cursor.execute(_COUNTED, values)
        last, stamps = cursor.fetchone()
        centers = every
        if last is not None and stamps == len(every) and timezone.localdate(last) == today:
            cursor.execute(_CHANGED, {"since": last - OVERLAP})
            centers = cursor.fetchone()[0] or []
        if centers:
            cursor.execute(_DELETE, {"centers": centers})
            cursor.execute(_INSERT, values | {"centers": centers})
        cursor.execute(_STAMP, values)
        return len(centers)
