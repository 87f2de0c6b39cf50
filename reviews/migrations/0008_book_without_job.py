from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0007_book_jobs")]

    operations = [
        migrations.RemoveField(model_name="book", name="job"),
        migrations.AlterField(
            model_name="book", name="asked_at", field=models.DateTimeField()
        ),
    ]
