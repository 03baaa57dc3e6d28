"""Row-level security of drafts and consents, and the guards of what is made of a case."""

from importlib import import_module

from django.db import migrations

from alerts.library import rls
from cases.rls import composite_key
from portal.notices.rls import put_rule
from portal.tenancy.rls import InvokerFunction, ReplacedPolicies, Rule, TenantTable

OWN_CHILD = import_module("cases.migrations.0010_for_caller").OWN_CHILD


def of_origin(child: str) -> migrations.RunSQL:
    """Tie a child to its origin by (origin_id, center_id): it cannot belong to another center's, and follows it."""
    return migrations.RunSQL(
        f"""alter table {child} add constraint {child}_tenant_fk foreign key (origin_id, center_id)
 references library_caseorigin (id, center_id) on update cascade on delete cascade""",
        f"alter table {child} drop constraint {child}_tenant_fk",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0001_initial"),
        ("publishing", "0002_guards"),
        ("notices", "0004_letterbox"),
        ("cases", "0012_return_in_order"),
    ]

    operations = [
        composite_key("library_consent", "cases_case"),
        composite_key("library_caseorigin", "cases_case"),
        of_origin("library_replacement"),
        of_origin("library_falsealarm"),
        InvokerFunction(
            "library_consent_stands(p_case bigint)",
            "boolean",
            rls.CONSENT_STANDS,
            ("scope_center", "scope_enterprise", "scope_system"),
            volatility="stable",
        ),
        migrations.RunSQL(
            ";".join((rls.GUARD_CONSENT, rls.GUARD_ORIGIN, rls.GUARD_DOORS)),
            rls.NO_GUARDS,
        ),
        TenantTable("library_consent", rls.CONSENT | {"scope_enterprise": Rule(OWN_CHILD, "select insert")}),
        TenantTable("library_caseorigin", rls.ORIGIN),
        TenantTable("library_replacement", rls.REPLACEMENT),
        TenantTable("library_falsealarm", rls.FALSE_ALARM),
        *(
            ReplacedPolicies("notices_outboxevent", scope, before=put_rule(scope), after=put_rule(scope))
            for scope in ("scope_center", "scope_enterprise")
        ),
    ]
