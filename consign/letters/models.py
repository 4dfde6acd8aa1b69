"""Addresses that get no mail."""

from django.db import models
from django.db.models.functions import Lower


class RefusedAddress(models.Model):
    """An address our mail server takes no mail for, until it takes some again."""

    address = models.EmailField()

    class Meta:
        verbose_name_plural = "refused addresses"
        constraints = [models.UniqueConstraint(Lower("address"), name="letters_refused_once")]
