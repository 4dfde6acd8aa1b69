"""By agreement nothing may be owed for a lost piece; the payee is told all the same."""

from django.db import migrations, models

from consign.journal.append_only import append_only, may_change


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_vat_of_entries_holds")]
    operations = [
        may_change("ledger_entry"),
        migrations.RemoveConstraint(
            model_name="entry",
            name="ledger_entry_loss_has_a_cause",
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount__gte", 0),
                        ("cause__in", ["lost", "stolen", "damaged"]),
                        ("kind", "loss"),
                    ),
                    models.Q(models.Q(("kind", "loss"), _negated=True), ("cause", "")),
                    _connector="OR",
                ),
                name="ledger_entry_loss_has_a_cause",
            ),
        ),
        append_only("ledger_entry"),
    ]
