"""Short forms of what other resources mention."""

from typing import Any

from rest_framework import serializers

from api.fields import Amount, Currency


class MakerRef(serializers.Serializer[Any]):
    """A maker, as other resources name one."""

    slug = serializers.SlugField()
    name = serializers.CharField()


class CoworkingRef(serializers.Serializer[Any]):
    """A coworking, as other resources name one."""

    slug = serializers.SlugField()
    name = serializers.CharField()


class LegalEntityRef(serializers.Serializer[Any]):
    """A legal entity, as other resources name one."""

    slug = serializers.SlugField()
    legal_name = serializers.CharField()


class AccountRef(serializers.Serializer[Any]):
    """Whose money: what a coworking owes one payee for one maker."""

    id = serializers.IntegerField()
    maker = MakerRef()
    payee = LegalEntityRef()


class Figures(serializers.Serializer[Any]):
    """How an account was or would be closed; above zero the coworking owes."""

    opening = Amount(help_text="Carried over from the month before.")
    change = Amount(help_text="What the entries of the month add up to.")
    payout = Amount(help_text="What is paid for this month.")
    closing = Amount(help_text="What is carried on.")
    minimum = Amount(help_text="The smallest balance that is paid out.")
    currency = Currency()
