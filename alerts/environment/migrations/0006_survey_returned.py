"""Whoever returns a survey says why."""

from django.db import migrations, models

from alerts.environment import rls


class Migration(migrations.Migration):
    dependencies = [("environment", "0005_surveys")]

    operations = [
        migrations.AddField(
            model_name="survey",
            name="return_reason",
            field=models.CharField(blank=True, default="", max_length=500),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(("return_reason", ""), ("state", "draft"), _connector="OR"),
                name="env_survey_returned_draft",
            ),
        ),
        # A return writes its reason, so the guard lets that column change with the state.
        migrations.RunSQL(rls.SURVEY_GUARD, migrations.RunSQL.noop),
    ]
