"""Renew the board's counts: one pass over the cases, run every minute by the feed queue."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from cases.choices import OPEN

# Two refreshes at once would trip over each other's rows; the second has nothing to add.
_LOCK = "select pg_try_advisory_xact_lock(hashtext('cases_caserollup'))"
_DELETE = "delete from cases_caserollup"
# One scan; grouping sets give the four marginals at once. Drafts are nobody's figures.
_INSERT = """
insert into cases_caserollup (center_id, dimension, value, cases, overdue, recovered_cny, refreshed_at)
select center_id,
       case when grouping(state) = 0 then 'state' when grouping(country) = 0 then 'country'
            when grouping(month) = 0 then 'month' else 'level' end,
       case when grouping(state) = 0 then state when grouping(country) = 0 then country
            when grouping(month) = 0 then month else level end,
       count(*),
       count(*) filter (where late),
       coalesce(sum(recovered), 0),
       %(now)s
from (
  select k.center_id, k.state, k.country, k.level, k.due_on < %(today)s and k.state = any(%(open)s) as late,
         to_char(k.submitted_at at time zone 'Asia/Shanghai', 'YYYY-MM') as month, c.recovered
  from cases_case k
  left join (
    select distinct on (case_id) case_id, recovered_cny as recovered from cases_closing order by case_id, id desc
  ) c on c.case_id = k.id and k.state in ('closed', 'archived')
  where k.center_id > 0 and k.state <> 'draft'
) filed
group by grouping sets ((center_id, state), (center_id, country), (center_id, month), (center_id, level))
"""


def rollups_refresh() -> int:
    """Replace every roll-up row in one transaction; return how many stand now, 0 when another refresh is at it.

    Needs the system scope. A case that was closed twice counts what its last closing recovered.
    """
    now = timezone.now()
    values = {"now": now, "today": timezone.localdate(now), "open": sorted(OPEN)}
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        if cursor.fetchone() != (True,):
            return 0
        cursor.execute(_DELETE)
        cursor.execute(_INSERT, values)
        return int(cursor.rowcount)
