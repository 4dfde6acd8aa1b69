"""Movements and prices of the past are never changed."""

from django.db import migrations

from consign.journal.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("stock", "0001_tables")]
    operations = [
        append_only("stock_movement"),
        append_only("stock_pricechange"),
    ]
