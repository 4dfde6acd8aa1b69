"""The table of sales that were told of is not needed any more."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_sold_is_told")]

    operations = [migrations.DeleteModel("SoldTold")]
