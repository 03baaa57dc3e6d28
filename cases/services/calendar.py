"""The deadlines of a case as a calendar file."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.deadlines.ics import Entry, calendar_file
from cases.models import Case, Deadline
from portal.reference.countries import country_name
from portal.reference.text import pick


def case_calendar(case: Case, deadlines: Iterable[Deadline], link: str) -> bytes:
    """Write `deadlines` of `case` as iCalendar bytes; one that was met is cancelled. `link` is the case page's address.

    UIDs are the deadlines' public ids, so importing the file again moves the same events.
    """
    host = urlsplit(link).hostname or "localhost"
    return calendar_file(
        (
            Entry(
                uid=f"deadline-{row.public_id}@{host}",
                day=row.due_on,
                title=f"{pick(row.title_zh, row.title_en)} · {case.number}",
                details="\n".join(part for part in (case.applicant_name, row.source) if part),
                updated=timezone.now() if row.met_on else row.created_at,
                timezone=row.timezone,
                place=country_name(case.country),
                url=link,
                sequence=1 if row.met_on else 0,
                cancelled=row.met_on is not None,
            )
            for row in deadlines
        ),
        name=_("Deadlines of %(number)s") % {"number": case.number},
    )
