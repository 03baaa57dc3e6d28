"""Outcome and finish wait for each other; means of feedback leave the center when it is over. Functions are laid anew."""

from importlib import import_module

from django.db import migrations

from exhibitions.results import rls
from portal.tenancy.rls import DefinerFunction

before = import_module("exhibitions.results.migrations.0003_nobody_given_away")


class Migration(migrations.Migration):
    dependencies = [("results", "0003_nobody_given_away")]

    operations = [
        migrations.RunSQL(rls.CLOSING_GUARD, migrations.RunSQL.noop),
        before.Retired(*before.RATINGS),
        DefinerFunction(*before.RATINGS),
    ]
