"""More is told about items; prices go down for a while; pieces travel; passers-by ask."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import consign.money.fields
from consign.journal.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_pins"),
        ("stock", "0007_stocktake"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UnsoldReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateField()),
                ("days", models.PositiveSmallIntegerField()),
                ("sent_at", models.DateTimeField()),
                (
                    "coworking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.coworking",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="stock.item",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["item", "coworking", "until", "days"], name="stock_reminder_once"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="HoldWish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("language", models.CharField(max_length=5)),
                ("quantity", models.PositiveIntegerField(default=1)),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("mailed", "not confirmed yet"),
                            ("asked", "asked for"),
                            ("kept", "kept"),
                            ("declined", "declined"),
                        ],
                        default="mailed",
                        max_length=10,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=200)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Reduction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("price", consign.money.fields.MoneyField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("planned_at", models.DateTimeField()),
                ("before", consign.money.fields.MoneyField(null=True)),
                ("begun_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Transit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveIntegerField()),
                ("remark", models.CharField(blank=True, max_length=200)),
                ("sent_at", models.DateTimeField()),
                ("received", models.PositiveIntegerField(default=0)),
                ("taken_back", models.PositiveIntegerField(default=0)),
                ("over_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="item",
            name="agreed_value",
            field=consign.money.fields.MoneyField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="item",
            name="care",
            field=models.CharField(blank=True, max_length=160),
        ),
        migrations.AddField(
            model_name="item",
            name="metal_grams",
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("metal_grams__isnull", True), ("metal_grams__gt", 0), _connector="OR"
                ),
                name="stock_item_metal_weighs_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreed_value__isnull", True), ("agreed_value__gte", 0), _connector="OR"
                ),
                name="stock_item_value_not_negative",
            ),
        ),
        migrations.AddField(
            model_name="holdwish",
            name="coworking",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hold_wishes",
                to="people.coworking",
            ),
        ),
        migrations.AddField(
            model_name="holdwish",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="holdwish",
            name="hold",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="wish",
                to="stock.hold",
            ),
        ),
        migrations.AddField(
            model_name="holdwish",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hold_wishes",
                to="stock.item",
            ),
        ),
        migrations.AddField(
            model_name="reduction",
            name="ended_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reduction",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reductions",
                to="stock.item",
            ),
        ),
        migrations.AddField(
            model_name="reduction",
            name="planned_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="transit",
            name="coworking",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="transits",
                to="people.coworking",
            ),
        ),
        migrations.AddField(
            model_name="transit",
            name="left",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="transits",
                to="stock.placement",
            ),
        ),
        migrations.AddField(
            model_name="transit",
            name="sent_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="holdwish",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1)), name="stock_wish_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="holdwish",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="stock_wish_of_somebody"
            ),
        ),
        migrations.AddConstraint(
            model_name="holdwish",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("state", "mailed")),
                    models.Q(
                        models.Q(("state", "mailed"), _negated=True),
                        ("confirmed_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="stock_wish_asked_once_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="holdwish",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("state__in", ["mailed", "asked"]),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state__in", ["kept", "declined"]),
                    ),
                    _connector="OR",
                ),
                name="stock_wish_decided_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="holdwish",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hold__isnull", False), ("state", "kept")),
                    models.Q(models.Q(("state", "kept"), _negated=True), ("hold__isnull", True)),
                    _connector="OR",
                ),
                name="stock_wish_kept_by_a_hold",
            ),
        ),
        migrations.AddConstraint(
            model_name="reduction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("item",),
                name="stock_reduction_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="reduction",
            constraint=models.CheckConstraint(
                condition=models.Q(("price__gt", 0)), name="stock_reduction_above_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="reduction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="stock_reduction_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="reduction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("before__isnull", True), ("begun_at__isnull", True)),
                    models.Q(
                        ("before__gt", models.F("price")),
                        ("before__isnull", False),
                        ("begun_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="stock_reduction_begun_from_a_higher_price",
            ),
        ),
        migrations.AddConstraint(
            model_name="reduction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at__isnull", False), ("ended_by__isnull", True), _connector="OR"
                ),
                name="stock_reduction_ended_by_and_at",
            ),
        ),
        migrations.AddIndex(
            model_name="transit",
            index=models.Index(
                condition=models.Q(("over_at__isnull", True)),
                fields=["coworking", "left"],
                name="stock_transit_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="transit",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1)), name="stock_transit_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="transit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("received__gte", 0),
                    ("taken_back__gte", 0),
                    models.Q(
                        models.Q(
                            ("over_at__isnull", True),
                            (
                                "quantity__gt",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("received"), "+", models.F("taken_back")
                                ),
                            ),
                        ),
                        models.Q(
                            ("over_at__isnull", False),
                            (
                                "quantity",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("received"), "+", models.F("taken_back")
                                ),
                            ),
                        ),
                        _connector="OR",
                    ),
                ),
                name="stock_transit_over_when_all_arrived",
            ),
        ),
        append_only(
            "stock_reduction", "item_id", "price", "starts_on", "planned_by_id", "planned_at"
        ),
        append_only(
            "stock_transit", "left_id", "coworking_id", "quantity", "sent_by_id", "sent_at"
        ),
    ]
