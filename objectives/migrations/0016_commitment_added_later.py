from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("objectives", "0015_reference")]

    operations = [
        migrations.AddField(
            "commitment",
            "is_added_later",
            models.BooleanField(
                default=False,
                null=True,
                verbose_name="added after the first commitment",
            ),
        ),
    ]
