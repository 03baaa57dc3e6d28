"""Addresses of private persons: own rows for an account, functions for the public, all of it for the portal's own work."""

from django.db import migrations

from alerts.subscriptions import rls
from portal.tenancy.rls import DefinerFunction, TenantTable

PUBLIC = ("logins",)


class Migration(migrations.Migration):
    dependencies = [
        ("subscriptions", "0001_initial"),
        ("notices", "0006_bulk"),
        ("publishing", "0002_guards"),
        ("accounts", "0012_second_for_supervisors"),
    ]

    operations = [
        TenantTable("subscriptions_subscriber", rls.SUBSCRIBER),
        TenantTable("subscriptions_wish", rls.WISH),
        TenantTable("subscriptions_dispatch", rls.DISPATCH),
        TenantTable("subscriptions_portion", {}),
        DefinerFunction("subscription_end(p_key uuid)", "bigint", rls.END, PUBLIC),
        DefinerFunction(
            "subscription_ask(p_address text, p_language text, p_settings jsonb, p_frequency text, p_wish jsonb)",
            "void", rls.ASK, PUBLIC,
        ),
        DefinerFunction("subscription_link(p_address text, p_language text)", "void", rls.LINK, PUBLIC),
        DefinerFunction("subscription_look(p_wish uuid)", "jsonb", rls.LOOK, PUBLIC, volatility="stable"),
        DefinerFunction("subscription_confirm(p_wish uuid)", "jsonb", rls.CONFIRM, PUBLIC),
        DefinerFunction("subscription_read(p_key uuid)", "jsonb", rls.READ, PUBLIC, volatility="stable"),
        DefinerFunction("subscription_set(p_key uuid, p_language text, p_settings jsonb)", "bigint", rls.SET, PUBLIC),
        DefinerFunction(
            "subscription_wish_save(p_key uuid, p_wish uuid, p_frequency text, p_filter jsonb)",
            "text", rls.WISH_SAVE, PUBLIC,
        ),
        DefinerFunction("subscription_mine()", "uuid", rls.MINE, PUBLIC, volatility="stable"),
        DefinerFunction("subscription_open(p_language text, p_settings jsonb)", "uuid", rls.OPEN, PUBLIC),
        DefinerFunction(
            "subscription_figures(p_dispatch bigint)", "table (state text, people bigint)", rls.FIGURES,
            rls.FIGURES_FOR, volatility="stable",
        ),
        DefinerFunction("subscription_totals()", "jsonb", rls.TOTALS, rls.FIGURES_FOR, volatility="stable"),
    ]
