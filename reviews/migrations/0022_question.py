import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0021_minutes_of_meetings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Question",
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
                ("slide", models.CharField(blank=True, max_length=200)),
                (
                    "text",
                    models.TextField(
                        validators=[django.core.validators.MaxLengthValidator(500)]
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True, max_length=80, verbose_name="your name"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("asker", models.CharField(blank=True, max_length=64)),
                ("once", models.CharField(max_length=64, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("answered", "Answered"),
                            ("kept", "Kept for later"),
                            ("dropped", "Not taken up"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                (
                    "answer",
                    models.TextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(2000)],
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["meeting", "at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="question",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="questions",
                to="reviews.meeting",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="questions",
                to="reviews.review",
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["asker", "at"], name="question_of_asker"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="question_text",
                violation_error_message="Enter your question.",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["waiting", "answered", "kept", "dropped"])
                ),
                name="question_state",
                violation_error_message="Choose whether to answer, keep or drop it.",
            ),
        ),
    ]
