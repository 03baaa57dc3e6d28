"""A returned transfer is written down at its own moment, not at the beginning of the transaction, so that entries keep their order."""

from importlib import import_module

from django.db import migrations

from portal.tenancy.rls import DefinerFunction

TENANT_KEYS = import_module("cases.migrations.0002_tenant_keys")
BEFORE = import_module("cases.migrations.0010_for_caller")

SIGNATURE = "case_transfer_decide(p_transfer uuid, p_accept boolean, p_answer text)"
CALLERS = ("scope_center", "scope_national")
DECIDE_TRANSFER = BEFORE.changed(
    TENANT_KEYS.DECIDE_TRANSFER,
    "'answer', p_answer), now() from cases_case c",
    "'answer', p_answer), clock_timestamp() from cases_case c",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_search_in_chinese")]

    operations = [
        BEFORE.RETIRED(SIGNATURE, "bigint", TENANT_KEYS.DECIDE_TRANSFER, CALLERS),
        DefinerFunction(SIGNATURE, "bigint", DECIDE_TRANSFER, CALLERS),
    ]
