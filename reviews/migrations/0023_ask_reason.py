import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0022_question"),
    ]

    operations = [
        migrations.AddField(
            model_name="ask",
            name="reason",
            field=models.TextField(
                blank=True,
                help_text="What it makes possible, or what happens without it.",
                validators=[django.core.validators.MaxLengthValidator(2000)],
                verbose_name="why",
            ),
        ),
    ]
