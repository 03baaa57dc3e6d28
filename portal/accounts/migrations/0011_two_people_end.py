"""An administrator's seat ends as it begins, by two people; the first can stop it until the second has decided."""

# ruff: noqa: S608 - the statements are put together from this module's own words

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.tenancy.rls import EVERY_ROW, DefinerFunction, InvokerFunction, Rule, TenantTable

RESETS = import_module("portal.accounts.migrations.0007_second_factor_reset")
ENTER = import_module("portal.accounts.migrations.0008_login_enter")
BEFORE = import_module("portal.accounts.migrations.0009_whose_word_counts")
changed, as_replacement, Retired = BEFORE.changed, BEFORE.as_replacement, BEFORE.Retired
ACTOR, person = RESETS.ACTOR, RESETS.person

ADMINISTRATORS = "('sysadmin', 'secadmin', 'auditor')"
WORKS = "(m.stopped_until is null or m.stopped_until <= now())"

# -- the seat --------------------------------------------------------------------------------------------------------

LAST_HOLDER = BEFORE.GUARD_MEMBERSHIP[
    BEFORE.GUARD_MEMBERSHIP.index(f"  if tg_op = 'DELETE' and seat.role in {BEFORE.KEPT}") : BEFORE.GUARD_MEMBERSHIP.index(
        "  if tg_op = 'UPDATE' then\n"
    )
]
# Who is stopped keeps no role alive, and nobody is spared these two questions but the system.
GUARD_MEMBERSHIP = changed(
    changed(BEFORE.GUARD_MEMBERSHIP, LAST_HOLDER, ""),
    "  if current_user = 'portal_definer' then return seat; end if;\n",
    changed(LAST_HOLDER, "m.role = seat.role and", f"m.role = seat.role and {WORKS} and")
    + f"""  if tg_op = 'DELETE' and seat.role in {ADMINISTRATORS} then
    if current_user <> 'portal_definer' then
      raise exception 'two people end an administrator' using errcode = 'check_violation', constraint = 'membership_two_people_end';
    elsif not exists (select from accounts_seatending e where e.seat_id = seat.id and e.done_at is not null
       and e.asked_by_id <> e.confirmed_by_id) then
      raise exception 'two people end an administrator' using errcode = 'check_violation', constraint = 'membership_two_people_end';
    end if;
  end if;
  if current_user = 'portal_definer' then return seat; end if;
""",
)

# -- what a stopped person's word is worth ---------------------------------------------------------------------------

BACKED = changed(
    changed(
        BEFORE.BACKED,
        "m.user_id = i.invited_by_id and m.role = 'secadmin')",
        f"m.user_id = i.invited_by_id and m.role = 'secadmin' and {WORKS})",
    ),
    "and m.role in ('sysadmin', 'coordinator')));",
    f"and m.role in ('sysadmin', 'coordinator') and {WORKS}));",
)
BACKED_SIGNATURE, BACKED_CALLERS = "invitation_backed(p_invitation bigint)", ("portal_owner", "scope_system")

LOGIN_ENTER = changed(ENTER.LOGIN_ENTER, "m.user_id = p_user and c.is_active", f"m.user_id = p_user and c.is_active and {WORKS}")
ENTER_SIGNATURE = "login_enter(p_user bigint, p_today date)"
ENTER_ROWS = "table(role text, center_id bigint, enterprise_id bigint, name_zh text, name_en text)"


class RetiredInvoker(InvokerFunction):
    """The function as it was: dropped here, back on reversal."""

    database_forwards = InvokerFunction.database_backwards
    database_backwards = InvokerFunction.database_forwards


# -- asking, confirming, withdrawing ---------------------------------------------------------------------------------

OTHER_HOLDER = f"""exists (select from tenancy_membership m join accounts_user u on u.id = m.user_id and u.is_active
     where m.role = seat.role and m.user_id <> seat.user_id and {WORKS})"""

ASK = f"""
declare
  me bigint := {ACTOR};
  seat tenancy_membership%rowtype;
  made bigint;
  until timestamptz := now() + interval '7 days';
begin
  -- Locks: the seat, so that two requests at once become one; then the role, as whoever ends one does.
  select m.* into seat from tenancy_membership m where m.id = p_seat and m.role in {ADMINISTRATORS} for update;
  if not found then return query select 'unknown'::text, null::bigint; return; end if;
  if me is null or seat.user_id = me then return query select 'own'::text, null::bigint; return; end if;
  if not exists (select from tenancy_membership m where m.user_id = me and {WORKS}
     and (m.role = 'secadmin' or m.role = 'sysadmin' and seat.role = 'secadmin')) then
    return query select 'not_yours'::text, null::bigint; return;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('membership_last.' || seat.role, 0));
  if not {OTHER_HOLDER} then return query select 'last'::text, null::bigint; return; end if;
  update accounts_seatending e set withdrawn_at = now()
    where e.seat_id = seat.id and e.done_at is null and e.withdrawn_at is null and e.expires_at <= now();
  if exists (select from accounts_seatending e where e.seat_id = seat.id and e.done_at is null and e.withdrawn_at is null) then
    return query select 'asked_before'::text, null::bigint; return;
  end if;
  -- One person's word stops another for a week at most, not week after week.
  if p_stop and exists (select from accounts_seatending e where e.user_id = seat.user_id and e.asked_by_id = me and e.stops
     and e.created_at > now() - interval '30 days') then
    return query select 'stopped_before'::text, null::bigint; return;
  end if;
  insert into accounts_seatending (seat_id, user_id, role, asked_by_id, reason, stops, created_at, expires_at)
    values (seat.id, seat.user_id, seat.role, me, p_reason, p_stop, now(), until) returning id into made;
  if not p_stop then return query select 'asked'::text, made; return; end if;
  update tenancy_membership set stopped_until = until where id = seat.id;
  delete from accounts_session where session_key in
    (select s.session_key from usersessions_usersession s where s.user_id = seat.user_id);
  delete from usersessions_usersession where user_id = seat.user_id;
  update accounts_apitoken set revoked_at = now() where user_id = seat.user_id and revoked_at is null;
  return query select 'stopped'::text, made;
end
"""

DECIDERS = f"""exists (select from tenancy_membership m where m.user_id = me and m.role in ('sysadmin', 'coordinator') and {WORKS})"""

CONFIRM = f"""
declare
  me bigint := {ACTOR};
  asked accounts_seatending%rowtype;
  seat tenancy_membership%rowtype;
begin
  -- Locks: the request, then the seat, then the role.
  select e.* into asked from accounts_seatending e where e.id = p_ending for update;
  if not found then return 'unknown'; end if;
  if asked.done_at is not null or asked.withdrawn_at is not null or asked.expires_at <= now() then return 'closed'; end if;
  if me is null or asked.asked_by_id is null or asked.asked_by_id = me or asked.user_id = me then return 'own'; end if;
  if not {DECIDERS} then return 'not_yours'; end if;
  select m.* into seat from tenancy_membership m where m.id = asked.seat_id for update;
  if not found then return 'closed'; end if;
  perform pg_advisory_xact_lock(hashtextextended('membership_last.' || seat.role, 0));
  if not {OTHER_HOLDER} then return 'last'; end if;
  update accounts_seatending set confirmed_by_id = me, done_at = now() where id = asked.id;
  delete from tenancy_membership where id = seat.id;
  return 'done';
end
"""

# Who asked may think better of it, who would confirm may refuse; a stop ends with either.
WITHDRAW = f"""
declare
  me bigint := {ACTOR};
  asked accounts_seatending%rowtype;
begin
  select e.* into asked from accounts_seatending e where e.id = p_ending for update;
  if not found then return 'unknown'; end if;
  if asked.done_at is not null then return 'closed'; end if;
  if me is null or asked.user_id = me then return 'own'; end if;
  if asked.asked_by_id is distinct from me and not {DECIDERS} then return 'not_yours'; end if;
  if asked.withdrawn_at is not null then return 'before'; end if;
  update accounts_seatending set withdrawn_at = now() where id = asked.id;
  update tenancy_membership set stopped_until = null where id = asked.seat_id and asked.stops;
  return 'withdrawn';
end
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_proved_enterprises"), ("tenancy", "0006_stopped_seats")]

    operations = [
        migrations.CreateModel(
            "SeatEnding",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("seat_id", models.BigIntegerField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("intake", "Intake"),
                            ("handler", "Handler"),
                            ("supervisor", "Supervisor"),
                            ("coordinator", "National coordinator"),
                            ("editor", "National editor"),
                            ("reviewer", "National reviewer"),
                            ("analyst", "National analyst"),
                            ("expert", "Expert"),
                            ("sysadmin", "System administrator"),
                            ("secadmin", "Security administrator"),
                            ("auditor", "Auditor"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("stops", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("asked_by", person()),
                ("confirmed_by", person(blank=True)),
                (
                    "user",
                    models.ForeignKey(
                        settings.AUTH_USER_MODEL, on_delete=django.db.models.deletion.CASCADE, related_name="+"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        name="seatending_two_people",
                        condition=models.Q(confirmed_by__isnull=True)
                        | ~models.Q(confirmed_by=models.F("asked_by")) & ~models.Q(confirmed_by=models.F("user")),
                    ),
                    models.CheckConstraint(name="seatending_not_own", condition=~models.Q(asked_by=models.F("user"))),
                    models.CheckConstraint(
                        name="seatending_administrators",
                        condition=models.Q(role__in=["auditor", "secadmin", "sysadmin"]),
                    ),
                    models.CheckConstraint(
                        name="seatending_one_end",
                        condition=models.Q(done_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                    ),
                    models.UniqueConstraint(
                        name="seatending_one_open",
                        fields=["seat_id"],
                        condition=models.Q(done_at=None, withdrawn_at=None),
                    ),
                ]
            },
        ),
        TenantTable(
            "accounts_seatending",
            {"scope_admin": Rule(EVERY_ROW, "select"), "scope_national": Rule(EVERY_ROW, "select")},
        ),
        migrations.RunSQL(as_replacement(GUARD_MEMBERSHIP), as_replacement(BEFORE.GUARD_MEMBERSHIP)),
        Retired(BACKED_SIGNATURE, "boolean", BEFORE.BACKED, BACKED_CALLERS, "stable"),
        DefinerFunction(BACKED_SIGNATURE, "boolean", BACKED, BACKED_CALLERS, "stable"),
        RetiredInvoker(ENTER_SIGNATURE, ENTER_ROWS, ENTER.LOGIN_ENTER, ("logins",)),
        InvokerFunction(ENTER_SIGNATURE, ENTER_ROWS, LOGIN_ENTER, ("logins",)),
        DefinerFunction(
            "seat_end_ask(p_seat bigint, p_reason text, p_stop boolean)",
            "table(outcome text, ending_id bigint)",
            ASK,
            ("scope_admin",),
        ),
        DefinerFunction("seat_end_confirm(p_ending bigint)", "text", CONFIRM, ("scope_national", "scope_admin")),
        DefinerFunction("seat_end_withdraw(p_ending bigint)", "text", WITHDRAW, ("scope_national", "scope_admin")),
    ]
