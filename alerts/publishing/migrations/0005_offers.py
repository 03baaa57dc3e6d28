"""The nation sees what a center offers: what was published, while the offer stands or was taken."""

from django.db import migrations, models

from alerts.publishing import rls
from portal.tenancy.rls import ReplacedPolicies

NATION = "scope_national"


class Migration(migrations.Migration):
    dependencies = [("publishing", "0004_own_bytes")]

    operations = [
        migrations.AddField("item", "offer_decided_at", models.DateTimeField(editable=False, null=True)),
        migrations.RunSQL(
            rls.STAMP_OFFER, "drop trigger item_offer_stamp on publishing_item; drop function item_offer_stamp()"
        ),
        *(
            ReplacedPolicies(f"publishing_{table}", NATION, before=before[NATION], after=after)
            for table, before, after in (
                ("item", rls.ITEM, rls.ITEM_OF_NATION),
                ("revision", rls.REVISION, rls.REVISION_OF_NATION),
                ("step", rls.STEP, rls.STEP_OF_NATION),
                ("attachment", rls.ATTACHMENT, rls.ATTACHMENT_OF_NATION),
            )
        ),
    ]
