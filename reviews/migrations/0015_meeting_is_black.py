from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0014_review_shows_tags"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="is_black",
            field=models.BooleanField(default=False),
        ),
    ]
