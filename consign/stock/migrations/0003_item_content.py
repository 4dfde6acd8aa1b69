"""What an item's key was first sent with, so that other content under the same key is refused."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stock", "0002_append_only")]
    operations = [
        migrations.AddField(
            model_name="item",
            name="content",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
