"""Papers of a coworking's own, and the label printed last for each item."""

import django.db.models.deletion
from django.db import migrations, models

import consign.money.fields


def count_as_labelled(apps, _schema_editor):
    """What is on hand bears a label already, with today's price: nobody is sent to print it again."""
    printed = apps.get_model("labels", "Printed")
    movements = apps.get_model("stock", "Movement").objects.filter(placement__on_hand__gt=0)
    rows = movements.values_list(
        "placement__item", "placement__showcase__coworking", "placement__item__price"
    ).annotate(first=models.Min("at"))
    printed.objects.bulk_create(
        [
            printed(item_id=item, coworking_id=coworking, price=price, at=first)
            for item, coworking, price, first in rows.order_by()
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("labels", "0001_printers"),
        ("people", "0005_pins"),
        ("stock", "0008_goods"),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                (
                    "page",
                    models.CharField(
                        choices=[("a4", "Sheets, A4"), ("single", "A roll, or single labels")],
                        max_length=10,
                    ),
                ),
                ("wide", models.DecimalField(decimal_places=2, max_digits=5)),
                ("high", models.DecimalField(decimal_places=2, max_digits=5)),
                ("columns", models.PositiveSmallIntegerField(default=1)),
                ("rows", models.PositiveSmallIntegerField(default=1)),
                ("left", models.DecimalField(decimal_places=2, default=0, max_digits=5)),
                ("top", models.DecimalField(decimal_places=2, default=0, max_digits=5)),
                ("step_x", models.DecimalField(decimal_places=2, max_digits=5)),
                ("step_y", models.DecimalField(decimal_places=2, max_digits=5)),
                ("dpi", models.PositiveSmallIntegerField(default=300)),
                ("kind", models.CharField(max_length=10)),
                (
                    "coworking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="people.coworking",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("coworking", "name"), name="labels_sheet_one_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="labels_sheet_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("page__in", ["a4", "single"]), ("kind__in", ["full", "small", "words"])
                        ),
                        name="labels_sheet_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("high__gt", 0),
                            ("left__gte", 0),
                            ("top__gte", 0),
                            ("wide__gt", 0),
                            ("columns__gte", 1),
                            ("dpi__gte", 1),
                            ("rows__gte", 1),
                        ),
                        name="labels_sheet_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("step_x__gte", models.F("wide")), ("step_y__gte", models.F("high"))
                        ),
                        name="labels_sheet_labels_apart",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Printed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("price", consign.money.fields.MoneyField()),
                ("before", consign.money.fields.MoneyField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "coworking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="labels",
                        to="people.coworking",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="labels",
                        to="stock.item",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("item", "coworking"), name="labels_printed_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("price__gte", 0),
                            models.Q(
                                ("before__isnull", True),
                                ("before__gt", models.F("price")),
                                _connector="OR",
                            ),
                        ),
                        name="labels_printed_amounts",
                    ),
                ],
            },
        ),
        migrations.RunPython(count_as_labelled, migrations.RunPython.noop),
    ]
