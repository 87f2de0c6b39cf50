from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("objectives", "0012_percent_over_100")]

    operations = [
        migrations.AddField(
            "member", "left_on", models.DateField(blank=True, null=True)
        ),
        migrations.AddConstraint(
            "member",
            models.CheckConstraint(
                condition=Q(joined_on=None)
                | Q(left_on=None)
                | Q(left_on__gte=F("joined_on")),
                name="member_left_after_joining",
                violation_error_message="The last day is before the first one.",
            ),
        ),
    ]
