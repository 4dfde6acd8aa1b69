"""More that one can be told of; what was told is known by its kind and its row."""

from django.db import migrations, models

KINDS = [
    ("sold", "When something of yours is sold"),
    ("hold", "When a piece of yours is kept for somebody"),
    ("statement", "When a statement is ready"),
    ("paid", "When you are paid"),
    ("unsold", "When pieces may not stay much longer"),
    ("agreement", "When terms wait for your yes"),
]
VALUES = [value for value, _label in KINDS]


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="Told",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(choices=KINDS, max_length=10)),
                ("of", models.PositiveBigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "of"), name="notices_told_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", VALUES)), name="notices_told_kind_known"
                    ),
                ],
            },
        ),
        migrations.AlterField("choice", "kind", models.CharField(choices=KINDS, max_length=10)),
        migrations.RemoveConstraint("choice", "notices_choice_kind_known"),
        migrations.AddConstraint(
            "choice",
            models.CheckConstraint(
                condition=models.Q(("kind__in", VALUES)), name="notices_choice_kind_known"
            ),
        ),
    ]
