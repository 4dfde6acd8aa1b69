"""The figures of a settlement are never changed; only its voiding is written later."""

from django.db import migrations

from consign.journal.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("settlements", "0001_tables")]
    operations = [
        append_only(
            "settlements_settlement",
            "coworking_id",
            "account_id",
            "number",
            "period",
            "until",
            "last_entry",
            "count",
            "fingerprint",
            "previous_id",
            "opening",
            "change",
            "minimum",
            "payout",
            "parties",
            "settled_by_id",
            "settled_at",
        ),
    ]
