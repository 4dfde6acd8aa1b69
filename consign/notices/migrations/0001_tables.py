"""What somebody wants to be told by mail, and what was told."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("till", "0007_tills_hold"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SoldTold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told",
                        to="till.saleline",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Choice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("sold", "When something of yours is sold")], max_length=10
                    ),
                ),
                (
                    "when",
                    models.CharField(
                        choices=[
                            ("at_once", "at once"),
                            ("daily", "once a day, in the evening"),
                            ("never", "not at all"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "kind"), name="notices_choice_one_a_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["sold"])), name="notices_choice_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("when__in", ["at_once", "daily", "never"])),
                        name="notices_choice_when_known",
                    ),
                ],
            },
        ),
    ]
