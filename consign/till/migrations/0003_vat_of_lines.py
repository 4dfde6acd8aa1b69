"""Lines also say the VAT rates of the payee's supply and of the coworking's service."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from consign.journal.append_only import append_only, may_change

# All that was sold before was sold as agent, at the rate of the payee's own supply; the entry of a
# line knows the coworking's rate.
FILL = """
UPDATE till_saleline SET
  supply_vat_percent = vat_percent,
  service_vat_percent = COALESCE((
    SELECT entry.service_vat_percent FROM ledger_entry AS entry
    WHERE entry.account_id = till_saleline.account_id
      AND entry.reference = till_saleline.reference
  ), 0)
"""


def fill(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute(FILL, None)


def keep(_apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Nothing to take back: the columns go."""


class Migration(migrations.Migration):
    dependencies = [("till", "0002_append_only"), ("ledger", "0004_vat_of_entries_holds")]
    operations = [
        may_change("till_saleline"),
        migrations.AddField(
            model_name="saleline",
            name="service_vat_percent",
            field=models.DecimalField(decimal_places=4, default=0, max_digits=7),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="saleline",
            name="supply_vat_percent",
            field=models.DecimalField(decimal_places=4, default=0, max_digits=7),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="saleline",
            name="vat_percent",
            field=models.DecimalField(decimal_places=4, max_digits=7),
        ),
        migrations.RunPython(fill, keep),
        append_only("till_saleline"),
    ]
