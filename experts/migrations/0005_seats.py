"""A case is open to an expert only while the record in the bank is in force and the seat of an expert is held."""

from importlib import import_module

from django.db import migrations

from experts.rls import OPENED, expert_cases
from portal.tenancy.rls import SAME_USER, DefinerFunction, MorePolicies, Rule

BEFORE = {
    step.table: step
    for step in import_module("experts.migrations.0002_row_level_security").Migration.operations
    if isinstance(step, MorePolicies)
}

# The one function that looks across scopes for an expert. case_within_reach asks the assignment, this asks the rest.
SIGNATURE, CALLERS = "opinion_next_version(p_case bigint)", ("scope_center", "scope_national", "scope_expert")
WAS = import_module("cases.migrations.0002_tenant_keys").NEXT_OPINION
REFUSED = "raise exception 'no such case' using errcode = 'no_data_found'; end if;"
NEXT_OPINION = WAS.replace(
    REFUSED,
    f"""{REFUSED}
  if current_setting('role', true) = 'scope_expert'
     and p_case <> all(array({expert_cases("nullif(current_setting('app.actor_id', true), '')::bigint")})) then
    {REFUSED}""",
)

# Whoever ends a seat need not see the cases it opened, which may lie at other centers. The function asks itself whether the seat is gone, so it takes nobody's word: what it ends is closed to the expert already.
END_WITH_SEAT = """
begin
  if exists (select from tenancy_membership m
             where m.user_id = p_user and m.center_id = p_center and m.role = 'expert') then
    return;
  end if;
  return query
    update experts_assignment a set state = 'revoked', ended_at = now(),
        ended_by_id = nullif(current_setting('app.actor_id', true), '')::bigint
      from experts_expert e
     where e.id = a.expert_id and e.center_id = p_center and a.expert_user_id = p_user
       and a.state in ('proposed', 'active')
    returning a.id;
end
"""


class Retired(DefinerFunction):
    """The function as it was: dropped here (its owner may, a replacement by somebody else may not), back on reversal."""

    database_forwards = DefinerFunction.database_backwards
    database_backwards = DefinerFunction.database_forwards


class Dropped(MorePolicies):
    """The policies as they were: dropped here, back on reversal."""

    database_forwards = MorePolicies.database_backwards
    database_backwards = MorePolicies.database_forwards


class Migration(migrations.Migration):
    dependencies = [("experts", "0004_opinion_day"), ("cases", "0007_board_by_center")]

    operations = [
        # Asked inside the policies below.
        MorePolicies("tenancy_membership", {"scope_expert": Rule(SAME_USER, "select")}),
        *(Dropped(table, BEFORE[table].rules) for table in OPENED),
        *(MorePolicies(table, {"scope_expert": rule}) for table, rule in OPENED.items()),
        Retired(SIGNATURE, "integer", WAS, CALLERS, volatility="stable"),
        DefinerFunction(SIGNATURE, "integer", NEXT_OPINION, CALLERS, volatility="stable"),
        DefinerFunction(
            "assignments_end_with_seat(p_user bigint, p_center bigint)",
            "setof bigint",
            END_WITH_SEAT,
            ("scope_center", "scope_national"),
        ),
    ]
