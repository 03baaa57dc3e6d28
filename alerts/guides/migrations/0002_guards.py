"""Row-level security of the desk, and the guards of what readers are told."""

from django.db import migrations

from alerts.guides import rls
from portal.notices.rls import put_rule
from portal.tenancy.rls import ReplacedPolicies, Rule, TenantTable

BEFORE = Rule("false", "insert", check="true")


def tied(child: str, name: str, column: str, parent: str) -> migrations.RunSQL:
    """Tie a child to its parent by (id, center_id): it cannot belong to another center's."""
    return migrations.RunSQL(
        f"""alter table {child} add constraint {name} foreign key ({column}, center_id)
 references {parent} (id, center_id)""",
        f"alter table {child} drop constraint {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("guides", "0001_initial"), ("publishing", "0002_guards"), ("notices", "0005_pages_touch")]

    operations = [
        tied("guides_chapter", "guides_chapter_tenant_fk", "item_id", "publishing_item"),
        tied("guides_check", "guides_check_tenant_fk", "chapter_id", "guides_chapter"),
        migrations.RunSQL(rls.GUARD_CHECK, rls.NO_GUARD_CHECK),
        migrations.RunSQL(rls.GUARD_PUBLIC, rls.NO_GUARD_PUBLIC),
        TenantTable("guides_chapter", rls.CHAPTER),
        TenantTable("guides_check", rls.CHECK),
        ReplacedPolicies("notices_outboxevent", "scope_national", before=BEFORE, after=put_rule("scope_national")),
    ]
