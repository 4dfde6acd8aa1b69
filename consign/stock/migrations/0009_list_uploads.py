"""Lists that makers send are kept until they are taken over."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_pins"),
        ("stock", "0008_goods"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ListUpload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(unique=True)),
                ("name", models.CharField(max_length=120)),
                ("file", models.FileField(upload_to="uploads/")),
                ("photos", models.FileField(blank=True, upload_to="uploads/")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("looked_at", "not taken over yet"),
                            ("photos", "photos under way"),
                            ("done", "taken over"),
                        ],
                        default="looked_at",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
                ("made", models.PositiveIntegerField(default=0)),
                ("pictures", models.JSONField(default=list)),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("problems", models.JSONField(default=list)),
                (
                    "coworking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.coworking",
                    ),
                ),
                (
                    "maker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="list_uploads",
                        to="people.maker",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["looked_at", "photos", "done"])),
                        name="stock_list_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "looked_at"), ("taken_at__isnull", True)),
                            models.Q(
                                models.Q(("state", "looked_at"), _negated=True),
                                ("taken_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="stock_list_taken_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done__lt", models.F("total")), ("state", "photos")),
                            models.Q(
                                models.Q(("state", "photos"), _negated=True),
                                ("done", models.F("total")),
                            ),
                            _connector="OR",
                        ),
                        name="stock_list_done_when_all_photos_are",
                    ),
                ],
            },
        ),
    ]
