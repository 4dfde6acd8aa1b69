"""Showcases are counted; what differs from the books waits for a decision."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from consign.journal.append_only import append_only

STATES = ["open", "counted_in", "moved", "settled", "miscounted", "recounted"]
LABELS = [
    "to decide",
    "counted in",
    "moved",
    "put right in the books",
    "the books were right",
    "counted again since",
]


class Migration(migrations.Migration):
    dependencies = [
        ("stock", "0006_holds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Stocktake",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "showcase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stocktakes",
                        to="stock.showcase",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["showcase"],
                        condition=Q(closed_at__isnull=True),
                        name="stock_stocktake_one_open",
                    ),
                    models.CheckConstraint(
                        condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                        | Q(closed_at__isnull=False, closed_by__isnull=False),
                        name="stock_stocktake_closed_by_and_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Counted",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("found", models.PositiveIntegerField()),
                ("expected", models.PositiveIntegerField()),
                ("last_at", models.DateTimeField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stock.item",
                    ),
                ),
                (
                    "last_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stocktake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counted",
                        to="stock.stocktake",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["stocktake", "item"], name="stock_counted_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(found__gte=0, expected__gte=0),
                        name="stock_counted_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Difference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("expected", models.PositiveIntegerField()),
                ("found", models.PositiveIntegerField()),
                ("on_hand", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=list(zip(STATES, LABELS, strict=True)),
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("remark", models.CharField(blank=True, max_length=200)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="stock.placement",
                    ),
                ),
                (
                    "stocktake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="stock.stocktake",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["stocktake", "placement"], name="stock_difference_once"
                    ),
                    models.UniqueConstraint(
                        fields=["placement"],
                        condition=Q(state="open"),
                        name="stock_difference_one_open",
                    ),
                    models.CheckConstraint(
                        condition=~Q(found=F("expected")), name="stock_difference_differs"
                    ),
                    models.CheckConstraint(
                        condition=Q(state__in=STATES), name="stock_difference_state_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                        | ~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False),
                        name="stock_difference_decided_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=~Q(state="counted_in") | Q(found__gt=F("expected")),
                        name="stock_difference_counted_in_of_more",
                    ),
                ],
            },
        ),
        append_only("stock_stocktake", "showcase_id", "started_by_id", "started_at"),
        append_only(
            "stock_difference", "stocktake_id", "placement_id", "expected", "found", "on_hand"
        ),
    ]
