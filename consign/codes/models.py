"""Counters: the last number given in each series."""

from django.db import models


class Counter(models.Model):
    """One row for each issuer, series and year; locked while a number is drawn."""

    issuer = models.CharField(max_length=60)
    series = models.CharField(max_length=48)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "series", "year"], name="codes_counter_one_per_series"
            )
        ]
