from django.db import migrations, models

NAMES = {"objective": "objective_percent", "statusupdate": "status_update_percent"}
UP_TO_999 = models.Q(percent__isnull=True) | models.Q(percent__lte=999)


class Migration(migrations.Migration):
    dependencies = [("objectives", "0011_missed_state")]

    operations = [
        operation
        for model, name in NAMES.items()
        for operation in (
            migrations.RemoveConstraint(model, name),
            migrations.AddConstraint(
                model,
                models.CheckConstraint(
                    condition=UP_TO_999,
                    name=name,
                    violation_error_message="Enter a percentage from 0 to 999.",
                ),
            ),
        )
    ]
