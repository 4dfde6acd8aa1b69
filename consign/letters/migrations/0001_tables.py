"""Addresses that get no mail."""

from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="RefusedAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.EmailField(max_length=254)),
            ],
            options={
                "verbose_name_plural": "refused addresses",
                "constraints": [
                    models.UniqueConstraint(Lower("address"), name="letters_refused_once")
                ],
            },
        ),
    ]
