"""A change of account waits for a second person; known accounts hold as they did."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_what_held(apps, _editor):
    """Accounts known so far were held to be right: they stay so, from the day they begin on."""
    accounts = apps.get_model("people", "BankAccount").objects.order_by("starts_on", "pk")
    known = set()
    for account in accounts:
        account.is_change = account.entity_id in known
        known.add(account.entity_id)
        begun = datetime.combine(account.starts_on, time.min, ZoneInfo("Europe/Brussels"))
        account.entered_at = account.confirmed_at = begun
        account.save(update_fields=["is_change", "entered_at", "confirmed_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_wider_rate"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="bankaccount",
            name="people_bankaccount_one_a_day",
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="bic",
            field=models.CharField(blank=True, max_length=11),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="confirmed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="declined_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="declined_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="entered_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="entered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="is_change",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="coworking",
            name="card_days",
            field=models.PositiveSmallIntegerField(default=3),
        ),
        migrations.AddField(
            model_name="legalentity",
            name="language",
            field=models.CharField(
                choices=[
                    ("fr", "Français"),
                    ("nl", "Nederlands"),
                    ("en", "English"),
                    ("de", "Deutsch"),
                ],
                default="fr",
                max_length=2,
            ),
        ),
        migrations.AddField(
            model_name="legalentity",
            name="legal_form",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="legalentity",
            name="register",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.RunPython(keep_what_held, migrations.RunPython.noop),
    ]
