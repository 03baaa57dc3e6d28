"""Row-level security of the expert bank; an active assignment opens a case and its children to its expert."""

from django.db import migrations

from portal.tenancy.rls import (
    ASSIGNED_CASE,
    EVERY_FILED,
    EVERY_ROW,
    EXPERT_CASES,
    SAME_CENTER,
    SAME_ENTERPRISE,
    SAME_USER,
    MorePolicies,
    Rule,
    TenantTable,
    composite_key,
    setting,
)

READ = Rule(ASSIGNED_CASE, "select")
ADD = Rule(ASSIGNED_CASE, "select insert")
OWN_OPINION = f"author_id = {setting('actor_id')} and {ASSIGNED_CASE}"
SHARED_OPINION = f"(author_id = {setting('actor_id')} or state = 'countersigned') and {ASSIGNED_CASE}"


class Migration(migrations.Migration):
    dependencies = [("experts", "0001_initial"), ("cases", "0003_row_level_security")]

    operations = [
        composite_key("experts_assignment", "cases_case"),
        TenantTable(
            "experts_expert",
            {
                "scope_center": Rule(f"({SAME_CENTER} or is_national)", "select insert update", check=SAME_CENTER),
                "scope_national": Rule(EVERY_ROW),
                "scope_expert": Rule(SAME_USER, "select update"),
            },
        ),
        TenantTable(
            "experts_assignment",
            {
                "scope_center": Rule(SAME_CENTER),
                "scope_national": Rule(EVERY_FILED),
                "scope_expert": Rule(f"expert_user_id = {setting('actor_id')}", "select update"),
                "scope_enterprise": Rule(SAME_ENTERPRISE, "select update"),
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
                "casecountry", "caseparty", "caseright", "caseproduct", "serveddocument", "deadline",
                "supplementrequest", "closing",
            )  # fmt: skip
        ),
        MorePolicies("cases_casefile", {"scope_expert": ADD}),
        MorePolicies("cases_paper", {"scope_expert": READ}),
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
