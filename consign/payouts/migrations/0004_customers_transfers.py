"""A line of the bank may be a customer's transfer for a ticket."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from consign.journal.append_only import append_only, may_change


class Migration(migrations.Migration):
    dependencies = [
        ("payouts", "0003_remittances"),
        ("people", "0005_pins"),
        ("till", "0007_tills_hold"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        may_change(
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
        migrations.RemoveConstraint(
            model_name="bankline",
            name="payouts_bankline_matched_with_one",
        ),
        migrations.AddField(
            model_name="bankline",
            name="sale_payment",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bank_lines",
                to="till.salepayment",
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
                                ("sale_payment__isnull", True),
                            ),
                            models.Q(
                                ("payout__isnull", True),
                                ("remittance__isnull", False),
                                ("request__isnull", True),
                                ("sale_payment__isnull", True),
                            ),
                            models.Q(
                                ("payout__isnull", True),
                                ("remittance__isnull", True),
                                ("request__isnull", False),
                                ("sale_payment__isnull", True),
                            ),
                            models.Q(
                                ("payout__isnull", True),
                                ("remittance__isnull", True),
                                ("request__isnull", True),
                                ("sale_payment__isnull", False),
                            ),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        models.Q(("state", "matched"), _negated=True),
                        ("payout__isnull", True),
                        ("remittance__isnull", True),
                        ("request__isnull", True),
                        ("sale_payment__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="payouts_bankline_matched_with_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.UniqueConstraint(
                fields=("sale_payment",), name="payouts_bankline_transfer_arrives_once"
            ),
        ),
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
