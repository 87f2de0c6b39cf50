import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0020_actions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attendance",
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
                (
                    "names",
                    models.TextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(10000)],
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "attendances",
                "ordering": ["review", "pk"],
            },
        ),
        migrations.AddField(
            model_name="meeting",
            name="grants",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="minute",
            name="kind",
            field=models.CharField(
                choices=[("note", "Note"), ("decision", "Decision")],
                default="note",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="minute",
            name="meeting",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="reviews.meeting",
            ),
        ),
        migrations.AddConstraint(
            model_name="minute",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["note", "decision"])),
                name="minute_kind",
                violation_error_message="Choose a note or a decision.",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="meeting",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="reviews.meeting",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attendances",
                to="reviews.review",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                condition=models.Q(("meeting", None)),
                fields=("review",),
                name="attendance_once",
                violation_error_message="Who was there is written down already.",
            ),
        ),
    ]
