"""Entries are never changed."""

from django.db import migrations

from consign.journal.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables")]
    operations = [
        append_only("ledger_entry"),
    ]
