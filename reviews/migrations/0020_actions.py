from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0019_section_shows"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="ask",
            name="ask_kind",
        ),
        migrations.AddField(
            model_name="ask",
            name="due_on",
            field=models.DateField(blank=True, null=True, verbose_name="by"),
        ),
        migrations.AlterField(
            model_name="ask",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ask", "Ask"),
                    ("next_time", "For next time"),
                    ("action", "Action"),
                ],
                default="ask",
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="ask",
            name="owner",
            field=models.CharField(
                blank=True, help_text="Who will answer, bring or do it.", max_length=80
            ),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["ask", "next_time", "action"])),
                name="ask_kind",
                violation_error_message="Choose an ask, a request or an action.",
            ),
        ),
    ]
