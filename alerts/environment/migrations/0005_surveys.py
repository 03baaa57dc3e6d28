"""Two people open a survey, and nothing leads from an answer to whoever gave it.

There is no way back: what tied an answer to its firm is gone.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from alerts.environment import rls
from portal.tenancy.rls import LOGINS, SCOPES, DefinerFunction, ReplacedPolicies

READERS = (*LOGINS, *(scope for scope in SCOPES if scope != "scope_national"))
SHEET, PARTICIPATION = "environment_answersheet", "environment_participation"


def shown_by(table: str, after: str) -> list[ReplacedPolicies]:
    """Let readers see a table's rows only from the opening of a survey on."""
    return [
        ReplacedPolicies(table, role, before=rls.TABLES[table]["logins"], after=rls.Rule(after, "select"))
        for role in READERS
    ]


def without_policies(table: str, role: str) -> migrations.RunSQL:
    """Take every right of a role on a table away."""
    names = [f"{table}_{role}", *(f"{table}_{role}_{command}" for command in ("select", "insert", "update", "delete"))]
    return migrations.RunSQL(
        "; ".join([*(f'drop policy if exists "{name}" on "{table}"' for name in names), f'revoke all on "{table}" from {role}'])
    )


class Migration(migrations.Migration):
    dependencies = [
        ("environment", "0004_own_bytes"),
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        without_policies(SHEET, "scope_enterprise"),
        migrations.RunSQL(
            f"""alter table {SHEET} drop constraint env_sheet_survey_same; alter table {SHEET} drop column participation_id;
alter table {SHEET} drop column answered_on; alter table {SHEET} alter column id drop identity if exists;
alter table {PARTICIPATION} drop constraint env_participation_survey;
revoke insert on {PARTICIPATION} from scope_enterprise""",
            state_operations=[
                migrations.RemoveField("answersheet", "answered_on"),
                migrations.RemoveField("answersheet", "participation"),
                migrations.AlterField(
                    "answersheet", "id", models.BigIntegerField(editable=False, primary_key=True, serialize=False)
                ),
            ],
        ),
        ReplacedPolicies(
            PARTICIPATION, "scope_enterprise", before=rls.TABLES[PARTICIPATION]["scope_enterprise"], after=rls.PARTICIPATION
        ),
        ReplacedPolicies(SHEET, "scope_national", before=rls.TABLES[SHEET]["scope_national"], after=rls.SHEET_OF_NATION),
        *shown_by("environment_survey", rls.SHOWN),
        *shown_by("environment_question", rls.OF_SHOWN),
        DefinerFunction(
            "survey_answer(p_survey bigint, p_consent text, p_answers jsonb)", "text", rls.ANSWER, ("scope_enterprise",)
        ),
        DefinerFunction(
            "survey_answer_count(p_survey bigint)", "bigint", rls.COUNT, ("scope_national", "scope_system"), volatility="stable"
        ),
        DefinerFunction("survey_shuffle(p_survey bigint)", "void", rls.SHUFFLE, ("scope_national", "scope_system")),
        migrations.RemoveConstraint(
            model_name='survey',
            name='env_survey_state_known',
        ),
        migrations.AddField(
            model_name='survey',
            name='opened_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='survey',
            name='opened_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='survey',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('proposed', 'Waiting for review'), ('open', 'Open for answers'), ('closed', 'Closed, results under review'), ('released', 'Results released')], default='draft', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'proposed', 'open', 'closed', 'released'])), name='env_survey_state_known'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('opened_by__isnull', True), models.Q(('opened_by', models.F('created_by')), _negated=True), _connector='OR'), name='env_survey_opened_by_another'),
        ),
        migrations.RunSQL(rls.SURVEY_GUARD),
        # What was answered before.
        migrations.RunSQL(
            "set local role scope_system; select survey_shuffle(s.id) from environment_survey s; set local role none"
        ),
    ]
