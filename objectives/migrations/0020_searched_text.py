from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("objectives", "0019_team_archived_at")]

    operations = [
        migrations.CreateModel(
            "SearchedText",
            [
                (
                    "objective",
                    models.OneToOneField(
                        "objectives.objective",
                        on_delete=models.DO_NOTHING,
                        db_constraint=False,
                        primary_key=True,
                        related_name="searched_text",
                        serialize=False,
                    ),
                ),
                ("text", models.TextField()),
            ],
            options={"ordering": ["pk"]},
        )
    ]
