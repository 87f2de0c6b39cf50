import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0018_metric_baseline_until"),
    ]

    operations = [
        migrations.AddField(
            model_name="section",
            name="most",
            field=models.PositiveSmallIntegerField(
                default=5,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(999),
                ],
                verbose_name="how many of each group",
            ),
        ),
        migrations.AddField(
            model_name="section",
            name="shows",
            field=models.CharField(
                choices=[
                    ("all", "All objectives"),
                    ("changed", "What changed or is at risk"),
                    ("top", "The first of each group"),
                ],
                default="all",
                max_length=10,
                verbose_name="objectives on slides",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(("shows__in", ["all", "changed", "top"])),
                name="section_shows",
                violation_error_message="Choose which objectives are on slides.",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(("most__gte", 1), ("most__lte", 999)),
                name="section_most",
                violation_error_message="Enter a number from 1 to 999.",
            ),
        ),
    ]
