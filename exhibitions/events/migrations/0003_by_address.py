"""Find somebody's sign-ups by their address."""

from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("events", "0002_guards")]

    operations = [
        migrations.AddIndex(model_name="signup", index=models.Index(Lower("email"), name="signup_by_address")),
    ]
