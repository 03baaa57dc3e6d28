"""What the workers do for the guides: move days, remind, make files."""

from __future__ import annotations

from alerts.guides.books.making import files_make
from alerts.guides.services.checks import TOPIC_CHECKED
from alerts.guides.services.reminders import chapters_remind
from alerts.guides.services.standing import TOPIC_BOOK, check_apply
from portal.notices.registry import Work, handler


@handler(TOPIC_CHECKED)
def checked(work: Work) -> None:
    """Move the days of a chapter whose check was confirmed; running twice moves them once."""
    check_apply(check_id=work.payload["check_id"])


@handler("guides.clock")
def clock(work: Work) -> None:
    """Remind of stale chapters (alerts.guides.schedule says when)."""
    chapters_remind()


@handler(TOPIC_BOOK, queue="paper", opens_scope=False)
def book(work: Work) -> None:
    """Make the files of a guide outside any transaction; one that says what the stored one says is not made again."""
    files_make(country=work.payload["country"], lost=work.lost, last=work.attempt >= 3)
