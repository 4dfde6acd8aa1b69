"""Shelf fees, losses, an end, both sides' word: all the terms an agreement can have."""

from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import consign.money.fields


def agree(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Until now only coworkings proposed: to propose was to agree."""
    known = apps.get_model("agreements", "Agreement").objects
    known.update(agreed_at=models.F("proposed_at"), agreed_by=models.F("proposed_by"))


def keep(_apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Nothing to take back: the columns go."""


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0002_no_overlap"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EndWarning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ends_on", models.DateField()),
                ("days", models.PositiveSmallIntegerField()),
                ("sent_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="agreement",
            name="accepted_text",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="agreement",
            name="agreed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="agreement",
            name="agreed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="declined_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="agreement",
            name="declined_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="declined_reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="agreement",
            name="ends_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="agreement",
            name="loss_percent",
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=7, null=True),
        ),
        migrations.AddField(
            model_name="agreement",
            name="shelf_fee",
            field=consign.money.fields.MoneyField(default=Decimal("0.00")),
        ),
        migrations.RunPython(agree, keep),
        migrations.AddField(
            model_name="endwarning",
            name="affiliation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="end_warnings",
                to="agreements.affiliation",
            ),
        ),
        migrations.AddConstraint(
            model_name="endwarning",
            constraint=models.UniqueConstraint(
                fields=("affiliation", "ends_on", "days"), name="agreements_endwarning_once"
            ),
        ),
    ]
