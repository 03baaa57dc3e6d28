"""A person's own log-in sees that their second factors were removed, so that a link must come before new ones."""

from django.db import migrations

from portal.tenancy.rls import SAME_USER, MorePolicies, Rule


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0004_letter_code"), ("accounts", "0009_whose_word_counts")]

    operations = [MorePolicies("accounts_secondfactorreset", {"logins": Rule(SAME_USER, "select")})]
