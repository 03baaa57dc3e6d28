"""What the migrations of everything that hangs on a case share (beside portal.tenancy.rls)."""

from __future__ import annotations

from django.db.migrations.operations import RunSQL


def composite_key(child: str, parent: str) -> RunSQL:
    """Tie a child to its parent by (case_id, center_id, enterprise_id): it belongs to both tenants and follows them."""
    return RunSQL(
        f"""alter table {child} add constraint {child}_tenant_fk foreign key (case_id, center_id, enterprise_id)
 references {parent} (id, center_id, enterprise_id) on update cascade on delete cascade""",
        f"alter table {child} drop constraint {child}_tenant_fk",
    )
