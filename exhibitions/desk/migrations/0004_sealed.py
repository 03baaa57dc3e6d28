"""A device whose person has no seat at its desk is sealed, and erased when the seat stays away: its word is laid anew."""

from importlib import import_module

from django.db import migrations, models

from exhibitions.desk import rls
from portal.tenancy.rls import DefinerFunction

Retired = import_module("cases.migrations.0006_search_by_scope").Retired
SIGNATURE = "desk_device_word(p_device uuid, p_wiped boolean)"


class Migration(migrations.Migration):
    dependencies = [("desk", "0003_seats")]

    operations = [
        migrations.AddField("device", "unseated_at", models.DateTimeField(blank=True, null=True)),
        Retired(SIGNATURE, "boolean", rls.DEVICE_WORD, ("logins",)),
        DefinerFunction(SIGNATURE, "text", rls.DEVICE_WORD, ("logins",)),
    ]
