"""Which cases are open to an expert: the predicates of the policies that experts/migrations add (portal.tenancy.rls)."""

# ruff: noqa: S608 - the statements are put together from our own words

from __future__ import annotations

from portal.tenancy.rls import setting

# Cases open to an expert: assigned, conflict declared absent, unexpired. `any(array(…))` runs the sub-query once.
EXPERT_CASES = (
    "select a.case_id from experts_assignment a where a.expert_user_id = "
    f"{setting('actor_id')} and a.state = 'active' and a.ends_at > now()"
)
ASSIGNED_CASE = f"case_id = any(array({EXPERT_CASES}))"
