"""Every sale and every count has a till."""

import django.db.models.deletion
from django.db import migrations, models

from consign.journal.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("till", "0006_first_tills")]
    operations = [
        migrations.RemoveIndex(model_name="cashcount", name="till_cashcount_latest"),
        migrations.RemoveField(model_name="cashcount", name="coworking"),
        migrations.AlterField(
            model_name="cashcount",
            name="till",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cash_counts",
                to="till.till",
            ),
        ),
        migrations.AlterField(
            model_name="sale",
            name="till",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sales", to="till.till"
            ),
        ),
        migrations.AddIndex(
            model_name="cashcount",
            index=models.Index(fields=["till", "-counted_at"], name="till_cashcount_latest"),
        ),
        append_only("till_sale"),
        append_only("till_cashcount"),
    ]
