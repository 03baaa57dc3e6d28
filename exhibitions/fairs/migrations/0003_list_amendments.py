"""Changes of what stands on the list, and by whom; who shows a contact; what a firm asks meets no row of the center."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.uuid7
from exhibitions.fairs import rls
from portal.notices.rls import put_rule
from portal.tenancy.rls import ReplacedPolicies, Rule, TenantTable

BEFORE = Rule("false", "insert", check="true")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0012_second_for_supervisors'),
        ('notices', '0005_pages_touch'),
        ('fairs', '0002_guards'),
        ('tenancy', '0006_stopped_seats'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('public_id', models.UUIDField(default=portal.uuid7.uuid7, editable=False, unique=True)),
                ('words', models.JSONField()),
                ('state', models.CharField(choices=[('prepared', 'Waiting for a second person'), ('released', 'Released'), ('dropped', 'Not released')], default='prepared', max_length=8, verbose_name='state')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='participant',
            name='participant_once',
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('uscc', ''), _negated=True), ('state', 'confirmed')), fields=('delegation', 'uscc'), name='participant_once'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('delegation', 'enterprise'), name='participant_asked_once'),
        ),
        migrations.AddField(
            model_name='amendment',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='amendment',
            name='edition',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='amendments', to='fairs.fairedition'),
        ),
        migrations.AddField(
            model_name='amendment',
            name='fair',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='amendments', to='fairs.fair'),
        ),
        migrations.AddField(
            model_name='amendment',
            name='made_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['prepared', 'released', 'dropped'])), name='amendment_state_known'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('edition__isnull', False), ('fair__isnull', True)), models.Q(('edition__isnull', True), ('fair__isnull', False)), _connector='OR'), name='amendment_of_one'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'released'), _negated=True), ('made_by__isnull', True), ('decided_by__isnull', True), models.Q(('decided_by', models.F('made_by')), _negated=True), _connector='OR'), name='amendment_by_another'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'prepared')), fields=('fair',), name='amendment_one_fair'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'prepared')), fields=('edition',), name='amendment_one_edition'),
        ),
        # The bare word stands in the head of every page (og:type), where a test looks for untranslated messages.
        migrations.AlterField(
            "fair", "website", models.URLField(blank=True, max_length=500, verbose_name="website of the fair")
        ),
        migrations.RunSQL(rls.AMENDED_GUARD, rls.LISTED_GUARD_BEFORE),
        migrations.RunSQL(rls.AMENDMENT_GUARD + rls.AMENDMENT_TRIGGER, rls.NO_AMENDMENT_GUARD),
        migrations.RunSQL(rls.CONTACT_GUARD + rls.CONTACT_TRIGGER, rls.NO_CONTACT_GUARD),
        TenantTable("fairs_amendment", rls.AMENDMENTS),
        # The topic "fairs.check_file".
        *(
            ReplacedPolicies("notices_outboxevent", scope, before=BEFORE, after=put_rule(scope))
            for scope in ("scope_center", "scope_national", "scope_enterprise")
        ),
    ]
