"""A device whose person lost the seat gets no key and erases itself: both functions are laid anew."""

from importlib import import_module

from django.db import migrations

from exhibitions.desk import rls
from portal.tenancy.rls import DefinerFunction

Retired = import_module("cases.migrations.0006_search_by_scope").Retired
KEY = ("desk_device_key(p_device uuid)", "text", rls.DEVICE_KEY, ("scope_center", "scope_national", "scope_expert"))
WORD = ("desk_device_word(p_device uuid, p_wiped boolean)", "boolean", rls.DEVICE_WORD, ("logins",))


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_guards"), ("experts", "0007_seat_asked")]

    operations = [operation(*function) for function in (KEY, WORD) for operation in (Retired, DefinerFunction)]
