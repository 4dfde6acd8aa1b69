"""What a payee wants to read on the transfers for a maker."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0004_whole_terms_hold"),
    ]

    operations = [
        migrations.AddField(
            model_name="affiliation",
            name="payment_reference",
            field=models.CharField(blank=True, max_length=140),
        ),
    ]
