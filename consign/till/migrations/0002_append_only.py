"""Sales and their lines are never changed."""

from django.db import migrations

from consign.journal.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("till", "0001_tables")]
    operations = [
        append_only("till_sale"),
        append_only("till_saleline"),
    ]
