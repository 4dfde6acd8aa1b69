"""What happens to pieces that stayed too long."""

from decimal import Decimal

from django.conf import settings
from django.db import migrations, models

import consign.money.fields


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0005_payment_reference"),
        ("people", "0005_pins"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="pickup_days",
            field=models.PositiveSmallIntegerField(default=30),
        ),
        migrations.AddField(
            model_name="agreement",
            name="storage_fee",
            field=consign.money.fields.MoneyField(default=Decimal("0.00")),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("storage_fee__gte", 0)),
                name="agreements_agreement_storage_not_negative",
            ),
        ),
    ]
