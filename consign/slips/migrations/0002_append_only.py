"""What a slip says is never edited; only who confirmed, objected, answered or took it back."""

from django.db import migrations

from consign.journal.append_only import append_only

FROZEN = (
    "kind",
    "number",
    "coworking_id",
    "maker_id",
    "payee_id",
    "agreement_id",
    "language",
    "parties",
    "terms",
    "place",
    "remark",
    "key",
    "content",
    "drawn_up_by_id",
    "drawn_up_at",
)
LINE = (
    "slip_id",
    "position",
    "movement_id",
    "item_id",
    "code",
    "title",
    "materials",
    "size",
    "care",
    "metal_grams",
    "quantity",
    "announced",
    "price",
    "vat_percent",
    "agreed_value",
    "condition",
    "photo",
)


class Migration(migrations.Migration):
    dependencies = [("slips", "0001_tables")]

    operations = [
        append_only("slips_slip", *FROZEN),
        append_only("slips_slipline", *LINE),
    ]
