"""Money that payees send, and nothing that comes in below zero."""

from django.db import migrations, models

from consign.journal.append_only import append_only, may_change


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0005_losses_of_nothing"),
    ]

    operations = [
        may_change("ledger_entry"),
        migrations.RemoveConstraint(
            model_name="entry",
            name="ledger_entry_kind_known",
        ),
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sale", "sale"),
                    ("refund", "refund"),
                    ("fee", "fee"),
                    ("loss", "compensation"),
                    ("adjustment", "adjustment"),
                    ("commission_vat", "VAT on the commission"),
                    ("payout", "payout"),
                    ("payout_returned", "payout returned by the bank"),
                    ("received", "payment received"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "sale",
                            "refund",
                            "fee",
                            "loss",
                            "adjustment",
                            "commission_vat",
                            "payout",
                            "payout_returned",
                            "received",
                        ],
                    )
                ),
                name="ledger_entry_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["payout_returned", "received"]), _negated=True),
                    ("amount__gt", 0),
                    _connector="OR",
                ),
                name="ledger_entry_money_in_above_zero",
            ),
        ),
        append_only("ledger_entry"),
    ]
