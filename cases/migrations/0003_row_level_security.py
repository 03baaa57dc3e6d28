from django.db import migrations

from portal.tenancy.rls import (
    EVERY_FILED,
    EVERY_ROW,
    SAME_CENTER,
    SAME_ENTERPRISE,
    SAME_USER,
    Rule,
    Rules,
    TenantTable,
    setting,
)

FULL = "select insert update delete"


def child(enterprise: Rule | None, center: str = FULL, national: str = "select insert update") -> Rules:
    """Rules of a case's child: the custodian center, the nation, and (unless None) the applicant."""
    rules = {"scope_center": Rule(SAME_CENTER, center), "scope_national": Rule(EVERY_FILED, national)}
    return rules | ({"scope_enterprise": enterprise} if enterprise else {})


OWN = Rule(SAME_ENTERPRISE, FULL)
READ_OWN = Rule(SAME_ENTERPRISE, "select")
# The custodian sees every transfer of its case, the others those they took part in.
BOTH_CENTERS = f"{setting('center_id')} in (center_id, from_center_id, to_center_id)"
DECISION = ("state", "decided_by_id", "decided_at", "answer")
CUSTODY = f"id = any(array(select k.enterprise_id from cases_case k where k.center_id = {setting('center_id')}))"  # noqa: S608 - our own words


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_tenant_keys")]

    operations = [
        TenantTable(
            "cases_case",
            {
                "scope_center": Rule(SAME_CENTER, FULL),
                # An applicant starts in the drawer; only filing takes the draft out of it (case_take_custody).
                "scope_enterprise": Rule(
                    SAME_ENTERPRISE, FULL, add=f"{SAME_ENTERPRISE} and center_id = 0 and state = 'draft'"
                ),
                "scope_national": Rule(EVERY_FILED, "select update"),
            },
        ),
        *(
            TenantTable(f"cases_{name}", child(OWN))
            for name in (
                "casecountry",
                "caseparty",
                "caseright",
                "caseproduct",
                "serveddocument",
                "deadline",
                "casefile",
            )
        ),
        # The case file (卷宗) holds internal entries and is the handling side's alone.
        TenantTable("cases_paper", child(Rule(f"{SAME_ENTERPRISE} and kind <> 'dossier'", "select insert"))),
        TenantTable("cases_message", child(Rule(SAME_ENTERPRISE, "select insert"), "select insert", "select insert")),
        TenantTable("cases_messageread", child(OWN)),
        TenantTable("cases_note", child(None, "select insert", "select insert")),
        TenantTable("cases_casetask", child(None)),
        TenantTable(
            "cases_timelineentry",
            child(Rule(f"{SAME_ENTERPRISE} and audience = 'all'", "select insert"), "select insert", "select insert"),
        ),
        TenantTable("cases_supplementrequest", child(Rule(SAME_ENTERPRISE, "select update"))),
        TenantTable(
            "cases_transfer",
            {
                # Only the custodian proposes and may take it back; deciding is case_transfer_decide's.
                "scope_center": Rule(
                    BOTH_CENTERS,
                    add=f"{SAME_CENTER} and from_center_id = center_id and state = 'proposed'",
                    change=f"{SAME_CENTER} and from_center_id = center_id and state = 'proposed'",
                    check=f"{SAME_CENTER} and state = 'cancelled'",
                    update_columns=DECISION,
                ),
                "scope_national": Rule(
                    EVERY_FILED,
                    add="center_id > 0 and from_center_id = center_id and state = 'proposed'",
                    change="center_id > 0 and state = 'proposed'",
                    check="center_id > 0 and state = 'cancelled'",
                    update_columns=DECISION,
                ),
                "scope_enterprise": READ_OWN,
            },
        ),
        TenantTable("cases_opinion", child(Rule(f"{SAME_ENTERPRISE} and state = 'countersigned'", "select"))),
        TenantTable("cases_closing", child(READ_OWN, "select insert", "select insert")),
        TenantTable("cases_counter", {}),
        TenantTable("cases_savedview", {"scopes": Rule(SAME_USER, FULL)}),
        TenantTable(
            "cases_caserollup",
            {"scope_center": Rule(SAME_CENTER, "select"), "scope_national": Rule(EVERY_ROW, "select")},
        ),
        # A center sees the records of the enterprises whose cases it keeps, besides those it registered itself.
        migrations.RunSQL(
            f"create policy accounts_enterprise_custody on accounts_enterprise for select to scope_center using ({CUSTODY})",
            "drop policy accounts_enterprise_custody on accounts_enterprise",
        ),
    ]
