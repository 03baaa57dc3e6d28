"""When a person's mail may go out, computed by the database for all at once; the preview asks the same expression.

Whole hours of the person's own time zone. At once: now, or when quiet hours end; an urgent alert does not wait for that.
Once a day, once a week: at the chosen hour, which the person chose with quiet hours in view.
"""

from __future__ import annotations

from alerts.subscriptions.choices import Frequency

_PACES = ", ".join(f"'{code}'" for code in Frequency.values)


def pace_sql(wish: str) -> str:
    """Give the SQL of how often a wish brings mail as a number: 1 at once, 2 daily, 3 weekly."""
    return f"array_position(array[{_PACES}], {wish}.frequency::text)"


def local_sql(person: str, moment: str) -> str:
    """Give the SQL of a moment on the person's clock."""
    return f"({moment} at time zone {person}.time_zone)"


def due_sql(person: str, *, local: str, moment: str, pace: str, urgent: str) -> str:
    """Give the SQL of the moment from which mail may be sent.

    `person` has the columns of a subscriber's settings, `local` is `moment` on their clock (local_sql), `pace` a number
    (pace_sql), `urgent` a condition.
    """
    day = f"date_trunc('day', {local})"
    hour = f"extract(hour from {local})"
    quiet = (
        f"({person}.quiet_from <> {person}.quiet_to and case when {person}.quiet_from < {person}.quiet_to"
        f" then {hour} >= {person}.quiet_from and {hour} < {person}.quiet_to"
        f" else {hour} >= {person}.quiet_from or {hour} < {person}.quiet_to end)"
    )
    weekday = f"date_trunc('week', {local}) + ({person}.digest_weekday - 1) * interval '1 day'"
    return (
        f"case {pace}"
        f" when 1 then case when {quiet} and not ({urgent})"
        f" then {_next(day, f'{person}.quiet_to', local, '1 day')} at time zone {person}.time_zone else {moment} end"
        f" when 2 then {_next(day, f'{person}.digest_hour', local, '1 day')} at time zone {person}.time_zone"
        f" else {_next(weekday, f'{person}.digest_hour', local, '7 days')} at time zone {person}.time_zone end"
    )


def _next(start: str, hour: str, local: str, step: str) -> str:
    """The first time after now at which the clock shows `hour`: on `start`, or one step later."""
    at = f"({start} + {hour} * interval '1 hour')"
    return f"({at} + case when {at} <= {local} then interval '{step}' else interval '0' end)"
