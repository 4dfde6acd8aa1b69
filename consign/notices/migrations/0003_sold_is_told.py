"""Sales that were told of stay told of."""

from typing import Any

from django.db import migrations


def carry_over(apps: Any, _editor: Any) -> None:
    told = apps.get_model("notices", "Told")
    rows = apps.get_model("notices", "SoldTold").objects.order_by("pk")
    told.objects.bulk_create(
        (told(kind="sold", of=line, at=at) for line, at in rows.values_list("line_id", "at")),
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_more_kinds")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
