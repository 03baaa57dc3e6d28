"""Row-level security, seats counted by the database, and the functions through which the public takes part."""

from django.db import migrations

from exhibitions.events import rls, sql
from exhibitions.events.choices import ITEMS
from portal.notices.rls import put_rule
from portal.tenancy.rls import DefinerFunction, ReplacedPolicies, Rule, TenantTable

BEFORE = Rule("false", "insert", check="true")
PUBLIC = ("logins",)
STAFF = ("scope_center", "scope_national", "scope_system")


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0001_initial"),
        ("notices", "0006_bulk"),
        ("accounts", "0012_second_for_supervisors"),
        ("outreach", "0005_campaign_reports"),
    ]

    operations = [
        *(migrations.RunSQL(*rls.tenant_key(child)) for child in rls.CHILDREN),
        *(migrations.RunSQL(*rls.tenant_key(child, "signup")) for child in ("attempt", "certificate")),
        # Run as a trigger alone; whoever hangs it up must be allowed to.
        DefinerFunction("events_seats()", "trigger", sql.SEATS, ("portal_owner",)),
        migrations.RunSQL(rls.EVENT_GUARD, rls.NO_EVENT_GUARD),
        migrations.RunSQL(rls.SIGNUP_GUARD + rls.SIGNUP_TRIGGER, rls.NO_SIGNUP_GUARD),
        *(TenantTable(table, rules) for table, rules in rls.TABLES.items() if table != "events_signupkey"),
        DefinerFunction(
            "event_mail(p_signup bigint, p_template text, p_queue text, p_more jsonb)", "void", sql.MAIL, ("scope_system",)
        ),
        DefinerFunction("event_seat(p_signup bigint)", "text", sql.SEAT, STAFF),
        DefinerFunction("event_fill(p_event bigint)", "integer", sql.FILL, STAFF),
        DefinerFunction("event_vacate(p_signup bigint, p_told boolean)", "boolean", sql.VACATE, STAFF),
        DefinerFunction("event_ask(p_event uuid, p_person jsonb)", "text", sql.ASK, PUBLIC),
        DefinerFunction("event_confirm(p_key uuid)", "jsonb", sql.CONFIRM, PUBLIC),
        DefinerFunction("event_join(p_event uuid, p_person jsonb)", "jsonb", sql.JOIN, PUBLIC),
        DefinerFunction("event_mine()", "jsonb", sql.MINE, PUBLIC, volatility="stable"),
        DefinerFunction("event_read(p_key uuid)", "jsonb", sql.READ, PUBLIC, volatility="stable"),
        DefinerFunction("event_leave(p_key uuid)", "bigint", sql.LEAVE, PUBLIC),
        DefinerFunction("event_enter(p_key uuid)", "text", sql.ENTER, PUBLIC),
        DefinerFunction("event_file(p_key uuid, p_file uuid)", "jsonb", sql.FILE, PUBLIC, volatility="stable"),
        DefinerFunction("event_quiz(p_key uuid)", "jsonb", sql.QUIZ, PUBLIC, volatility="stable"),
        DefinerFunction("event_answer(p_key uuid, p_answers jsonb)", "jsonb", sql.ANSWER, PUBLIC),
        DefinerFunction("event_rate(p_key uuid, p_answer jsonb)", "boolean", sql.RATE, PUBLIC),
        DefinerFunction("event_certify(p_key uuid)", "bigint", sql.CERTIFY, (*PUBLIC, *STAFF)),
        DefinerFunction("event_paper(p_key uuid)", "jsonb", sql.PAPER, PUBLIC, volatility="stable"),
        DefinerFunction(
            "event_paper_verify(p_number text, p_hash text)",
            "table(number text, name text, title_zh text, title_en text, starts_at timestamptz, zone text, center_zh text,"
            " center_en text, issued_at timestamptz, content_hash text, is_demo boolean)",
            sql.VERIFY,
            PUBLIC,
            volatility="stable",
        ),
        DefinerFunction(
            "event_ratings(p_events bigint[])",
            f"table(event bigint, answers bigint, {', '.join(f'{item} numeric' for item in ITEMS)}, texts text[])",
            sql.RATINGS,
            STAFF,
            volatility="stable",
        ),
        # The topics "events.follow" and "events.check_file".
        *(
            ReplacedPolicies("notices_outboxevent", scope, before=BEFORE, after=put_rule(scope))
            for scope in ("scope_center", "scope_national")
        ),
    ]
