from django.db import migrations, models

STATES = [
    ("done", "Done"),
    ("on_track", "On track"),
    ("not_started", "Not started"),
    ("at_risk", "At risk"),
    ("stalled", "Stalled"),
    ("deferred", "Deferred"),
    ("dropped", "Dropped"),
    ("missed", "Missed"),
]
VALUES = ["", *(value for value, _ in STATES)]
SENTENCE = "Choose one of the states."


class Migration(migrations.Migration):
    dependencies = [("objectives", "0010_change_request_id")]

    operations = [
        migrations.RemoveConstraint("objective", "objective_state"),
        migrations.RemoveConstraint("statusupdate", "status_update_state"),
        migrations.AlterField(
            "objective",
            "chosen_state",
            models.CharField(
                blank=True,
                choices=STATES,
                help_text="Leave empty to read it from the status.",
                max_length=12,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            "objective",
            "state",
            models.CharField(
                blank=True,
                choices=STATES,
                db_index=True,
                editable=False,
                max_length=12,
            ),
        ),
        migrations.AlterField(
            "statusupdate",
            "state",
            models.CharField(blank=True, choices=STATES, max_length=12),
        ),
        migrations.AddConstraint(
            "objective",
            models.CheckConstraint(
                condition=models.Q(chosen_state__in=VALUES, state__in=VALUES),
                name="objective_state",
                violation_error_message=SENTENCE,
            ),
        ),
        migrations.AddConstraint(
            "statusupdate",
            models.CheckConstraint(
                condition=models.Q(state__in=VALUES),
                name="status_update_state",
                violation_error_message=SENTENCE,
            ),
        ),
    ]
