"""Handling: transfers that fall with their case, reminders sent once, and the indexes of the overdue list."""

from django.db import migrations, models
from django.db.models import Q

from portal.tenancy.rls import DefinerFunction

# The applicant who withdraws may not touch transfers, and the receiving center may not see the case: so the proposal
# falls here, asked for by whoever holds the case, and only when the case no longer waits for the receiver.
CANCEL_TRANSFER = """
begin
  if not case_within_reach(p_case) then raise exception 'no such case' using errcode = 'no_data_found'; end if;
  update cases_transfer t set state = 'cancelled', decided_at = now(),
    decided_by_id = nullif(current_setting('app.actor_id', true), '')::bigint
   where t.case_id = p_case and t.state = 'proposed'
     and exists (select from cases_case k where k.id = p_case and k.waiting_for <> 'receiver');
end
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_filing")]

    operations = [
        DefinerFunction(
            "case_transfer_cancel(p_case bigint)",
            "void",
            CANCEL_TRANSFER,
            ("scope_center", "scope_enterprise", "scope_national", "scope_system"),
        ),
        migrations.AddField("deadline", "reminded", models.SmallIntegerField(blank=True, null=True)),
        migrations.AddField("case", "overdue_told_for", models.DateField(blank=True, null=True)),
        migrations.AddIndex("case", models.Index(fields=["center", "due_on", "id"], name="case_center_due")),
        migrations.AddIndex("case", models.Index(fields=["due_on", "id"], name="case_nation_due")),
        migrations.AddIndex(
            "opinion", models.Index(fields=["center", "case"], name="opinion_waiting", condition=Q(state="submitted"))
        ),
    ]
