"""What a payee wants to read on the transfers for a maker."""

from importlib import import_module

from django.db import migrations, models

# Its name begins with a digit, so it cannot be imported by saying so.
take_off, put_back = import_module("consign.agreements.migrations.0002_no_overlap").again()


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0004_whole_terms_hold"),
    ]

    operations = [
        take_off,
        migrations.AddField(
            model_name="affiliation",
            name="payment_reference",
            field=models.CharField(blank=True, max_length=140),
        ),
        put_back,
    ]
