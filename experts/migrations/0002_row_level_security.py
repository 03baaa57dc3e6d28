"""Row-level security of the expert bank; an active assignment opens a case and its children to its expert."""

from django.db import migrations

from cases.rls import composite_key
from portal.tenancy.rls import (
    EVERY_FILED,
    EVERY_ROW,
    SAME_CENTER,
    SAME_ENTERPRISE,
    SAME_USER,
    MorePolicies,
    Rule,
    TenantTable,
    setting,
)

EXPERT_CASES = (
    f"select a.case_id from experts_assignment a where a.expert_user_id = {setting('actor_id')}"  # noqa: S608 - our own words
    " and a.state = 'active' and a.ends_at > now()"
)
ASSIGNED_CASE = f"case_id = any(array({EXPERT_CASES}))"
READ = Rule(ASSIGNED_CASE, "select")
ADD = Rule(ASSIGNED_CASE, "select insert")
# What an expert writes is a draft or waits for the supervisor; countersigning is the center's.
OWN_OPINION = f"author_id = {setting('actor_id')} and state in ('draft', 'submitted') and {ASSIGNED_CASE}"
OWN_ASSIGNMENT = f"expert_user_id = {setting('actor_id')}"
ON_OWN_CASE = (
    f"id = any(array(select a.expert_id from experts_assignment a where a.center_id = {setting('center_id')}))"  # noqa: S608 - our own words
)
OPEN = "state in ('proposed', 'active')"
SHARED_OPINION = f"(author_id = {setting('actor_id')} or state = 'countersigned') and {ASSIGNED_CASE}"

# Only the expert opens a case to themselves, by declaring; and what has ended stays ended.
GUARD_ASSIGNMENT = """
create function assignment_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if current_user = 'scope_system' then return new; end if;
  if tg_op = 'INSERT' then
    if new.state <> 'proposed' then
      raise exception 'an assignment begins as a proposal' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if new.case_id <> old.case_id or new.expert_id <> old.expert_id or new.expert_user_id <> old.expert_user_id then
    raise exception 'an assignment stays with its case and its expert' using errcode = 'integrity_constraint_violation';
  end if;
  if new.state in ('proposed', 'active') and old.state not in ('proposed', 'active') then
    raise exception 'an assignment that ended stays ended' using errcode = 'integrity_constraint_violation';
  end if;
  if new.state = 'active' and old.state <> 'active' and current_user <> 'scope_expert' then
    raise exception 'only the expert declares' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger assignment_guard before insert or update on experts_assignment
  for each row execute function assignment_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("experts", "0001_initial"), ("cases", "0003_row_level_security")]

    operations = [
        composite_key("experts_assignment", "cases_case"),
        migrations.RunSQL(
            GUARD_ASSIGNMENT, "drop trigger assignment_guard on experts_assignment; drop function assignment_guard()"
        ),
        TenantTable(
            "experts_expert",
            {
                # Seen: the own bank, the national one, and whoever works on a case that was handed over. Changed: the own.
                "scope_center": Rule(
                    f"({SAME_CENTER} or is_national or {ON_OWN_CASE})", check=SAME_CENTER, change=SAME_CENTER
                ),
                "scope_national": Rule(EVERY_ROW),
                # Not the center, the term, the bank or where they work: those are the center's findings.
                "scope_expert": Rule(
                    SAME_USER,
                    "select update",
                    update_columns=(
                        "name",
                        "phone",
                        "organisation",
                        "title",
                        "ip_kinds",
                        "countries",
                        "languages",
                        "industries",
                        "biography",
                        "is_active",
                        "row_version",
                    ),
                ),
            },
        ),
        TenantTable(
            "experts_assignment",
            {
                "scope_center": Rule(SAME_CENTER),
                "scope_national": Rule(EVERY_FILED),
                # An expert answers for an open assignment; one that ended cannot be opened, moved or prolonged.
                "scope_expert": Rule(
                    OWN_ASSIGNMENT,
                    "select update",
                    change=f"{OWN_ASSIGNMENT} and {OPEN}",
                    check=f"{OWN_ASSIGNMENT} and state in ('active', 'conflicted', 'declined', 'ended')",
                    update_columns=(
                        "state",
                        "declared_at",
                        "declaration",
                        "ended_at",
                        "ended_by_id",
                        "end_reason",
                    ),
                ),
                # Withdrawing a request ends its assignments.
                "scope_enterprise": Rule(
                    SAME_ENTERPRISE,
                    "select update",
                    change=f"{SAME_ENTERPRISE} and {OPEN}",
                    check=f"{SAME_ENTERPRISE} and state = 'ended'",
                    update_columns=("state", "ended_at", "ended_by_id", "end_reason"),
                ),
            },
        ),
        MorePolicies(
            "cases_case",
            {
                "scope_expert": Rule(
                    f"id = any(array({EXPERT_CASES}))",
                    "select update",
                    update_columns=("state", "waiting_for", "due_on", "version", "updated_at"),
                )
            },
        ),
        *(
            MorePolicies(f"cases_{name}", {"scope_expert": READ})
            for name in (
                "casecountry",
                "caseparty",
                "caseright",
                "caseproduct",
                "serveddocument",
                "deadline",
                "supplementrequest",
                "closing",
            )
        ),
        MorePolicies("cases_casefile", {"scope_expert": ADD}),
        MorePolicies("cases_paper", {"scope_expert": Rule(f"kind <> 'dossier' and {ASSIGNED_CASE}", "select")}),
        MorePolicies("cases_message", {"scope_expert": ADD}),
        MorePolicies("cases_messageread", {"scope_expert": Rule(ASSIGNED_CASE)}),
        MorePolicies(
            "cases_timelineentry",
            {"scope_expert": Rule(f"audience in ('all', 'handling') and {ASSIGNED_CASE}", "select insert")},
        ),
        MorePolicies(
            "cases_opinion",
            {"scope_expert": Rule(SHARED_OPINION, "select insert update", check=OWN_OPINION)},
        ),
    ]
