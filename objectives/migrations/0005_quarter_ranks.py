from django.db import migrations


def rank(apps, schema_editor):
    """Say of each plan and objective where its quarter stands, as saving does."""
    plans = apps.get_model("objectives", "Plan").objects
    objectives = apps.get_model("objectives", "Objective").objects
    for quarter in apps.get_model("objectives", "Quarter").objects.all():
        number = -quarter.first_day.toordinal()
        plans.filter(quarter=quarter).update(quarter_rank=number)
        objectives.filter(plan__quarter=quarter).update(quarter_rank=number)


class Migration(migrations.Migration):
    dependencies = [("objectives", "0004_lists")]

    operations = [migrations.RunPython(rank, migrations.RunPython.noop)]
