"""What the database refuses of these terms; apart, because rows were filled in before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0003_whole_terms")]
    operations = [
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("commission_vat", "added"), ("mode", "own_name"), _negated=True
                ),
                name="agreements_agreement_own_name_adds_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("shelf_fee__gte", 0)),
                name="agreements_agreement_fee_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("loss_percent__isnull", True),
                    models.Q(("loss_percent__gte", 0), ("loss_percent__lte", 100)),
                    _connector="OR",
                ),
                name="agreements_agreement_loss_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    models.Q(
                        ("accepted_at__isnull", False), ("ends_on__gte", models.F("starts_on"))
                    ),
                    _connector="OR",
                ),
                name="agreements_agreement_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accepted_at__isnull", True),
                    models.Q(("agreed_at__isnull", False), ("declined_at__isnull", True)),
                    _connector="OR",
                ),
                name="agreements_agreement_accepted_once_agreed",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("declined_at__isnull", True),
                        ("declined_by__isnull", True),
                        ("declined_reason", ""),
                    ),
                    models.Q(("declined_at__isnull", False), ("declined_by__isnull", False)),
                    _connector="OR",
                ),
                name="agreements_agreement_declined_by_and_at",
            ),
        ),
    ]
