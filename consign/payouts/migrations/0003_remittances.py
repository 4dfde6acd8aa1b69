"""Bank files, requests, statements of the bank; payouts know how they went."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import consign.money.fields
from consign.journal.append_only import append_only, may_change


class Migration(migrations.Migration):
    dependencies = [
        ("payouts", "0002_append_only"),
        ("people", "0003_account_changes"),
        ("settlements", "0003_pieces_left"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        may_change(
            "payouts_payout",
            "coworking_id",
            "settlement_id",
            "number",
            "amount",
            "holder",
            "iban",
            "message",
        ),
        migrations.CreateModel(
            name="BankLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("identity", models.CharField(max_length=64)),
                ("booked_on", models.DateField()),
                ("amount", consign.money.fields.MoneyField()),
                ("end_to_end_id", models.CharField(blank=True, max_length=35)),
                ("batch_number", models.CharField(blank=True, max_length=35)),
                ("reference", models.CharField(blank=True, max_length=35)),
                ("text", models.CharField(blank=True, max_length=300)),
                ("counterparty", models.CharField(blank=True, max_length=140)),
                ("counterparty_iban", models.CharField(blank=True, max_length=34)),
                ("bank_reference", models.CharField(blank=True, max_length=80)),
                ("return_reason", models.CharField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "to match"),
                            ("matched", "matched"),
                            ("aside", "set aside"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("matched_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="BankStatement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("position", models.PositiveSmallIntegerField()),
                ("identification", models.CharField(max_length=80)),
                ("iban", models.CharField(max_length=34)),
                ("opened_on", models.DateField(null=True)),
                ("closed_on", models.DateField()),
                ("opening", consign.money.fields.MoneyField(null=True)),
                ("closing", consign.money.fields.MoneyField()),
                ("read_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PaymentRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                ("amount", consign.money.fields.MoneyField()),
                ("reference", models.CharField(max_length=25, unique=True)),
                ("holder", models.CharField(max_length=70)),
                ("iban", models.CharField(max_length=34)),
                ("bic", models.CharField(blank=True, max_length=11)),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "to receive"),
                            ("paid", "received"),
                            ("replaced", "replaced by a later statement"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Remittance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "to approve"),
                            ("approved", "approved"),
                            ("exported", "handed to the bank"),
                            ("cancelled", "cancelled"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("execution_on", models.DateField()),
                ("batch_booking", models.BooleanField(default=False)),
                ("instant", models.BooleanField(default=False)),
                ("prepared_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_digest", models.CharField(blank=True, max_length=64)),
                ("exported_at", models.DateTimeField(null=True)),
                ("file", models.TextField(blank=True)),
                ("file_digest", models.CharField(blank=True, max_length=64)),
                ("cancelled_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="payout",
            name="payouts_payout_paid_says_when",
        ),
        migrations.RemoveConstraint(
            model_name="payout",
            name="payouts_payout_state_known",
        ),
        migrations.AddField(
            model_name="payout",
            name="bic",
            field=models.CharField(blank=True, max_length=11),
        ),
        migrations.AddField(
            model_name="payout",
            name="reference",
            field=models.CharField(blank=True, max_length=25),
        ),
        migrations.AddField(
            model_name="payout",
            name="returned_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="payout",
            name="returned_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="payout",
            name="returned_reason",
            field=models.CharField(blank=True, max_length=140),
        ),
        migrations.AlterField(
            model_name="payout",
            name="state",
            field=models.CharField(
                choices=[
                    ("prepared", "to pay"),
                    ("ordered", "with the bank"),
                    ("paid", "paid"),
                    ("returned", "returned by the bank"),
                    ("withdrawn", "withdrawn"),
                ],
                default="prepared",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="bankline",
            name="coworking",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bank_lines",
                to="people.coworking",
            ),
        ),
        migrations.AddField(
            model_name="bankline",
            name="matched_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bankline",
            name="payout",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bank_lines",
                to="payouts.payout",
            ),
        ),
        migrations.AddField(
            model_name="bankstatement",
            name="coworking",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bank_statements",
                to="people.coworking",
            ),
        ),
        migrations.AddField(
            model_name="bankstatement",
            name="read_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bankline",
            name="statement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="payouts.bankstatement",
            ),
        ),
        migrations.AddField(
            model_name="paymentrequest",
            name="coworking",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payment_requests",
                to="people.coworking",
            ),
        ),
        migrations.AddField(
            model_name="paymentrequest",
            name="settlement",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payment_request",
                to="settlements.settlement",
            ),
        ),
        migrations.AddField(
            model_name="bankline",
            name="request",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bank_lines",
                to="payouts.paymentrequest",
            ),
        ),
        migrations.AddField(
            model_name="remittance",
            name="approved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="remittance",
            name="cancelled_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="remittance",
            name="coworking",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="remittances",
                to="people.coworking",
            ),
        ),
        migrations.AddField(
            model_name="remittance",
            name="exported_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="remittance",
            name="prepared_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bankline",
            name="remittance",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bank_lines",
                to="payouts.remittance",
            ),
        ),
        migrations.AddField(
            model_name="payout",
            name="remittance",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payouts",
                to="payouts.remittance",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("paid_by__isnull", False),
                        ("paid_on__isnull", False),
                        ("state__in", ["paid", "returned"]),
                    ),
                    models.Q(
                        models.Q(("state__in", ["paid", "returned"]), _negated=True),
                        ("paid_by__isnull", True),
                        ("paid_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="payouts_payout_paid_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("returned_by__isnull", False),
                        ("returned_on__isnull", False),
                        ("state", "returned"),
                        models.Q(("returned_reason", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "returned"), _negated=True),
                        ("returned_by__isnull", True),
                        ("returned_on__isnull", True),
                        ("returned_reason", ""),
                    ),
                    _connector="OR",
                ),
                name="payouts_payout_returned_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ordered"), _negated=True),
                    ("remittance__isnull", False),
                    _connector="OR",
                ),
                name="payouts_payout_ordered_in_a_remittance",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), _negated=True),
                    ("remittance__isnull", True),
                    _connector="OR",
                ),
                name="payouts_payout_withdrawn_in_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["prepared", "ordered", "paid", "returned", "withdrawn"])
                ),
                name="payouts_payout_state_known",
            ),
        ),
        migrations.AddIndex(
            model_name="bankstatement",
            index=models.Index(fields=["coworking", "-closed_on"], name="payouts_statement_latest"),
        ),
        migrations.AddConstraint(
            model_name="bankstatement",
            constraint=models.UniqueConstraint(
                fields=("coworking", "digest", "position"), name="payouts_bankstatement_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrequest",
            constraint=models.UniqueConstraint(
                fields=("coworking", "number"), name="payouts_paymentrequest_one_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="payouts_paymentrequest_amount_above_zero",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "paid", "replaced", "withdrawn"])),
                name="payouts_paymentrequest_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="remittance",
            constraint=models.UniqueConstraint(
                fields=("coworking", "number"), name="payouts_remittance_one_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="remittance",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "approved", "exported", "cancelled"])),
                name="payouts_remittance_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="remittance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_at__isnull", True),
                        ("approved_by__isnull", True),
                        ("approved_digest", ""),
                    ),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        models.Q(("approved_digest", ""), _negated=True),
                        models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="payouts_remittance_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="remittance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["approved", "exported"]), _negated=True),
                    ("approved_at__isnull", False),
                    _connector="OR",
                ),
                name="payouts_remittance_approved_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="remittance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("exported_at__isnull", False),
                        ("exported_by__isnull", False),
                        ("state", "exported"),
                        models.Q(("file", ""), _negated=True),
                        models.Q(("file_digest", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "exported"), _negated=True),
                        ("exported_at__isnull", True),
                        ("exported_by__isnull", True),
                        ("file", ""),
                        ("file_digest", ""),
                    ),
                    _connector="OR",
                ),
                name="payouts_remittance_exported_has_its_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="remittance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cancelled_at__isnull", False),
                        ("cancelled_by__isnull", False),
                        ("state", "cancelled"),
                    ),
                    models.Q(
                        models.Q(("state", "cancelled"), _negated=True),
                        ("cancelled_at__isnull", True),
                        ("cancelled_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="payouts_remittance_cancelled_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.UniqueConstraint(
                fields=("coworking", "identity"), name="payouts_bankline_known_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "matched", "aside"])),
                name="payouts_bankline_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "matched"),
                        models.Q(
                            models.Q(
                                ("payout__isnull", False),
                                ("remittance__isnull", True),
                                ("request__isnull", True),
                            ),
                            models.Q(
                                ("payout__isnull", True),
                                ("remittance__isnull", False),
                                ("request__isnull", True),
                            ),
                            models.Q(
                                ("payout__isnull", True),
                                ("remittance__isnull", True),
                                ("request__isnull", False),
                            ),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        models.Q(("state", "matched"), _negated=True),
                        ("payout__isnull", True),
                        ("remittance__isnull", True),
                        ("request__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="payouts_bankline_matched_with_one",
            ),
        ),
        append_only(
            "payouts_payout",
            "coworking_id",
            "settlement_id",
            "number",
            "amount",
            "message",
            "reference",
        ),
        append_only(
            "payouts_remittance",
            "coworking_id",
            "number",
            "prepared_by_id",
            "prepared_at",
        ),
        append_only(
            "payouts_paymentrequest",
            "coworking_id",
            "settlement_id",
            "number",
            "amount",
            "reference",
            "holder",
            "iban",
            "due_on",
        ),
        append_only("payouts_bankstatement"),
        append_only(
            "payouts_bankline",
            "coworking_id",
            "statement_id",
            "position",
            "identity",
            "booked_on",
            "amount",
            "end_to_end_id",
            "batch_number",
            "reference",
            "text",
            "counterparty",
            "counterparty_iban",
            "bank_reference",
            "return_reason",
        ),
    ]
