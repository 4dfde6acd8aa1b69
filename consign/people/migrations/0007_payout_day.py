from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("people", "0006_online")]

    operations = [
        migrations.AddField("coworking", "payout_day", models.PositiveSmallIntegerField(null=True)),
        migrations.AddConstraint(
            "coworking",
            models.CheckConstraint(
                condition=Q(payout_day__isnull=True) | Q(payout_day__gte=1, payout_day__lte=28),
                name="people_coworking_payout_day_in_every_month",
            ),
        ),
    ]
