import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("objectives", "0030_team_cadence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MessageSettings",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="message_settings",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(6)],
                        verbose_name="day",
                    ),
                ),
                (
                    "hour",
                    models.PositiveSmallIntegerField(
                        default=9,
                        validators=[django.core.validators.MaxValueValidator(23)],
                        verbose_name="from",
                    ),
                ),
                (
                    "wants_reminders",
                    models.BooleanField(
                        default=True, verbose_name="what you have to do"
                    ),
                ),
                (
                    "wants_digest",
                    models.BooleanField(
                        default=True, verbose_name="what changed in what you follow"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "message settings",
                "ordering": ["user"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weekday__lte", 6)),
                        name="message_settings_weekday",
                        violation_error_message="Choose a day of the week.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hour__lte", 23)),
                        name="message_settings_hour",
                        violation_error_message="Choose an hour.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("is_stopped", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "objective",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to="objectives.objective",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to="objectives.tag",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to="objectives.team",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "follower",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("objective", None),
                                ("tag", None),
                                ("team__isnull", False),
                            ),
                            models.Q(
                                ("objective__isnull", False),
                                ("tag", None),
                                ("team", None),
                            ),
                            models.Q(
                                ("objective", None),
                                ("tag__isnull", False),
                                ("team", None),
                            ),
                            _connector="OR",
                        ),
                        name="follow_one_thing",
                        violation_error_message="Follow one thing at a time.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("team__isnull", False)),
                        fields=("user", "team"),
                        name="follow_team_once",
                        violation_error_message="You follow this already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("objective__isnull", False)),
                        fields=("user", "objective"),
                        name="follow_objective_once",
                        violation_error_message="You follow this already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("tag__isnull", False)),
                        fields=("user", "tag"),
                        name="follow_tag_once",
                        violation_error_message="You follow this already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WeeklyMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("week", models.DateField(verbose_name="Monday of the week")),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("changes_since", models.DateTimeField()),
                ("objectives", models.JSONField(blank=True, default=list)),
                ("teams", models.JSONField(blank=True, default=list)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("away_at", models.DateTimeField(blank=True, db_index=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-week", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "week"),
                        name="weekly_message_once",
                        violation_error_message="This week's message is sent already.",
                    )
                ],
            },
        ),
    ]
