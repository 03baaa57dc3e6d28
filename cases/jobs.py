"""What the workers do for cases by the clock (cases.schedule says when)."""

from __future__ import annotations

from django.utils import timezone

from cases.services.files import files_recheck
from cases.services.reminders import deadlines_remind, overdue_report, supplements_lapse, supplements_warn
from cases.services.rollups import rollups_refresh
from portal.notices.registry import Work, handler
from portal.tenancy import scope as scopes


@handler("cases.clock")
def center_day(work: Work) -> None:
    """Go through one center's dates: lapse what was warned of, warn, remind, report. Runs in that center's scope."""
    center_id = int(work.payload["center_id"])
    today = timezone.localdate()
    with scopes.enter(scopes.center(center_id)):
        supplements_lapse(today)
        supplements_warn(today)
        deadlines_remind()
        overdue_report(center_id, today)


@handler("cases.rollup", queue="feed")
def renew_board(work: Work) -> None:
    """Renew the board's counts over all centers."""
    rollups_refresh()


@handler("cases.recheck", queue="feed")
def recheck_files(work: Work) -> None:
    """Have the files judged again that no checker could judge."""
    files_recheck()
