from django.db import migrations
from django.db.models import F


def mark(apps, schema_editor):
    """Until now there was one at either end, which is the first."""
    links = apps.get_model("objectives", "CarryOver").objects
    links.update(first_of=F("predecessor"), first_into=F("successor"))


class Migration(migrations.Migration):
    dependencies = [("objectives", "0027_carry_overs_of_several")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
