"""Every assignment has a day by which the opinion is wanted: the expert's desk is ordered by it."""

from django.db import migrations, models

# FORCE row-level security hides the rows from the owner, so the system scope fills them.
FILL = """
set local role scope_system;
update experts_assignment set opinion_due_on = (ends_at at time zone 'Asia/Shanghai')::date where opinion_due_on is null;
do $$ begin
  if exists (select from experts_assignment where opinion_due_on is null) then
    raise exception 'an assignment was left without a day for the opinion';
  end if;
end $$;
set local role none;
"""


class Migration(migrations.Migration):
    dependencies = [("experts", "0003_claim")]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="assignment",
            name="opinion_due_on",
            field=models.DateField(verbose_name="opinion due"),
        ),
    ]
