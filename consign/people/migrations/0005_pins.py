"""A PIN for each person of a desk."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_account_changes_hold"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="pin_hash",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="membership",
            name="pin_salt",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name="membership",
            name="pin_set_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pin_hash", ""), ("pin_salt", ""), ("pin_set_at__isnull", True)),
                    models.Q(
                        models.Q(("pin_salt", ""), _negated=True),
                        models.Q(("pin_hash", ""), _negated=True),
                        ("pin_set_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="people_membership_whole_pin",
            ),
        ),
    ]
