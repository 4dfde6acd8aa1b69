"""A maker says whether the web may show their page and pieces.

Whoever is there already was shown all along, and now finds a switch; whoever comes is asked first.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_pins")]

    operations = [
        migrations.AddField("maker", "online", models.BooleanField(default=True)),
        migrations.AlterField("maker", "online", models.BooleanField(default=False)),
    ]
