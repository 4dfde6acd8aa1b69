"""Rates may have four decimals, as percentages have everywhere."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.AlterField(
            model_name="coworking",
            name="service_vat_percent",
            field=models.DecimalField(decimal_places=4, default=21, max_digits=7),
        ),
    ]
