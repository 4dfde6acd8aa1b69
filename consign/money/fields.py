"""MoneyField: whole cents in the column, Decimal with two digits in Python, never a float.

Sums and comparisons inside the database are then exact on SQLite too, whose decimal columns are
binary fractions.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import lookups
from django.db.models.expressions import Combinable, Expression, register_combinable_fields
from django.utils.translation import gettext_lazy as _

from consign.money.split import cents, euros

Set_contra = TypeVar("Set_contra", contravariant=True)
Get_co = TypeVar("Get_co", covariant=True)

if TYPE_CHECKING:
    Field = models.Field
else:

    class Field(models.Field):
        """Django's field with the brackets that type checkers need and Django does not offer."""

        def __class_getitem__(cls, _types: object) -> type:
            return cls


class MoneyField(Field[Set_contra, Get_co]):
    """An amount in euro.

    Takes a Decimal, a whole number of euros or text such as "12.50", and gives a Decimal with two
    digits.  Refused, never rounded: anything finer than a cent (ValidationError when cleaning,
    ValueError on the way to the database) and floats (TypeError).

    In queries amounts can be added, subtracted, multiplied by whole numbers, summed and compared.
    Any other arithmetic raises FieldError.  That is why this is not an IntegerField: as one, the
    difference of two amounts would come back as bare cents, and an amount could be added to a
    rate, in silence.
    """

    _pyi_private_set_type: Decimal | int | str | Combinable
    _pyi_private_get_type: Decimal
    _pyi_lookup_exact_type: Decimal | int | str

    description = _("Amount of money")
    empty_strings_allowed = False
    default_error_messages = {
        "invalid": _("“%(value)s” is not an amount. Write it with at most two decimals."),
    }

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        # Not by saying that the internal type is BigIntegerField: Django cuts the fraction off
        # every computed value of such a type before from_db_value sees it.
        return connection.data_types["BigIntegerField"]

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return self.get_prep_value(value)
        except ValueError as problem:
            raise ValidationError(
                self.error_messages["invalid"], code="invalid", params={"value": value}
            ) from problem

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Also leaves the amount on the instance as it will be read back."""
        value = super().pre_save(model_instance, add)
        if hasattr(value, "resolve_expression"):
            return value
        amount = self.get_prep_value(value)
        setattr(model_instance, self.attname, amount)
        return amount

    def get_prep_value(self, value: Any) -> Decimal | None:
        value = super().get_prep_value(value)
        return None if value is None else euros(cents(value))

    def get_db_prep_value(
        self,
        value: Any,
        connection: BaseDatabaseWrapper,  # noqa: ARG002
        prepared: bool = False,
    ) -> int | None:
        # A prepared value is still an amount: cents exist in the database only, so preparing one
        # twice cannot multiply it by a hundred.
        amount = value if prepared else self.get_prep_value(value)
        return None if amount is None else cents(amount)

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Refuses an expression that is no amount with FieldError: it would count as cents."""
        if isinstance(value, Expression) and not is_amount(value.output_field):
            kind = type(value.output_field).__name__
            raise FieldError(f"{self.name} is an amount and cannot be set to a {kind}: {value!r}")
        return super().get_db_prep_save(value, connection)

    def from_db_value(
        self,
        value: Any,
        expression: Expression,
        connection: BaseDatabaseWrapper,  # noqa: ARG002
    ) -> Decimal | None:
        if value is None:
            return None
        # PostgreSQL adds whole cents up to a numeric; an average is a fraction, and no amount.
        if isinstance(value, float) or value != int(value):
            raise ValueError(f"{value!r} is not a whole number of cents: {expression!r}")
        return euros(int(value))

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        shape = {"form_class": forms.DecimalField, "decimal_places": 2, "max_digits": 18}
        return super().formfield(**{**shape, **kwargs})


def is_amount(field: object) -> bool:
    """Whether a field holds amounts; a generated column is what its expression gives."""
    return isinstance(getattr(field, "output_field", field), MoneyField)


class AmountsOnly(lookups.Lookup):
    """Refuses to compare an amount with an expression of another kind: its number is no cents."""

    def get_prep_lookup(self) -> Any:
        # A reference to an outer query knows its kind only once that query is built.
        kind = getattr(self.rhs, "output_field", None)
        if kind is not None and not is_amount(kind):
            raise FieldError(f"an amount cannot be compared with a {type(kind).__name__}")
        return super().get_prep_lookup()


for comparison in (
    lookups.Exact,
    lookups.GreaterThan,
    lookups.GreaterThanOrEqual,
    lookups.LessThan,
    lookups.LessThanOrEqual,
):
    MoneyField.register_lookup(type(comparison.__name__, (AmountsOnly, comparison), {}))
for connector in (Combinable.ADD, Combinable.SUB):
    register_combinable_fields(MoneyField, connector, MoneyField, MoneyField)
# The small, big and positive whole numbers of Django all descend from IntegerField.
register_combinable_fields(MoneyField, Combinable.MUL, models.IntegerField, MoneyField)
register_combinable_fields(models.IntegerField, Combinable.MUL, MoneyField, MoneyField)
