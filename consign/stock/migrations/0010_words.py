"""What is told about an item, once more as it is looked for: small letters without accents."""

from typing import Any

from django.db import migrations, models

from consign.stock.words import folded


def fill(apps: Any, _schema: Any) -> None:
    item_model = apps.get_model("stock", "Item")
    some = []
    for item in item_model.objects.iterator(1000):
        item.words = folded(item.title, item.materials, item.story)
        some.append(item)
        if len(some) == 1000:
            item_model.objects.bulk_update(some, ["words"])
            some.clear()
    item_model.objects.bulk_update(some, ["words"])


class Migration(migrations.Migration):
    dependencies = [("stock", "0009_list_uploads"), ("people", "0006_online")]

    operations = [
        migrations.AddField(
            "item", "words", models.TextField(default="", editable=False), preserve_default=False
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
