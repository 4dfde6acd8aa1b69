"""Pieces may be counted in: what was sold without network, though none was left."""

from django.db import migrations, models

from consign.journal.append_only import append_only, may_change


class Migration(migrations.Migration):
    dependencies = [
        ("stock", "0004_losses_and_free_pieces"),
    ]

    operations = [
        may_change("stock_movement"),
        migrations.RemoveConstraint(
            model_name="movement",
            name="stock_movement_kind_known",
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
                    ("found", "counted in"),
                    ("given_back", "given back to the maker"),
                    ("lost", "lost"),
                    ("stolen", "stolen"),
                    ("damaged", "damaged"),
                ],
                max_length=12,
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
                            "found",
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
