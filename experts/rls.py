"""Which cases are open to an expert: the predicates of the policies that experts/migrations add (portal.tenancy.rls)."""

# ruff: noqa: S608 - the statements are put together from our own words

from __future__ import annotations

from collections.abc import Mapping

from portal.tenancy.rls import Rule, setting

# Days of a term of office are days in China, as everywhere (settings.TIME_ZONE).
TODAY = "(now() at time zone 'Asia/Shanghai')::date"


def expert_cases(user: str) -> str:
    """Give the SELECT of the ids of the cases open to `user` (SQL of an id).

    Assigned, conflict declared absent, unexpired; and the record in the bank is theirs, available, within its term, of
    a center where they still hold the seat of an expert. `cases.access.open_to_expert` says the same in Django's words.
    """
    return (
        "select a.case_id from experts_assignment a join experts_expert e on e.id = a.expert_id"
        f" where a.expert_user_id = {user} and a.state = 'active' and a.ends_at > now()"
        f" and e.user_id = a.expert_user_id and e.is_active and {TODAY} between e.term_from and e.term_to"
        " and exists (select from tenancy_membership m"
        f" where m.user_id = {user} and m.center_id = e.center_id and m.role = 'expert')"
    )


# `any(array(…))` runs the sub-query once per statement.
EXPERT_CASES = expert_cases(setting("actor_id"))
ASSIGNED_CASE = f"case_id = any(array({EXPERT_CASES}))"
# What an expert writes is a draft or waits for the supervisor; countersigning is the center's.
OWN_OPINION = f"author_id = {setting('actor_id')} and state in ('draft', 'submitted') and {ASSIGNED_CASE}"
SHARED_OPINION = f"(author_id = {setting('actor_id')} or state = 'countersigned') and {ASSIGNED_CASE}"

_READ = Rule(ASSIGNED_CASE, "select")
_ADD = Rule(ASSIGNED_CASE, "select insert")

# What an expert may do with the tables of an open case.
OPENED: Mapping[str, Rule] = {
    "cases_case": Rule(
        f"id = any(array({EXPERT_CASES}))",
        "select update",
        update_columns=("state", "waiting_for", "due_on", "version", "updated_at"),
    ),
    "cases_casecountry": _READ,
    "cases_caseparty": _READ,
    "cases_caseright": _READ,
    "cases_caseproduct": _READ,
    "cases_serveddocument": _READ,
    "cases_deadline": _READ,
    "cases_supplementrequest": _READ,
    "cases_closing": _READ,
    "cases_casefile": _ADD,
    # The application shows the contact's telephone and e-mail, which the pages mask for an expert.
    "cases_paper": Rule(f"kind not in ('dossier', 'application') and {ASSIGNED_CASE}", "select"),
    "cases_message": _ADD,
    "cases_messageread": Rule(ASSIGNED_CASE),
    "cases_timelineentry": Rule(f"audience in ('all', 'handling') and {ASSIGNED_CASE}", "select insert"),
    "cases_opinion": Rule(SHARED_OPINION, "select insert update", check=OWN_OPINION),
}
