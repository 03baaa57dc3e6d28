"""Who has an account finds under the bell what became of a sign-up."""

from importlib import import_module

from django.db import migrations

from exhibitions.events import sql
from portal.tenancy.rls import DefinerFunction

Retired = import_module("cases.migrations.0006_search_by_scope").Retired
SIGNATURE = "event_mail(p_signup bigint, p_template text, p_queue text, p_more jsonb)"


class Migration(migrations.Migration):
    dependencies = [("events", "0003_by_address")]

    operations = [
        Retired(SIGNATURE, "void", sql.MAIL, ("scope_system",)),
        DefinerFunction(SIGNATURE, "void", sql.MAIL_AND_BELL, ("scope_system",)),
    ]
