"""Reworded choices of stages and papers: the schema stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_board_by_center"),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="stage",
            field=models.CharField(
                blank=True,
                choices=[
                    ("none", "Nothing has happened yet"),
                    ("warning_letter", "Warning letter"),
                    ("complaint", "Complaint filed"),
                    ("served", "Complaint served"),
                    ("preliminary", "Injunction or seizure"),
                    ("answer", "Answer to the complaint"),
                    ("discovery", "Discovery and evidence"),
                    ("hearing", "Hearing or trial"),
                    ("decision", "Decision of the forum"),
                    ("appeal", "Appeal"),
                    ("enforcement", "Enforcement"),
                    ("itc_instituted", "Section 337: investigation instituted"),
                    ("itc_discovery", "Section 337: discovery"),
                    ("itc_hearing", "Section 337: hearing"),
                    ("itc_initial", "Section 337: initial determination"),
                    ("itc_final", "Section 337: final determination"),
                    ("itc_review", "Section 337: presidential review"),
                ],
                max_length=16,
                verbose_name="stage",
            ),
        ),
        migrations.AlterField(
            model_name="paper",
            name="state",
            field=models.CharField(
                choices=[("pending", "Being made"), ("ready", "Issued"), ("failed", "Could not be made")],
                default="pending",
                max_length=8,
            ),
        ),
    ]
