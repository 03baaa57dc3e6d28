"""What a center took down for a caller is shown to the firm's people once a center has checked who they are."""

# ruff: noqa: S608 - the statements are put together from this module's own words

from importlib import import_module

from django.db import migrations, models

from portal.tenancy.rls import SAME_ENTERPRISE, DefinerFunction, ReplacedPolicies, Rule, setting

TENANT_KEYS = import_module("cases.migrations.0002_tenant_keys")
POLICIES = import_module("cases.migrations.0003_row_level_security")
FILING = import_module("cases.migrations.0004_filing")
SEARCH = import_module("cases.migrations.0006_search_by_scope")
RETIRED = SEARCH.Retired

# The source is no witness: a transfer writes it anew.
TAKEN_DOWN_BEFORE = """
set local role scope_system;
update cases_case set for_caller = true
 where source in ('hotline', 'walk_in', 'service_account', 'fair_desk') or routing ->> 'rule' = 'filed_by_staff';
set local role none
"""
GUARD = """
create function case_caller_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if new.for_caller is distinct from old.for_caller and current_user <> 'scope_system' then
    raise exception 'how a request came in is not rewritten' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger case_caller_guard before update of for_caller on cases_case
  for each row execute function case_caller_guard();
"""

MINE = setting("enterprise_id")
# Computed once per statement, and for a checked firm the list of its cases never is.
PROVED = f"(select e.proved_at is not null from accounts_enterprise e where e.id = {MINE})"
SHOWN_CASE = f"(not for_caller or {PROVED})"
# The inner table's own policy leaves the cases that are shown.
SHOWN_CHILD = f"({PROVED} or case_id = any(array(select k.id from cases_case k where k.enterprise_id = {MINE})))"


OWN_CASE = f"{SAME_ENTERPRISE} and {SHOWN_CASE}"
OWN_CHILD = f"{SAME_ENTERPRISE} and {SHOWN_CHILD}"


def narrowed(table: str, may: str, more: str = "") -> ReplacedPolicies:
    """Show of a child of the case, in the applicants' scope, what belongs to a case that is shown."""
    return ReplacedPolicies(
        f"cases_{table}",
        "scope_enterprise",
        before=Rule(SAME_ENTERPRISE + more, may),
        after=Rule(OWN_CHILD + more, may),
    )


CHILDREN = [
    *(
        narrowed(name, POLICIES.FULL)
        for name in (
            *("casecountry", "caseparty", "caseright", "caseproduct", "serveddocument", "deadline", "casefile"),
            "messageread",
        )
    ),
    narrowed("paper", "select insert", " and kind <> 'dossier'"),
    narrowed("message", "select insert"),
    narrowed("timelineentry", "select insert", " and audience = 'all'"),
    narrowed("supplementrequest", "select update"),
    narrowed("transfer", "select"),
    narrowed("opinion", "select", " and state = 'countersigned'"),
    narrowed("closing", "select"),
]


def changed(text: str, old: str, new: str) -> str:
    """Replace one passage of a function that an earlier migration made."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


WITHIN_REACH = changed(
    TENANT_KEYS.WITHIN_REACH,
    "and k.enterprise_id = nullif(current_setting('app.enterprise_id', true), '')::bigint)",
    """and k.enterprise_id = nullif(current_setting('app.enterprise_id', true), '')::bigint
      and (not k.for_caller or exists (select from accounts_enterprise e where e.id = k.enterprise_id and e.proved_at is not null)))""",
)
CASE_SEARCH = changed(
    SEARCH.CASE_SEARCH,
    "'k.enterprise_id = $2'",
    "'k.enterprise_id = $2 and (not k.for_caller or (select e.proved_at is not null from accounts_enterprise e where e.id = $2))'",
)
# Staff who file for a caller learn who is registered and whether its people were checked, nothing else.
ENTERPRISE_BY_USCC = """
begin
  return query select e.id, e.name::text, e.proved_at is not null,
      exists (select from accounts_enterprisemember m where m.enterprise_id = e.id and m.state = 'active')
    from accounts_enterprise e where e.uscc = p_uscc and p_uscc <> '';
end
"""

# Who may speak for a firm's standing: those who handle its requests, those of the center that registered it, the nation.
_STAFF = """
declare
  me bigint := nullif(current_setting('app.actor_id', true), '')::bigint;
  place bigint := nullif(nullif(current_setting('app.center_id', true), ''), '0')::bigint;
  nation boolean := current_setting('role', true) = 'scope_national';
  firm accounts_enterprise%rowtype;
begin
  -- Lock: the enterprise, as enterprise_claim_decide does, before any of its people.
  select e.* into firm from accounts_enterprise e where e.id = p_enterprise and (nation or e.registered_center_id = place
    or exists (select from cases_case k where k.enterprise_id = e.id and k.center_id = place)) for update of e;
  if not found or not exists (select from tenancy_membership m where m.user_id = me
     and case when nation then m.role = 'coordinator' else m.center_id = place and m.role in ('handler', 'supervisor') end) then
    return 'unknown';
  end if;
  if exists (select from accounts_enterprisemember m where m.enterprise_id = firm.id and m.user_id = me and m.state = 'active')
    then return 'own'; end if;
"""
ENTERPRISE_PROVE = f"""{_STAFF}
  if firm.proved_at is not null then return 'proved_before'; end if;
  if not exists (select from accounts_enterprisemember m where m.enterprise_id = firm.id and m.role = 'owner' and m.state = 'active')
    then return 'nobody'; end if;
  update accounts_enterprise set proved_at = now(), proved_by_id = me where id = firm.id;
  return 'done';
end
"""
# Everybody's seat, because whoever was let in was let in by those whom nobody checked; so are open invitations. Who asks
# to join is decided by a center from here on. A firm that was checked is taken from its people by the nation alone.
ENTERPRISE_PEOPLE_END = f"""{_STAFF}
  if firm.proved_at is not null and not nation then return 'proved_before'; end if;
  if not exists (select from accounts_enterprisemember m where m.enterprise_id = firm.id and m.state = 'active')
    then return 'nobody'; end if;
  update accounts_invitation set revoked_at = now()
    where enterprise_id = firm.id and accepted_at is null and revoked_at is null;
  place := coalesce(firm.registered_center_id, place);
  update accounts_enterprisemember set state = 'ended', decided_by_id = me, decided_at = now()
    where enterprise_id = firm.id and state = 'active';
  update accounts_enterprisemember set asked_center_id = place where enterprise_id = firm.id and state = 'pending';
  -- Whoever typed the code first keeps no sight of the record either.
  update accounts_enterprise set proved_at = null, proved_by_id = null, created_by_id = null, registered_center_id = place
    where id = firm.id;
  return 'done';
end
"""
# The same staff, and intake who reads, learn who acts for a client of theirs.
ENTERPRISE_PEOPLE = """
declare
  place bigint := nullif(nullif(current_setting('app.center_id', true), ''), '0')::bigint;
begin
  return query select u.id, u.name::text, u.email::text, m.role::text, m.created_at
    from accounts_enterprisemember m join accounts_user u on u.id = m.user_id join accounts_enterprise e on e.id = m.enterprise_id
    where e.id = p_enterprise and m.state = 'active' and (m.ends_on is null or m.ends_on >= current_date)
      and (current_setting('role', true) = 'scope_national' or e.registered_center_id = place
        or exists (select from cases_case k where k.enterprise_id = e.id and k.center_id = place))
    order by m.id;
end
"""
REACH = ("case_within_reach(p_case bigint)", "boolean")
BY_USCC = "enterprise_by_uscc(p_uscc text)"


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_opinion_guard"), ("accounts", "0010_proved_enterprises")]

    operations = [
        migrations.AddField("case", "for_caller", models.BooleanField(default=False, editable=False)),
        migrations.RunSQL(TAKEN_DOWN_BEFORE, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD, "drop trigger case_caller_guard on cases_case; drop function case_caller_guard()"),
        ReplacedPolicies(
            "cases_case",
            "scope_enterprise",
            before=Rule(SAME_ENTERPRISE, POLICIES.FULL, add=f"{SAME_ENTERPRISE} and center_id = 0 and state = 'draft'"),
            after=Rule(
                OWN_CASE,
                POLICIES.FULL,
                add=f"{SAME_ENTERPRISE} and center_id = 0 and state = 'draft' and not for_caller",
            ),
        ),
        *CHILDREN,
        RETIRED(*REACH, TENANT_KEYS.WITHIN_REACH, (), volatility="stable"),
        DefinerFunction(*REACH, WITHIN_REACH, (), volatility="stable"),
        RETIRED(SEARCH.SIGNATURE, "setof bigint", SEARCH.CASE_SEARCH, SEARCH.CALLERS, volatility="stable"),
        DefinerFunction(SEARCH.SIGNATURE, "setof bigint", CASE_SEARCH, SEARCH.CALLERS, volatility="stable"),
        RETIRED(
            BY_USCC, "table(id bigint, name text)", FILING.ENTERPRISE_BY_USCC, ("scope_center",), volatility="stable"
        ),
        DefinerFunction(
            BY_USCC,
            "table(id bigint, name text, proved boolean, has_people boolean)",
            ENTERPRISE_BY_USCC,
            ("scope_center",),
            volatility="stable",
        ),
        DefinerFunction(
            "enterprise_people(p_enterprise bigint)",
            "table(user_id bigint, name text, email text, role text, since timestamptz)",
            ENTERPRISE_PEOPLE,
            ("scope_center", "scope_national"),
            volatility="stable",
        ),
        DefinerFunction(
            "enterprise_prove(p_enterprise bigint)", "text", ENTERPRISE_PROVE, ("scope_center", "scope_national")
        ),
        DefinerFunction(
            "enterprise_people_end(p_enterprise bigint)",
            "text",
            ENTERPRISE_PEOPLE_END,
            ("scope_center", "scope_national"),
        ),
    ]
