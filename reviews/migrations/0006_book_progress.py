from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0005_table_version")]

    operations = [
        migrations.AddField(
            model_name="book",
            name="task",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=100
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="book",
            name="asked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="book",
            name="attempt",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="book",
            name="finished_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="book",
            name="error",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="book",
            name="job",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=models.CASCADE,
                related_name="book",
                to="goals_tracker.job",
            ),
        ),
    ]
