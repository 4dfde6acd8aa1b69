"""What was counted in the drawer."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import consign.money.fields
from consign.journal.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_account_changes"),
        ("till", "0003_vat_of_lines"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CashCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", consign.money.fields.MoneyField()),
                ("counted_at", models.DateTimeField()),
                (
                    "counted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "coworking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cash_counts",
                        to="people.coworking",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["coworking", "-counted_at"], name="till_cashcount_latest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)), name="till_cashcount_not_negative"
                    )
                ],
            },
        ),
        append_only("till_cashcount"),
    ]
