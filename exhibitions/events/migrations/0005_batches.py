"""Answers come into the sums by the batch: nobody learns the last one by looking before and after."""

from importlib import import_module

from django.db import migrations, models

from exhibitions.events import sql
from exhibitions.events.choices import ITEMS
from portal.tenancy.rls import DefinerFunction

Retired = import_module("cases.migrations.0006_search_by_scope").Retired
RATE = ("event_rate(p_key uuid, p_answer jsonb)", "boolean", sql.RATE, ("logins",))
RATINGS = (
    "event_ratings(p_events bigint[])",
    f"table(event bigint, answers bigint, {', '.join(f'{item} numeric' for item in ITEMS)}, texts text[])",
    sql.RATINGS,
    ("scope_center", "scope_national", "scope_system"),
    "stable",
)
# What was shown already stays shown.
SHOWN = """
update events_feedback f set is_counted = true where f.event_id in
  (select o.event_id from events_feedback o group by o.event_id having count(*) >= 5)
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0004_bell")]

    operations = [
        migrations.AddField("feedback", "is_counted", models.BooleanField(default=False)),
        migrations.RunSQL(f"set local role scope_system; {SHOWN}; set local role none", migrations.RunSQL.noop),
        *(operation(*function) for function in (RATE, RATINGS) for operation in (Retired, DefinerFunction)),
    ]
