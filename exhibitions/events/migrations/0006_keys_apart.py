"""Keys of sign-ups lie in a table that no log-in reads, and what is asked for is held apart until it is confirmed."""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from exhibitions.events import rls, sql
from portal.tenancy.rls import DefinerFunction, TenantTable

Retired = import_module("cases.migrations.0006_search_by_scope").Retired
PUBLIC = ("logins",)
STAFF = ("scope_center", "scope_national", "scope_system")
# Links that were mailed go on working: each key moves as it is, as that of the own page.
MOVED = """
set local role scope_system;
insert into events_signupkey (key, signup_id, center_id) select s.key, s.id, s.center_id from events_signup s;
set local role none;
set constraints all immediate;
"""
ANEW = (
    ("event_mail(p_signup bigint, p_template text, p_queue text, p_more jsonb)", "void", sql.MAIL_AND_BELL, ("scope_system",)),
    ("event_ask(p_event uuid, p_person jsonb)", "text", sql.ASK, PUBLIC),
    ("event_confirm(p_key uuid)", "jsonb", sql.CONFIRM, PUBLIC),
    ("event_join(p_event uuid, p_person jsonb)", "jsonb", sql.JOIN, PUBLIC),
    ("event_mine()", "jsonb", sql.MINE, PUBLIC),
    ("event_read(p_key uuid)", "jsonb", sql.READ, PUBLIC, "stable"),
    ("event_leave(p_key uuid)", "bigint", sql.LEAVE, PUBLIC),
    ("event_enter(p_key uuid)", "text", sql.ENTER, PUBLIC),
    ("event_file(p_key uuid, p_file uuid)", "jsonb", sql.FILE, PUBLIC, "stable"),
    ("event_quiz(p_key uuid)", "jsonb", sql.QUIZ, PUBLIC, "stable"),
    ("event_answer(p_key uuid, p_answers jsonb)", "jsonb", sql.ANSWER, PUBLIC),
    ("event_rate(p_key uuid, p_answer jsonb)", "boolean", sql.RATE, PUBLIC),
    ("event_certify(p_key uuid)", "bigint", sql.CERTIFY, PUBLIC),
    ("event_paper(p_key uuid)", "jsonb", sql.PAPER, PUBLIC, "stable"),
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("events", "0005_batches"), ("tenancy", "0006_stopped_seats")]

    operations = [
        migrations.CreateModel(
            name="SignUpKey",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("asked", models.JSONField(null=True)),
                (
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.center"
                    ),
                ),
                (
                    "signup",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="events.signup"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["signup", "center"], name="signupkey_tenant")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(asked__isnull=True), fields=("signup",), name="signupkey_own_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(*rls.tenant_key("signupkey", "signup")),
        TenantTable("events_signupkey", rls.TABLES["events_signupkey"]),
        migrations.RunSQL(MOVED),
        migrations.RemoveField("signup", "key"),
        migrations.RunSQL(rls.SIGNUP_GUARD, migrations.RunSQL.noop),
        DefinerFunction("event_key(p_signup bigint)", "uuid", sql.KEY, ("scope_system",)),
        DefinerFunction("event_award(p_signup bigint)", "bigint", sql.AWARD, STAFF),
        *(operation(*function) for function in ANEW for operation in (Retired, DefinerFunction)),
    ]
