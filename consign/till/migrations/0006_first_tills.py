"""Every coworking has a till, where all was sold until now; every ticket was paid in one way."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from consign.journal.append_only import may_change

FILL = (
    "INSERT INTO till_till (coworking_id, name) SELECT id, '1' FROM people_coworking",
    """
    UPDATE till_sale SET till_id =
      (SELECT till.id FROM till_till AS till WHERE till.coworking_id = till_sale.coworking_id)
    """,
    """
    UPDATE till_cashcount SET till_id =
      (SELECT till.id FROM till_till AS till WHERE till.coworking_id = till_cashcount.coworking_id)
    """,
    """
    INSERT INTO till_salepayment (sale_id, means, amount, reference)
    SELECT id, paid_with, total + cash_rounding, '' FROM till_sale ORDER BY id
    """,
)


def fill(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in FILL:
        editor.execute(statement, None)


def keep(_apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Nothing to take back: the columns go."""


class Migration(migrations.Migration):
    dependencies = [("till", "0005_tills")]
    # The next migration closes the tables again: PostgreSQL makes no trigger over fresh rows.
    operations = [
        may_change("till_sale"),
        may_change("till_cashcount"),
        migrations.RunPython(fill, keep),
    ]
