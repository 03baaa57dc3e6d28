"""Row-level security, the second person, and what a mail's link may do."""

from django.db import migrations

from alerts.outreach import rls
from portal.notices.rls import put_rule
from portal.tenancy.rls import DefinerFunction, ReplacedPolicies, Rule, TenantTable

BEFORE = Rule("false", "insert", check="true")


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0001_initial"),
        ("publishing", "0002_guards"),
        ("environment", "0002_guards"),
        ("notices", "0005_pages_touch"),
    ]

    operations = [
        migrations.RunSQL(
            """alter table outreach_contactfile add constraint outreach_contactfile_tenant_fk
 foreign key (contact_id, center_id) references outreach_contact (id, center_id) on delete cascade""",
            "alter table outreach_contactfile drop constraint outreach_contactfile_tenant_fk",
        ),
        migrations.RunSQL(rls.STANDING_GUARD, rls.NO_STANDING_GUARD),
        migrations.RunSQL(rls.CAMPAIGN_GUARD, rls.NO_CAMPAIGN_GUARD),
        *(TenantTable(table, rules) for table, rules in rls.TABLES.items() if table != "outreach_campaignreport"),
        DefinerFunction("outreach_stop(p_key uuid, p_end boolean)", "jsonb", rls.STOP, ("logins",)),
        DefinerFunction(
            "outreach_mail_states(p_mailings bigint[])",
            "table(mailing bigint, state text, trouble text, at timestamptz)",
            rls.STATES,
            ("scope_national", "scope_system"),
            volatility="stable",
        ),
        DefinerFunction(
            "outreach_mail_counts(p_items uuid[])",
            "table(item uuid, sent bigint, failed bigint, total bigint)",
            rls.COUNTS,
            ("scope_center", "scope_national", "scope_system"),
            volatility="stable",
        ),
        # The topic "outreach.check_file".
        *(
            ReplacedPolicies("notices_outboxevent", scope, before=BEFORE, after=put_rule(scope))
            for scope in ("scope_center", "scope_national")
        ),
    ]
