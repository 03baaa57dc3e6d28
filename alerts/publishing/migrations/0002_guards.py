"""Row-level security of what is written; what is read carries only what a second person approved."""

from django.db import migrations

from alerts.publishing import rls
from portal.notices.rls import put_rule
from portal.tenancy.rls import InvokerFunction, ReplacedPolicies, Rule, TenantTable

COLUMNS = (
    *("title_zh", "title_en", "summary_zh", "summary_en", "parts", "sources", "level", "right", "instrument_zh"),
    *("instrument_en", "happened_on", "effective_on", "act_by", "countries", "industries", "ip_kinds", "tags"),
    *("centers", "related", "attachments", "correction_zh", "correction_en"),
)
BEFORE = Rule("false", "insert", check="true")


def of_item(child: str) -> migrations.RunSQL:
    """Tie a child to its item by (item_id, center_id): it cannot belong to another center's."""
    return migrations.RunSQL(
        f"""alter table {child} add constraint {child}_tenant_fk foreign key (item_id, center_id)
 references publishing_item (id, center_id) on delete cascade""",
        f"alter table {child} drop constraint {child}_tenant_fk",
    )


def dropped(table: str, guard: str) -> str:
    return f"drop trigger {guard} on {table}; drop function {guard}()"


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial"), ("notices", "0004_letterbox")]

    operations = [
        *(of_item(f"publishing_{name}") for name in ("revision", "step", "attachment")),
        InvokerFunction(
            "publishing_words(p_row jsonb)",
            "jsonb",
            rls.words_of(COLUMNS),
            ("scope_center", "scope_national", "scope_system"),
            volatility="immutable",
        ),
        migrations.RunSQL(rls.GUARD_REVISION, rls.NO_GUARD_REVISION),
        migrations.RunSQL(rls.GUARD_ITEM, dropped("publishing_item", "item_guard")),
        migrations.RunSQL(rls.GUARD_EDITION, dropped("publishing_edition", "edition_guard")),
        TenantTable("publishing_item", rls.ITEM),
        TenantTable("publishing_revision", rls.REVISION),
        TenantTable("publishing_step", rls.STEP),
        TenantTable("publishing_attachment", rls.ATTACHMENT),
        *(
            ReplacedPolicies("notices_outboxevent", scope, before=BEFORE, after=put_rule(scope))
            for scope in ("scope_center", "scope_national")
        ),
    ]
