"""A case is proposed to experts who hold their seat, and no function that looks across scopes forgets the seat."""



from importlib import import_module

from django.db import migrations

from experts.rls import expert_cases
from portal.tenancy.rls import DefinerFunction

SEATS = import_module("experts.migrations.0005_seats")
CASES = import_module("cases.migrations.0010_for_caller")
ACTOR = "nullif(current_setting('app.actor_id', true), '')::bigint"

# Asked once, where every function asks; opinion_next_version asked it a second time until here.
REACH = ("case_within_reach(p_case bigint)", "boolean")
WITHIN_REACH = CASES.changed(
    CASES.WITHIN_REACH,
    """exists (select from experts_assignment a where a.case_id = p_case
      and a.expert_user_id = nullif(current_setting('app.actor_id', true), '')::bigint
      and a.state = 'active' and a.ends_at > now())""",
    f"p_case = any(array({expert_cases(ACTOR)}))",
)

# A center does not see the seats of the national center, whose experts it may ask; it learns yes or no of those it sees.
SEATED = """
declare
  place bigint := nullif(nullif(current_setting('app.center_id', true), ''), '0')::bigint;
begin
  return query select e.id from experts_expert e
    where e.id = any(p_experts)
      and (current_setting('role', true) in ('scope_national', 'scope_system') or e.is_national or e.center_id = place)
      and exists (select from tenancy_membership m join accounts_user u on u.id = m.user_id and u.is_active
                  where m.user_id = e.user_id and m.center_id = e.center_id and m.role = 'expert');
end
"""

# After the row-level security of the new row has been asked, not before, as the other guards of an assignment.
GUARD_SEAT = """
create function assignment_seat_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if current_user <> 'scope_system' and not exists (select from experts_seated(array[new.expert_id])) then
    raise exception 'a case is proposed to experts with a seat' using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create trigger assignment_seat_guard after insert on experts_assignment
  for each row execute function assignment_seat_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("experts", "0006_for_caller"), ("cases", "0010_for_caller")]

    operations = [
        SEATS.Retired(*REACH, CASES.WITHIN_REACH, (), volatility="stable"),
        DefinerFunction(*REACH, WITHIN_REACH, (), volatility="stable"),
        SEATS.Retired(SEATS.SIGNATURE, "integer", SEATS.NEXT_OPINION, SEATS.CALLERS, volatility="stable"),
        DefinerFunction(SEATS.SIGNATURE, "integer", SEATS.WAS, SEATS.CALLERS, volatility="stable"),
        DefinerFunction(
            "experts_seated(p_experts bigint[])",
            "setof bigint",
            SEATED,
            ("scope_center", "scope_national", "scope_system"),
            volatility="stable",
        ),
        migrations.RunSQL(
            GUARD_SEAT,
            "drop trigger assignment_seat_guard on experts_assignment; drop function assignment_seat_guard()",
        ),
    ]
