import django.db.models.deletion
from django.db import migrations, models

import objectives.models.tag


class Migration(migrations.Migration):
    dependencies = [("objectives", "0013_member_left_on")]

    operations = [
        migrations.CreateModel(
            name="Tag",
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
                ("name", models.CharField(max_length=40)),
                ("folded", models.CharField(editable=False, max_length=720)),
            ],
            options={
                "ordering": ["folded", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Tagging",
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
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="objective",
            name="tags",
            field=models.CharField(
                blank=True,
                help_text="Programmes, clients or themes, with commas between them.",
                max_length=336,
                validators=[objectives.models.tag.check_tags],
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(
                fields=("folded",),
                name="tag_once",
                violation_error_message="There is already a tag with this name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="tag_name",
                violation_error_message="Enter a name for the tag.",
            ),
        ),
        migrations.AddField(
            model_name="tagging",
            name="objective",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="taggings",
                to="objectives.objective",
            ),
        ),
        migrations.AddField(
            model_name="tagging",
            name="tag",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="taggings",
                to="objectives.tag",
            ),
        ),
        migrations.AddConstraint(
            model_name="tagging",
            constraint=models.UniqueConstraint(
                fields=("objective", "tag"),
                name="tagging_once",
                violation_error_message="The objective already has this tag.",
            ),
        ),
    ]
