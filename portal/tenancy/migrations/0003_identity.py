"""Row-level security of log-ins, so that SQL injected into a center's site cannot become a national log-in."""

from django.db import migrations

from portal.tenancy.rls import (
    EVERY_ROW,
    ORDINARY_PEOPLE,
    TRUSTED_LOGINS,
    DefinerFunction,
    Rule,
    TenantTable,
    identity_rules,
)

FULL = "select insert update delete"

# Unknown to the ORM on purpose: saving a person must not write it back.
GUARDED = "alter table accounts_user add column is_guarded boolean not null default false"

GUARD_PERSON = """
begin
  update accounts_user u set is_guarded = not u.is_guarded
   where u.id in (old.user_id, new.user_id)
     and u.is_guarded <> exists (select from tenancy_membership m where m.user_id = u.id
       and m.role in ('coordinator', 'editor', 'reviewer', 'analyst', 'sysadmin', 'secadmin', 'auditor'));
  return null;
end
"""

GUARD_TRIGGER = """create trigger guard_person after insert or update or delete on tenancy_membership
 for each row execute function guard_person()"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenancy", "0002_drawer_and_rls"),
        ("accounts", "0003_row_level_security"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(GUARDED, "alter table accounts_user drop column is_guarded"),
        TenantTable(
            "accounts_user",
            {
                "portal_app": Rule(ORDINARY_PEOPLE, FULL),
                **dict.fromkeys(TRUSTED_LOGINS, Rule(EVERY_ROW, FULL)),
                # Names beside messages and in timelines. The columns are granted after every migration
                # (rls.HIDDEN_COLUMNS): all but the password.
                "scopes": Rule(EVERY_ROW, ""),
            },
        ),
        *(
            TenantTable(table, identity_rules(table))
            for table in ("account_emailaddress", "mfa_authenticator", "usersessions_usersession")
        ),
        DefinerFunction("guard_person()", "trigger", GUARD_PERSON, ("portal_owner",)),
        migrations.RunSQL(GUARD_TRIGGER, "drop trigger guard_person on tenancy_membership"),
    ]
