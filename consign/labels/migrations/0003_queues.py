"""A printer may have a queue on the machine the program runs on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("labels", "0002_own_sheets_and_prints")]

    operations = [
        migrations.AddField(
            model_name="printer",
            name="queue",
            field=models.CharField(blank=True, default="", max_length=127),
        ),
    ]
