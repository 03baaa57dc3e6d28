"""An invitation lives as long as its inviter's right; no last administrator goes; a coordinator stands behind a supervisor."""

# ruff: noqa: S608 - the statements are put together from this module's own words

from importlib import import_module

from django.db import migrations, models

from portal.tenancy.rls import DefinerFunction

RIGHTS = import_module("portal.accounts.migrations.0005_rights_and_claims")
BEFORE = import_module("portal.accounts.migrations.0006_founding")
changed, as_replacement, Retired = BEFORE.changed, BEFORE.as_replacement, BEFORE.Retired

# Roles without which the portal cannot be run, watched or put right.
KEPT = "('sysadmin', 'secadmin', 'auditor', 'coordinator')"

# Whether those who stand behind an invitation may still give what it offers: the same people as on the pages.
BACKED = f"""
declare
  i accounts_invitation%rowtype;
begin
  select * into i from accounts_invitation where id = p_invitation;
  if i.founding then return true; end if;
  if not exists (select from accounts_user u where u.id = i.invited_by_id and u.is_active) then return false; end if;
  if i.enterprise_id is not null then
    return exists (select from accounts_enterprisemember o where o.enterprise_id = i.enterprise_id
      and o.user_id = i.invited_by_id and o.role = 'owner' and o.state = 'active');
  end if;
  if i.role in {RIGHTS.TWO_PERSON} then
    return exists (select from tenancy_membership m where m.user_id = i.invited_by_id and m.role = 'secadmin')
      and (i.confirmed_by_id is null or exists (select from tenancy_membership m where m.user_id = i.confirmed_by_id
        and m.role in ('sysadmin', 'coordinator')));
  end if;
  if i.role = 'supervisor' and exists (select from tenancy_membership m where m.user_id = i.invited_by_id
     and m.role = 'coordinator') then return true; end if;
  return exists (select from tenancy_membership m where m.user_id = i.invited_by_id and m.center_id = i.center_id
      and m.role = 'supervisor')
    and (i.confirmed_by_id is null or exists (select from tenancy_membership m where m.user_id = i.confirmed_by_id
      and m.role = 'coordinator'));
end
"""

# Runs as portal_definer: who ends a seat need not be able to see all that its holder has promised.
LAPSE = """
begin
  update accounts_invitation i set revoked_at = now()
    where (i.invited_by_id = old.user_id or i.confirmed_by_id = old.user_id)
      and i.accepted_at is null and i.revoked_at is null and not invitation_backed(i.id);
  return null;
end
"""
LAPSE_OF_STAFF = """create trigger invitations_lapse after delete or update on tenancy_membership
 for each row execute function invitations_lapse()"""
LAPSE_OF_OWNERS = """create trigger invitations_lapse after delete or update on accounts_enterprisemember
 for each row when (old.role = 'owner' and old.state = 'active') execute function invitations_lapse()"""

GUARD_MEMBERSHIP = changed(
    BEFORE.GUARD_MEMBERSHIP,
    "if tg_op = 'UPDATE' then\n",
    f"""if tg_op = 'INSERT' and seat.role = 'supervisor' and current_user = 'scope_center' then
    raise exception 'a coordinator confirms a supervisor' using errcode = 'check_violation', constraint = 'membership_supervisor_confirmed';
  end if;
  if tg_op = 'DELETE' and seat.role in {KEPT} then
    -- Two holders who end each other at once: the second waits here.
    perform pg_advisory_xact_lock(hashtextextended('membership_last.' || seat.role, 0));
    if not exists (select from tenancy_membership m join accounts_user u on u.id = m.user_id and u.is_active
       where m.role = seat.role and m.user_id <> seat.user_id) then
      raise exception 'the last holder of this role stays' using errcode = 'check_violation', constraint = 'membership_last_holder';
    end if;
  end if;
  if tg_op = 'UPDATE' then
""",
)
# Which scope wrote it is what counts: a center's own word does not make a supervisor.
GUARD_INVITATION = changed(
    BEFORE.GUARD_INVITATION,
    "  elsif new.founding is distinct from old.founding or (",
    """    new.second_person := new.role = 'supervisor' and current_user = 'scope_center';
  elsif new.founding is distinct from old.founding or new.second_person is distinct from old.second_person or (""",
)
INVITATION_ACCEPT = changed(
    BEFORE.INVITATION_ACCEPT,
    "  select lower(u.email) into mine",
    """  if not invitation_backed(i.id) then return 'revoked'; end if;
  if i.role = 'supervisor' and i.confirmed_by_id is null and not exists (select from tenancy_membership m
     where m.user_id = i.invited_by_id and m.role = 'coordinator') then return 'unconfirmed'; end if;
  select lower(u.email) into mine""",
)
INVITATION_CONFIRM = changed(
    changed(
        changed(
            RIGHTS.INVITATION_CONFIRM,
            f"and role in {RIGHTS.TWO_PERSON} for update",
            f"and (role in {RIGHTS.TWO_PERSON} or second_person) for update",
        ),
        "m.role in ('sysadmin', 'coordinator')) then",
        "(m.role = 'coordinator' or m.role = 'sysadmin' and i.role <> 'supervisor')) then",
    ),
    "i.expires_at <= now() then return 'closed'",
    "i.expires_at <= now() or not invitation_backed(i.id) then return 'closed'",
)
CONFIRM_SIGNATURE = "invitation_confirm(p_invitation bigint, p_token_hash text, p_expires_at timestamptz)"
CONFIRMERS = ("scope_national", "scope_admin")

# Invitations that were sent before these rules.
OPEN_ONES = """
set local role scope_system;
update accounts_invitation i set second_person = true
  where i.role = 'supervisor' and i.accepted_at is null and i.revoked_at is null and i.confirmed_by_id is null
    and not exists (select from tenancy_membership m where m.user_id = i.invited_by_id and m.role = 'coordinator');
update accounts_invitation i set revoked_at = now()
  where i.accepted_at is null and i.revoked_at is null and not invitation_backed(i.id);
set local role none;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_login_enter")]

    operations = [
        migrations.AddField("invitation", "second_person", models.BooleanField(default=False, editable=False)),
        DefinerFunction(
            "invitation_backed(p_invitation bigint)", "boolean", BACKED, ("portal_owner", "scope_system"), "stable"
        ),
        DefinerFunction("invitations_lapse()", "trigger", LAPSE, ("portal_owner",)),
        migrations.RunSQL(LAPSE_OF_STAFF, "drop trigger invitations_lapse on tenancy_membership"),
        migrations.RunSQL(LAPSE_OF_OWNERS, "drop trigger invitations_lapse on accounts_enterprisemember"),
        migrations.RunSQL(as_replacement(GUARD_MEMBERSHIP), as_replacement(BEFORE.GUARD_MEMBERSHIP)),
        migrations.RunSQL(as_replacement(GUARD_INVITATION), as_replacement(BEFORE.GUARD_INVITATION)),
        Retired(BEFORE.SIGNATURE, "text", BEFORE.INVITATION_ACCEPT, ("logins",)),
        DefinerFunction(BEFORE.SIGNATURE, "text", INVITATION_ACCEPT, ("logins",)),
        Retired(CONFIRM_SIGNATURE, "text", RIGHTS.INVITATION_CONFIRM, CONFIRMERS),
        DefinerFunction(CONFIRM_SIGNATURE, "text", INVITATION_CONFIRM, CONFIRMERS),
        migrations.RunSQL(OPEN_ONES, migrations.RunSQL.noop),
    ]
