"""A seat may be stopped until an hour, while a second person decides whether it ends (portal.accounts, 0011)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0005_own_resets")]

    operations = [migrations.AddField("membership", "stopped_until", models.DateTimeField(blank=True, null=True))]
