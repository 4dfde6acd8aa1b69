"""The printers of a coworking, and how far each prints beside the mark."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0005_pins"),
    ]

    operations = [
        migrations.CreateModel(
            name="Printer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("right", models.DecimalField(decimal_places=1, default=0, max_digits=3)),
                ("down", models.DecimalField(decimal_places=1, default=0, max_digits=3)),
                (
                    "coworking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="printers",
                        to="people.coworking",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("coworking", "name"), name="labels_printer_one_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="labels_printer_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("right__gte", -20),
                            ("right__lte", 20),
                            ("down__gte", -20),
                            ("down__lte", 20),
                        ),
                        name="labels_printer_not_further",
                    ),
                ],
            },
        ),
    ]
