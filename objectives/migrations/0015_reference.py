import django.core.validators
from django.db import migrations, models

import objectives.models.expressions


class Migration(migrations.Migration):
    dependencies = [("objectives", "0014_tags")]

    operations = [
        migrations.AddField(
            model_name="objective",
            name="reference",
            field=models.CharField(
                blank=True,
                help_text="What it is called in another tool, such as OPS-1234.",
                max_length=80,
            ),
        ),
        migrations.AddField(
            model_name="objective",
            name="reference_url",
            field=models.URLField(
                blank=True,
                max_length=500,
                validators=[
                    django.core.validators.URLValidator(schemes=["http", "https"])
                ],
                verbose_name="link of the reference",
            ),
        ),
        migrations.AddIndex(
            model_name="objective",
            index=models.Index(
                objectives.models.expressions.Beginning("reference"),
                models.F("id"),
                name="objective_by_reference",
            ),
        ),
        migrations.AddConstraint(
            model_name="objective",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reference_url", ""),
                    ("reference_url__istartswith", "https://"),
                    ("reference_url__istartswith", "http://"),
                    _connector="OR",
                ),
                name="objective_reference_url",
                violation_error_message="Enter an address that starts with https://.",
            ),
        ),
    ]
