"""A coordinator's word alone makes no supervisor either: another coordinator or a system administrator confirms it."""

# ruff: noqa: S608 - the statements are put together from this module's own words

from importlib import import_module

from django.db import migrations

from portal.tenancy.rls import DefinerFunction

WHOSE_WORD = import_module("portal.accounts.migrations.0009_whose_word_counts")
BEFORE = import_module("portal.accounts.migrations.0011_two_people_end")
changed, as_replacement, Retired = BEFORE.changed, BEFORE.as_replacement, BEFORE.Retired

GUARD_MEMBERSHIP = changed(
    changed(
        BEFORE.GUARD_MEMBERSHIP,
        f"if tg_op = 'INSERT' and seat.role in {WHOSE_WORD.RIGHTS.TWO_PERSON}\n",
        f"""if tg_op = 'INSERT' and (seat.role in {WHOSE_WORD.RIGHTS.TWO_PERSON}
       or seat.role = 'supervisor' and current_user = 'portal_definer')
""",
    ),
    "seat.role = 'supervisor' and current_user = 'scope_center' then\n    raise exception 'a coordinator confirms a supervisor'",
    "seat.role = 'supervisor' and current_user <> 'portal_definer' then\n    raise exception 'two people seat a supervisor'",
)
GUARD_INVITATION = changed(
    WHOSE_WORD.GUARD_INVITATION,
    "new.second_person := new.role = 'supervisor' and current_user = 'scope_center';",
    "new.second_person := new.role = 'supervisor' and new.center_id is not null;",
)
INVITATION_ACCEPT = changed(
    WHOSE_WORD.INVITATION_ACCEPT,
    """i.confirmed_by_id is null and not exists (select from tenancy_membership m
     where m.user_id = i.invited_by_id and m.role = 'coordinator') then return 'unconfirmed'""",
    """(i.confirmed_by_id is null or i.invited_by_id is null or i.confirmed_by_id = i.invited_by_id) then return 'unconfirmed'""",
)
OF_A_COORDINATOR = "exists (select from tenancy_membership b where b.user_id = i.invited_by_id and b.role = 'coordinator')"
INVITATION_CONFIRM = changed(
    WHOSE_WORD.INVITATION_CONFIRM,
    "m.role = 'sysadmin' and i.role <> 'supervisor')",
    f"m.role = 'sysadmin' and (i.role <> 'supervisor' or {OF_A_COORDINATOR}))",
)
BACKED = changed(
    BEFORE.BACKED,
    """if i.role = 'supervisor' and exists (select from tenancy_membership m where m.user_id = i.invited_by_id
     and m.role = 'coordinator') then return true; end if;""",
    f"""if i.role = 'supervisor' and exists (select from tenancy_membership m where m.user_id = i.invited_by_id
     and m.role = 'coordinator') then
    return i.confirmed_by_id is null or exists (select from tenancy_membership m where m.user_id = i.confirmed_by_id
      and m.role in ('coordinator', 'sysadmin') and {BEFORE.WORKS});
  end if;""",
)

# Invitations that coordinators sent before: they wait for a second person now.
OPEN_ONES = """
set local role scope_system;
update accounts_invitation set second_person = true
  where role = 'supervisor' and center_id is not null and accepted_at is null and revoked_at is null and confirmed_by_id is null;
set local role none;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_two_people_end")]

    operations = [
        migrations.RunSQL(as_replacement(GUARD_MEMBERSHIP), as_replacement(BEFORE.GUARD_MEMBERSHIP)),
        migrations.RunSQL(as_replacement(GUARD_INVITATION), as_replacement(WHOSE_WORD.GUARD_INVITATION)),
        Retired(BEFORE.BACKED_SIGNATURE, "boolean", BEFORE.BACKED, BEFORE.BACKED_CALLERS, "stable"),
        DefinerFunction(BEFORE.BACKED_SIGNATURE, "boolean", BACKED, BEFORE.BACKED_CALLERS, "stable"),
        Retired(WHOSE_WORD.BEFORE.SIGNATURE, "text", WHOSE_WORD.INVITATION_ACCEPT, ("logins",)),
        DefinerFunction(WHOSE_WORD.BEFORE.SIGNATURE, "text", INVITATION_ACCEPT, ("logins",)),
        Retired(WHOSE_WORD.CONFIRM_SIGNATURE, "text", WHOSE_WORD.INVITATION_CONFIRM, WHOSE_WORD.CONFIRMERS),
        DefinerFunction(WHOSE_WORD.CONFIRM_SIGNATURE, "text", INVITATION_CONFIRM, WHOSE_WORD.CONFIRMERS),
        migrations.RunSQL(OPEN_ONES, migrations.RunSQL.noop),
    ]
