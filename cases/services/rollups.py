"""Renew the board's counts: one pass over the cases, run every minute by the feed queue."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from cases.choices import OPEN

# One scan; grouping sets give the four marginals at once. Drafts are nobody's figures.
_DELETE = "delete from cases_caserollup"
_INSERT = """
insert into cases_caserollup (center_id, dimension, value, cases, overdue, recovered_cny, refreshed_at)
select center_id,
       case when grouping(state) = 0 then 'state' when grouping(country) = 0 then 'country'
            when grouping(month) = 0 then 'month' else 'level' end,
       case when grouping(state) = 0 then state when grouping(country) = 0 then country
            when grouping(month) = 0 then month else level end,
       count(*),
       count(*) filter (where due_on < %(today)s and state_now = any(%(open)s)),
       coalesce(sum(recovered), 0),
       %(now)s
from (
  select k.center_id, k.state, k.state as state_now, k.country, k.level, k.due_on,
         to_char(k.submitted_at at time zone 'Asia/Shanghai', 'YYYY-MM') as month, c.recovered
  from cases_case k
  left join (select case_id, sum(recovered_cny) as recovered from cases_closing group by case_id) c on c.case_id = k.id
  where k.center_id > 0 and k.state <> 'draft'
) filed
group by grouping sets ((center_id, state), (center_id, country), (center_id, month), (center_id, level))
"""


def rollups_refresh() -> int:
    """Replace every roll-up row in one transaction; return how many stand now. Needs the system scope."""
    now = timezone.now()
    values = {"now": now, "today": timezone.localdate(now), "open": sorted(OPEN)}
    with connection.cursor() as cursor:
        cursor.execute(_DELETE)
        cursor.execute(_INSERT, values)
        return int(cursor.rowcount)
