"""To whom and how much was to be paid is never changed; only whether it was."""

from django.db import migrations

from consign.journal.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("payouts", "0001_tables")]
    operations = [
        append_only(
            "payouts_payout",
            "coworking_id",
            "settlement_id",
            "number",
            "amount",
            "holder",
            "iban",
            "message",
        ),
    ]
