from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("objectives", "0029_mail_messages")]

    operations = [
        migrations.AddField(
            model_name="team",
            name="cadence",
            field=models.CharField(
                choices=[
                    ("weekly", "Every week"),
                    ("fortnightly", "Every two weeks"),
                    ("monthly", "Every four weeks"),
                    ("off", "Never"),
                ],
                default="fortnightly",
                help_text="In the weekly message of each owner, where a status is that old.",
                max_length=11,
                verbose_name="ask for statuses",
            ),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cadence__in", ["weekly", "fortnightly", "monthly", "off"])
                ),
                name="team_cadence",
                violation_error_message="Choose how often to ask for statuses.",
            ),
        ),
    ]
