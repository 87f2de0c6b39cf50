from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("goals_tracker", "0001_jobs"),
        ("reviews", "0008_book_without_job"),
    ]

    operations = [migrations.DeleteModel(name="Job")]
