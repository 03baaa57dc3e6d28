"""The first administrators: invited from the server, because nobody is there yet to propose and confirm them."""

from importlib import import_module

from django.db import migrations, models

from portal.tenancy.rls import DefinerFunction

BEFORE = import_module("portal.accounts.migrations.0005_rights_and_claims")
ADMINISTRATORS = "('sysadmin', 'secadmin', 'auditor')"


def changed(text: str, old: str, new: str) -> str:
    """Replace one passage of a function that an earlier migration made."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def as_replacement(text: str) -> str:
    """Keep the function and leave the trigger, which stays as it is."""
    body = text[: text.index("create trigger")]
    return changed(body, "create function", "create or replace function")


# Out of a founding invitation (invitation_accept checks it), and only as long as nobody holds the role.
GUARD_MEMBERSHIP = changed(
    BEFORE.GUARD_MEMBERSHIP,
    "or seat.granted_by_id = seat.confirmed_by_id) then",
    f"""or seat.granted_by_id = seat.confirmed_by_id)
     and not (current_user = 'portal_definer' and seat.role in {ADMINISTRATORS} and seat.granted_by_id is null
       and seat.confirmed_by_id is null and not exists (select from tenancy_membership m where m.role = seat.role)) then""",
)
GUARD_INVITATION = changed(
    changed(
        BEFORE.GUARD_INVITATION,
        "if new.confirmed_by_id is not null or new.accepted_at is not null",
        "if new.founding or new.confirmed_by_id is not null or new.accepted_at is not null",
    ),
    "elsif (new.confirmed_by_id,",
    "elsif new.founding is distinct from old.founding or (new.confirmed_by_id,",
)
INVITATION_ACCEPT = changed(
    BEFORE.INVITATION_ACCEPT,
    f"if i.center_id is not null and i.role in {BEFORE.TWO_PERSON} and (i.confirmed_by_id",
    f"""if i.founding and (i.role not in {ADMINISTRATORS} or exists (select from tenancy_membership m where m.role = i.role))
     then return 'revoked'; end if;
  if i.center_id is not null and not i.founding and i.role in {BEFORE.TWO_PERSON} and (i.confirmed_by_id""",
)
SIGNATURE = "invitation_accept(p_token_hash text)"


class Retired(DefinerFunction):
    """The function as it was: dropped here (its owner may, a replacement by somebody else may not), back on reversal."""

    database_forwards = DefinerFunction.database_backwards
    database_backwards = DefinerFunction.database_forwards


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_rights_and_claims")]

    operations = [
        migrations.AddField("invitation", "founding", models.BooleanField(default=False, editable=False)),
        migrations.AddConstraint(
            "invitation",
            models.CheckConstraint(
                name="invitation_founding_administrator",
                condition=models.Q(founding=False)
                | models.Q(
                    role__in=["auditor", "secadmin", "sysadmin"], invited_by__isnull=True, confirmed_by__isnull=True
                ),
            ),
        ),
        migrations.RunSQL(as_replacement(GUARD_MEMBERSHIP), as_replacement(BEFORE.GUARD_MEMBERSHIP)),
        migrations.RunSQL(as_replacement(GUARD_INVITATION), as_replacement(BEFORE.GUARD_INVITATION)),
        Retired(SIGNATURE, "text", BEFORE.INVITATION_ACCEPT, ("logins",)),
        DefinerFunction(SIGNATURE, "text", INVITATION_ACCEPT, ("logins",)),
    ]
