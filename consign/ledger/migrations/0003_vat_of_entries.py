"""Entries say what VAT makes of them; those booked before are filled in."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from consign.journal.append_only import may_change

# What was booked before is found on its sale line.  Only here does the ledger look up to the till,
# once, and only where the till was already there.
FILL = """
UPDATE ledger_entry SET
  mode = 'agent',
  commission_vat = 'included',
  payee_vat_status = (SELECT payee_vat_status FROM till_saleline AS line WHERE {same}),
  vat_percent = (SELECT vat_percent FROM till_saleline AS line WHERE {same}),
  supply_vat_percent = (SELECT vat_percent FROM till_saleline AS line WHERE {same}),
  service_vat_percent = (
    SELECT CASE WHEN 'liable' = (
      SELECT status FROM people_vatperiod AS period
      WHERE period.entity_id = coworking.operator_id AND period.starts_on <= ledger_entry."on"
      ORDER BY period.starts_on DESC LIMIT 1
    ) THEN coworking.service_vat_percent ELSE 0 END
    FROM ledger_account AS account JOIN people_coworking AS coworking
      ON coworking.id = account.coworking_id
    WHERE account.id = ledger_entry.account_id
  ),
  reverses_id = (
    SELECT first.id FROM till_saleline AS line
      JOIN till_saleline AS sold ON sold.id = line.reverses_id
      JOIN ledger_entry AS first ON first.account_id = sold.account_id
        AND first.reference = sold.reference AND first.kind = 'sale'
    WHERE {same}
  )
WHERE kind IN ('sale', 'refund')
"""
SAME = "line.account_id = ledger_entry.account_id AND line.reference = ledger_entry.reference"


def fill(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if "till_saleline" in editor.connection.introspection.table_names():
        editor.execute(FILL.format(same=SAME), None)


def keep(_apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Nothing to take back: the columns go."""


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_append_only"),
    ]

    operations = [
        may_change("ledger_entry"),
        migrations.AddField(
            model_name="entry",
            name="cause",
            field=models.CharField(
                blank=True,
                choices=[("lost", "lost"), ("stolen", "stolen"), ("damaged", "damaged")],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="commission_vat",
            field=models.CharField(
                blank=True,
                choices=[
                    ("included", "the commission includes the coworking's VAT"),
                    ("added", "VAT comes on top of the commission"),
                    ("none", "the coworking charges no VAT"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="mode",
            field=models.CharField(
                blank=True,
                choices=[
                    ("agent", "sold in the name and for the account of the payee"),
                    ("own_name", "sold by the coworking in its own name"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="payee_vat_status",
            field=models.CharField(
                blank=True,
                choices=[("liable", "liable to VAT"), ("exempt_small", "exempt small enterprise")],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="entry",
            name="reverses",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reversed_by",
                to="ledger.entry",
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="key",
            field=models.UUIDField(null=True, unique=True),
        ),
        migrations.AddField(
            model_name="entry",
            name="service_vat_percent",
            field=models.DecimalField(decimal_places=4, max_digits=7, null=True),
        ),
        migrations.AddField(
            model_name="entry",
            name="supply_vat_percent",
            field=models.DecimalField(decimal_places=4, max_digits=7, null=True),
        ),
        migrations.AddField(
            model_name="entry",
            name="vat_percent",
            field=models.DecimalField(decimal_places=4, max_digits=7, null=True),
        ),
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sale", "sale"),
                    ("refund", "refund"),
                    ("fee", "fee"),
                    ("loss", "compensation"),
                    ("adjustment", "adjustment"),
                    ("commission_vat", "VAT on the commission"),
                    ("payout", "payout"),
                    ("payout_returned", "payout returned by the bank"),
                ],
                max_length=16,
            ),
        ),
        migrations.RunPython(fill, keep),
    ]
