"""Second factors of a lost device are taken away by people who answer for it, never by the person who says they lost it."""

# ruff: noqa: S608 - the statements are put together from this module's own words

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.tenancy.rls import EVERY_ROW, DefinerFunction, Rule, TenantTable

ACTOR = "nullif(current_setting('app.actor_id', true), '')::bigint"
LOCAL = "('intake', 'handler', 'supervisor', 'expert')"
TWO_PERSON = "('coordinator', 'editor', 'reviewer', 'analyst', 'sysadmin', 'secadmin', 'auditor')"

# Whatever was opened with the lost device ends with it: sessions and tokens count as proved.
CLEAR = """
  delete from accounts_session where session_key in
    (select s.session_key from usersessions_usersession s where s.user_id = person);
  delete from usersessions_usersession where user_id = person;
  update accounts_apitoken set revoked_at = now() where user_id = person and revoked_at is null;
  delete from mfa_authenticator where user_id = person;
"""

# A supervisor does it at once for people who work at their center and nowhere else; the security administrator asks
# for everybody else, the system administrator for the security administrator.
ASK = f"""
declare
  me bigint := {ACTOR};
  person bigint := p_user;
  place bigint := nullif(current_setting('app.center_id', true), '')::bigint;
  local boolean := current_setting('role', true) = 'scope_center';
  made bigint;
begin
  if me is null or person = me then return query select 'own'::text, null::bigint; return; end if;
  -- Locks: the person, so that two requests at once become one.
  perform from accounts_user u where u.id = person and u.is_active for update;
  if not found then return query select 'unknown'::text, null::bigint; return; end if;
  if local then
    if not exists (select from tenancy_membership m where m.user_id = me and m.center_id = place and m.role = 'supervisor')
       or not exists (select from tenancy_membership m where m.user_id = person and m.center_id = place and m.role in {LOCAL}) then
      return query select 'unknown'::text, null::bigint; return;
    end if;
    if exists (select from tenancy_membership m where m.user_id = person and (m.center_id <> place or m.role in {TWO_PERSON})) then
      return query select 'elsewhere'::text, null::bigint; return;
    end if;
  elsif not exists (select from tenancy_membership m where m.user_id = me and m.role = 'secadmin')
     and not (exists (select from tenancy_membership m where m.user_id = me and m.role = 'sysadmin')
       and exists (select from tenancy_membership m where m.user_id = person and m.role = 'secadmin')) then
    return query select 'not_yours'::text, null::bigint; return;
  end if;
  if not exists (select from mfa_authenticator a where a.user_id = person) then
    return query select 'none'::text, null::bigint; return;
  end if;
  update accounts_secondfactorreset r set withdrawn_at = now()
    where r.user_id = person and r.done_at is null and r.withdrawn_at is null and (local or r.expires_at <= now());
  if exists (select from accounts_secondfactorreset r where r.user_id = person and r.done_at is null and r.withdrawn_at is null) then
    return query select 'asked_before'::text, null::bigint; return;
  end if;
  insert into accounts_secondfactorreset (user_id, asked_by_id, reason, created_at, expires_at, done_at)
    values (person, me, p_reason, now(), now() + interval '7 days', case when local then now() end) returning id into made;
  if not local then return query select 'asked'::text, made; return; end if;
  {CLEAR}
  return query select 'done'::text, made;
end
"""

CONFIRM = f"""
declare
  me bigint := {ACTOR};
  person bigint;
  asked accounts_secondfactorreset%rowtype;
begin
  select r.* into asked from accounts_secondfactorreset r where r.id = p_reset for update;
  if not found then return 'unknown'; end if;
  person := asked.user_id;
  if asked.done_at is not null or asked.withdrawn_at is not null or asked.expires_at <= now() then return 'closed'; end if;
  if asked.asked_by_id is null or asked.asked_by_id = me or person = me then return 'own'; end if;
  if not exists (select from tenancy_membership m where m.user_id = me and m.role in ('sysadmin', 'coordinator')) then
    return 'not_yours';
  end if;
  update accounts_secondfactorreset set confirmed_by_id = me, done_at = now() where id = asked.id;
  {CLEAR}
  return 'done';
end
"""


def person(**more: object) -> models.ForeignKey:
    """A column that names a person who acted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", **more
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_founding"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("tenancy", "0003_identity"),
    ]

    operations = [
        migrations.CreateModel(
            "SecondFactorReset",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
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
                        name="secondfactorreset_two_people",
                        condition=models.Q(confirmed_by__isnull=True)
                        | ~models.Q(confirmed_by=models.F("asked_by")) & ~models.Q(confirmed_by=models.F("user")),
                    ),
                    models.CheckConstraint(
                        name="secondfactorreset_not_own", condition=~models.Q(asked_by=models.F("user"))
                    ),
                    models.CheckConstraint(
                        name="secondfactorreset_one_end",
                        condition=models.Q(done_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                    ),
                    models.UniqueConstraint(
                        name="secondfactorreset_one_open",
                        fields=["user"],
                        condition=models.Q(done_at=None, withdrawn_at=None),
                    ),
                ]
            },
        ),
        TenantTable(
            "accounts_secondfactorreset",
            {
                "scope_admin": Rule(EVERY_ROW, "select update", update_columns=("withdrawn_at",)),
                "scope_national": Rule(EVERY_ROW, "select"),
            },
        ),
        DefinerFunction(
            "second_factor_reset_ask(p_user bigint, p_reason text)",
            "table(outcome text, reset_id bigint)",
            ASK,
            ("scope_center", "scope_admin"),
        ),
        DefinerFunction(
            "second_factor_reset_confirm(p_reset bigint)", "text", CONFIRM, ("scope_national", "scope_admin")
        ),
    ]
