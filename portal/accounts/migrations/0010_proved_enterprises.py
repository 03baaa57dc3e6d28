"""Whether a center has checked the people of an enterprise: whoever types a public code first is not therefore the firm."""

# ruff: noqa: S608 - the statements are put together from this module's own words

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.tenancy.rls import DefinerFunction

BEFORE = import_module("portal.accounts.migrations.0005_rights_and_claims")
RETIRED = import_module("portal.accounts.migrations.0006_founding").Retired

# A center that let the first owner in has seen the licence (enterprise_claim_decide), so those are proved already.
PROVED_BEFORE = """
set local role scope_system;
update accounts_enterprise e set proved_at = m.decided_at, proved_by_id = m.decided_by_id
  from accounts_enterprisemember m
 where m.enterprise_id = e.id and m.role = 'owner' and m.state = 'active' and e.registered_center_id is not null
   and m.decided_at is not null and m.decided_by_id <> m.user_id;
update accounts_enterprise set proved_at = created_at where is_demo and proved_at is null;
set local role none
"""

# Functions that ask who is allowed to say so write it; no scope does.
GUARD = """
create function enterprise_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if current_user in ('scope_system', 'portal_definer') then return new; end if;
  if tg_op = 'INSERT' and (new.proved_at is not null or new.proved_by_id is not null)
     or tg_op = 'UPDATE' and (new.proved_at, new.proved_by_id) is distinct from (old.proved_at, old.proved_by_id) then
    raise exception 'who acts for an enterprise is checked by a center' using errcode = 'check_violation', constraint = 'enterprise_proved_by_center';
  end if;
  return new;
end $$;
create trigger enterprise_guard before insert or update on accounts_enterprise
  for each row execute function enterprise_guard();
"""

SIGNATURE = "enterprise_claim_decide(p_member bigint, p_accept boolean)"
CALLERS = ("scope_center", "scope_national")
_THEN = "    -- From here on the new owner decides who else comes in.\n"
assert BEFORE.ENTERPRISE_CLAIM_DECIDE.count(_THEN) == 1
CLAIM_DECIDE = BEFORE.ENTERPRISE_CLAIM_DECIDE.replace(
    _THEN,
    f"    update accounts_enterprise set proved_at = now(), proved_by_id = me where id = asked.enterprise_id;\n{_THEN}",
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_whose_word_counts")]

    operations = [
        migrations.AddField("enterprise", "proved_at", models.DateTimeField(null=True, blank=True, editable=False)),
        migrations.AddField(
            "enterprise",
            "proved_by",
            models.ForeignKey(
                settings.AUTH_USER_MODEL,
                null=True,
                blank=True,
                editable=False,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
            ),
        ),
        migrations.RunSQL(PROVED_BEFORE, migrations.RunSQL.noop),
        migrations.RunSQL(
            GUARD, "drop trigger enterprise_guard on accounts_enterprise; drop function enterprise_guard()"
        ),
        RETIRED(SIGNATURE, "text", BEFORE.ENTERPRISE_CLAIM_DECIDE, CALLERS),
        DefinerFunction(SIGNATURE, "text", CLAIM_DECIDE, CALLERS),
    ]
