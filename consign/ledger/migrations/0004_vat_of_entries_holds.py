"""What the database refuses of it; apart, because rows were filled in before."""

from django.db import migrations, models

from consign.journal.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_vat_of_entries")]
    operations = [
        migrations.RemoveConstraint(
            model_name="entry",
            name="ledger_entry_kind_known",
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
                    models.Q(("kind__in", ["sale", "refund"]), _negated=True),
                    models.Q(
                        ("commission_vat__in", ["included", "added", "none"]),
                        ("mode__in", ["agent", "own_name"]),
                        ("payee_vat_status__in", ["liable", "exempt_small"]),
                        ("service_vat_percent__isnull", False),
                        ("supply_vat_percent__isnull", False),
                        ("vat_percent__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="ledger_entry_sale_says_its_vat",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "refund"), ("reverses__isnull", False)),
                    models.Q(
                        models.Q(("kind", "refund"), _negated=True), ("reverses__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="ledger_entry_refund_reverses",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "fee"), _negated=True),
                    models.Q(("amount__lt", 0), ("service_vat_percent__isnull", False)),
                    _connector="OR",
                ),
                name="ledger_entry_fee_says_its_vat",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount__gt", 0),
                        ("cause__in", ["lost", "stolen", "damaged"]),
                        ("kind", "loss"),
                    ),
                    models.Q(models.Q(("kind", "loss"), _negated=True), ("cause", "")),
                    _connector="OR",
                ),
                name="ledger_entry_loss_has_a_cause",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "adjustment"), _negated=True),
                    models.Q(
                        models.Q(("amount", 0), _negated=True),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="ledger_entry_adjustment_has_a_reason",
            ),
        ),
        append_only("ledger_entry"),
    ]
