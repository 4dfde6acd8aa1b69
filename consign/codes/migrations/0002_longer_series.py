"""A series may be named after the coworking that issues it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("codes", "0001_tables"),
    ]

    operations = [
        migrations.AlterField(
            model_name="counter",
            name="series",
            field=models.CharField(max_length=48),
        ),
    ]
