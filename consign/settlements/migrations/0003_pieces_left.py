"""A settlement also keeps which pieces were still there."""

from django.db import migrations, models

import consign.settlements.models
from consign.journal.append_only import append_only, may_change

FIGURES = [
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
]


class Migration(migrations.Migration):
    dependencies = [
        ("settlements", "0002_append_only"),
    ]

    operations = [
        may_change("settlements_settlement", *FIGURES),
        migrations.AddField(
            model_name="settlement",
            name="left",
            field=models.JSONField(default=consign.settlements.models.nothing_left),
        ),
        append_only("settlements_settlement", *FIGURES, "left"),
    ]
