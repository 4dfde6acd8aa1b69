"""What was recorded lately is found at once: makers are told of it every few minutes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("till", "0007_tills_hold")]

    operations = [
        migrations.AddIndex(
            "sale", models.Index(fields=["recorded_at"], name="till_sale_recorded")
        ),
    ]
