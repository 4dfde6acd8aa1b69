"""Pieces may be lost, stolen or damaged; one may be free; rates may have four decimals."""

from django.db import migrations, models

from consign.journal.append_only import append_only, may_change


class Migration(migrations.Migration):
    dependencies = [
        ("stock", "0003_item_content"),
    ]

    operations = [
        may_change("stock_movement"),
        migrations.RemoveConstraint(
            model_name="item",
            name="stock_item_price_above_zero",
        ),
        migrations.RemoveConstraint(
            model_name="movement",
            name="stock_movement_kind_known",
        ),
        migrations.AlterField(
            model_name="item",
            name="vat_percent",
            field=models.DecimalField(decimal_places=4, default=21, max_digits=7),
        ),
        migrations.AlterField(
            model_name="movement",
            name="kind",
            field=models.CharField(
                choices=[
                    ("accepted", "accepted from the maker"),
                    ("sold", "sold"),
                    ("returned", "returned by a customer"),
                    ("moved", "moved"),
                    ("given_back", "given back to the maker"),
                    ("lost", "lost"),
                    ("stolen", "stolen"),
                    ("damaged", "damaged"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("price__gte", 0)), name="stock_item_price_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "accepted",
                            "sold",
                            "returned",
                            "moved",
                            "given_back",
                            "lost",
                            "stolen",
                            "damaged",
                        ],
                    )
                ),
                name="stock_movement_kind_known",
            ),
        ),
        append_only("stock_movement"),
    ]
