"""Pieces may be kept for somebody."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from consign.journal.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_pins"),
        ("stock", "0005_found_pieces"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("quantity", models.PositiveIntegerField(default=1)),
                ("until", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "coworking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="people.coworking",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="stock.item",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["coworking", "item"],
                        name="stock_hold_not_ended",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1)), name="stock_hold_of_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="stock_hold_for_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("made_at"))),
                        name="stock_hold_until_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="stock_hold_ended_by_and_at",
                    ),
                ],
            },
        ),
        append_only(
            "stock_hold",
            "item_id",
            "coworking_id",
            "quantity",
            "made_by_id",
            "made_at",
        ),
    ]
