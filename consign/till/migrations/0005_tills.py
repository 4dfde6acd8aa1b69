"""Tills and their devices, payments of a ticket, conflicts and day closings."""

from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import consign.money.fields
from consign.journal.append_only import append_only, may_change


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_pins"),
        ("till", "0004_cash_counts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        may_change("till_sale"),
        may_change("till_saleline"),
        may_change("till_cashcount"),
        migrations.CreateModel(
            name="Conflict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=20)),
                ("missing", models.PositiveIntegerField()),
                ("found_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waits for a decision"),
                            ("kept", "both were sold"),
                            ("refunded", "money given back"),
                            ("lost", "borne by the coworking"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("remark", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="DayClosing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                ("on", models.DateField()),
                ("opening", consign.money.fields.MoneyField()),
                ("cash", consign.money.fields.MoneyField()),
                (
                    "expected",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            models.F("opening"), "+", models.F("cash")
                        ),
                        output_field=consign.money.fields.MoneyField(),
                    ),
                ),
                ("counted", consign.money.fields.MoneyField()),
                (
                    "difference",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("counted"), "-", models.F("opening")
                            ),
                            "-",
                            models.F("cash"),
                        ),
                        output_field=consign.money.fields.MoneyField(),
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("pieces", models.JSONField()),
                ("banked", consign.money.fields.MoneyField(default=Decimal("0.00"))),
                (
                    "left",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            models.F("counted"), "-", models.F("banked")
                        ),
                        output_field=consign.money.fields.MoneyField(),
                    ),
                ),
                ("card", consign.money.fields.MoneyField()),
                ("transfer", consign.money.fields.MoneyField()),
                ("sales", models.PositiveIntegerField()),
                ("refunds", models.PositiveIntegerField()),
                ("closed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("invitation", models.CharField(max_length=64, unique=True)),
                ("invited_at", models.DateTimeField()),
                ("invited_until", models.DateTimeField()),
                ("secret", models.CharField(max_length=64, null=True, unique=True)),
                ("paired_at", models.DateTimeField(null=True)),
                ("seen_on", models.DateField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SalePayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("cash", "cash"),
                            ("card", "card"),
                            ("transfer", "transfer"),
                            ("mixed", "in several ways"),
                            ("none", "nothing"),
                        ],
                        max_length=8,
                    ),
                ),
                ("amount", consign.money.fields.MoneyField()),
                ("reference", models.CharField(blank=True, max_length=25)),
            ],
            options={
                "ordering": ["sale", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Till",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="sale",
            name="till_sale_rounds_only_cash",
        ),
        migrations.RemoveConstraint(
            model_name="sale",
            name="till_sale_payment_known",
        ),
        migrations.AddField(
            model_name="sale",
            name="business_name",
            field=models.CharField(blank=True, max_length=140),
        ),
        migrations.AddField(
            model_name="sale",
            name="business_number",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name="sale",
            name="queued",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="saleline",
            name="todays_price",
            field=consign.money.fields.MoneyField(null=True),
        ),
        migrations.AlterField(
            model_name="sale",
            name="paid_with",
            field=models.CharField(
                choices=[
                    ("cash", "cash"),
                    ("card", "card"),
                    ("transfer", "transfer"),
                    ("mixed", "in several ways"),
                    ("none", "nothing"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="sale",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("gesture", "goodwill"),
                    ("nonconformity", "not as described or broken"),
                    ("staff_error", "our mistake at the till"),
                    ("undone", "undone at once"),
                    ("sold_twice", "sold twice"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="conflict",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="conflict",
            name="line",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="conflict",
                to="till.saleline",
            ),
        ),
        migrations.AddField(
            model_name="conflict",
            name="other",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="till.saleline",
            ),
        ),
        migrations.AddField(
            model_name="dayclosing",
            name="closed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="dayclosing",
            name="previous",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="following",
                to="till.dayclosing",
            ),
        ),
        migrations.AddField(
            model_name="dayclosing",
            name="through",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="till.sale",
            ),
        ),
        migrations.AddField(
            model_name="device",
            name="invited_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="device",
            name="revoked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="dayclosing",
            name="device",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="till.device",
            ),
        ),
        migrations.AddField(
            model_name="sale",
            name="device",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sales",
                to="till.device",
            ),
        ),
        migrations.AddField(
            model_name="salepayment",
            name="sale",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="till.sale"
            ),
        ),
        migrations.AddField(
            model_name="till",
            name="coworking",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tills",
                to="people.coworking",
            ),
        ),
        migrations.AddField(
            model_name="device",
            name="till",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="devices", to="till.till"
            ),
        ),
        migrations.AddField(
            model_name="dayclosing",
            name="till",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="closings", to="till.till"
            ),
        ),
        migrations.AddField(
            model_name="cashcount",
            name="till",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cash_counts",
                to="till.till",
            ),
        ),
        migrations.AddField(
            model_name="sale",
            name="till",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sales",
                to="till.till",
            ),
        ),
        migrations.AddIndex(
            model_name="sale",
            index=models.Index(fields=["till", "id"], name="till_sale_of_till"),
        ),
        migrations.AddConstraint(
            model_name="sale",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paid_with__in", ["cash", "mixed"]), ("cash_rounding", 0), _connector="OR"
                ),
                name="till_sale_rounds_only_cash",
            ),
        ),
        migrations.AddConstraint(
            model_name="sale",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paid_with__in", ["cash", "card", "transfer", "mixed", "none"])
                ),
                name="till_sale_payment_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="conflict",
            constraint=models.CheckConstraint(
                condition=models.Q(("missing__gte", 1)), name="till_conflict_misses_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="conflict",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "kept", "refunded", "lost"])),
                name="till_conflict_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="conflict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("state", "open"),
                    ),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="till_conflict_decided_by_and_at",
            ),
        ),
        migrations.AddIndex(
            model_name="salepayment",
            index=models.Index(
                condition=models.Q(("reference", ""), _negated=True),
                fields=["reference"],
                name="till_salepayment_reference",
            ),
        ),
        migrations.AddConstraint(
            model_name="salepayment",
            constraint=models.UniqueConstraint(
                fields=("sale", "means"), name="till_salepayment_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="salepayment",
            constraint=models.CheckConstraint(
                condition=models.Q(("means__in", ["cash", "card", "transfer", "none"])),
                name="till_salepayment_means_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="till",
            constraint=models.UniqueConstraint(
                fields=("coworking", "name"), name="till_till_one_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paired_at__isnull", True), ("secret__isnull", True)),
                    models.Q(("paired_at__isnull", False), ("secret__isnull", False)),
                    _connector="OR",
                ),
                name="till_device_paired_with_a_secret",
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                    models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                    _connector="OR",
                ),
                name="till_device_revoked_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="dayclosing",
            constraint=models.UniqueConstraint(
                fields=("till", "on"), name="till_dayclosing_one_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="dayclosing",
            constraint=models.UniqueConstraint(
                fields=("till", "number"), name="till_dayclosing_one_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="dayclosing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("previous__isnull", True)),
                fields=("till",),
                name="till_dayclosing_one_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="dayclosing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("banked__gte", 0), ("banked__lte", models.F("counted")), ("counted__gte", 0)
                ),
                name="till_dayclosing_banks_what_was_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="dayclosing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "counted",
                        django.db.models.expressions.CombinedExpression(
                            models.F("opening"), "+", models.F("cash")
                        ),
                    ),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="till_dayclosing_difference_has_a_reason",
            ),
        ),
        append_only("till_sale"),
        append_only("till_saleline"),
        append_only("till_cashcount"),
        append_only("till_salepayment"),
        append_only("till_dayclosing"),
    ]
