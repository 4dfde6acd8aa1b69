"""The amounts column, asked the same questions on both databases."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.writer import MigrationWriter
from django.db.models import Avg, Case, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Abs, Coalesce
from django.forms import modelform_factory
from django.test.utils import isolate_apps
from pytest_django import DjangoDbBlocker

from consign.money.fields import MoneyField
from consign.money.split import ZERO

pytestmark = pytest.mark.django_db

with isolate_apps("tests.money"):

    class Priced(models.Model):
        price = MoneyField()
        quantity = models.PositiveSmallIntegerField(default=1)
        discount = MoneyField(default=ZERO)
        paid = MoneyField(default=ZERO)
        commission = MoneyField(default=ZERO, db_default=ZERO)
        agreed = MoneyField(null=True, blank=True)
        share = models.GeneratedField(
            expression=F("paid") - F("commission"), output_field=MoneyField(), db_persist=True
        )

        objects: ClassVar[models.Manager["Priced"]] = models.Manager()

        class Meta:
            app_label = "tests"
            constraints = [
                models.CheckConstraint(
                    condition=Q(paid=F("price") * F("quantity") - F("discount")),
                    name="paid_adds_up",
                ),
                models.CheckConstraint(condition=Q(discount__gte=ZERO), name="discount_gives"),
                models.CheckConstraint(
                    condition=Q(agreed=None) | Q(agreed__lte=Decimal("1000.00")),
                    name="agreed_small",
                ),
            ]


@pytest.fixture(scope="module", autouse=True)
def table(nothing_kept: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Priced)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Priced)


def make(price: Decimal | int | str, *, quantity: int = 1, **others: Any) -> Priced:
    paid = Decimal(price) * quantity - Decimal(others.get("discount", 0))
    return Priced.objects.create(price=price, quantity=quantity, paid=paid, **others)


def raw(column: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM tests_priced ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def shown(amount: Decimal | None) -> str:
    assert isinstance(amount, Decimal)
    return str(amount)


def test_the_column_holds_cents_and_python_sees_two_digits() -> None:
    made = make("45.00")
    assert raw("price") == [4500]
    assert isinstance(raw("price")[0], int)
    assert shown(Priced.objects.get(pk=made.pk).price) == "45.00"


@pytest.mark.parametrize("given", [Decimal("12.5"), Decimal("12.500"), "12.50", " 12.5 "])
def test_decimals_and_text_are_the_same_amount(given: Decimal | str) -> None:
    make(given)
    assert shown(Priced.objects.get().price) == "12.50"


def test_a_whole_number_is_euros_not_cents() -> None:
    make(45)
    assert raw("price") == [4500]


def test_an_instance_holds_what_will_be_read_back_once_it_is_saved() -> None:
    assert shown(make("45").price) == "45.00"
    assert shown(make(7).price) == "7.00"


def test_nothing_stays_nothing() -> None:
    make(1)
    found = Priced.objects.get()
    assert found.agreed is None
    assert Priced.objects.filter(agreed=None).count() == 1


def test_negative_amounts_and_large_ones_come_back() -> None:
    make("-0.01", agreed="-9999999.99")
    found = Priced.objects.get()
    assert (shown(found.price), shown(found.agreed)) == ("-0.01", "-9999999.99")


def test_no_amount_is_written_as_minus_zero() -> None:
    assert shown(make(Decimal("-0.00")).price) == "0.00"


@pytest.mark.parametrize("finer", ["12.505", Decimal("0.001"), Decimal("-1.999"), "1e-3"])
def test_a_fraction_of_a_cent_is_refused_and_never_rounded(finer: Decimal | str) -> None:
    field = MoneyField()
    with pytest.raises(ValidationError):
        field.to_python(finer)
    with pytest.raises(ValueError, match="whole cents"):
        field.get_prep_value(finer)
    with pytest.raises(ValueError, match="whole cents"):
        make(1, agreed=finer)
    with pytest.raises(ValueError, match="whole cents"):
        Priced.objects.filter(price__gt=finer).exists()
    with pytest.raises(ValueError, match="whole cents"):
        Priced.objects.update(price=finer)


@pytest.mark.parametrize("value", [12.5, 12.0, True, [1]])
def test_floats_and_other_things_are_refused(value: object) -> None:
    field = MoneyField()
    with pytest.raises(TypeError):
        field.to_python(value)
    with pytest.raises(TypeError):
        field.get_prep_value(value)
    with pytest.raises(TypeError):
        Priced.objects.filter(price=value).exists()
    with pytest.raises(TypeError):
        Priced.objects.create(price=value)


@pytest.mark.parametrize("value", ["", "twelve", "NaN", "Infinity", "12,50", "1" * 17])
def test_what_is_no_amount_or_too_large_for_the_column_is_refused(value: str) -> None:
    with pytest.raises(ValidationError):
        MoneyField().to_python(value)
    with pytest.raises(ValueError, match="not an amount"):
        MoneyField().get_prep_value(value)


def test_the_largest_amount_fits() -> None:
    largest = "9999999999999999.99"
    Priced.objects.create(price=largest, paid=largest)
    assert shown(Priced.objects.get().price) == largest


def test_preparing_twice_does_not_multiply() -> None:
    field = MoneyField()
    once = field.get_prep_value("45.00")
    assert shown(field.get_prep_value(once)) == "45.00"
    assert field.get_db_prep_value(once, connection, prepared=True) == 4500
    assert field.get_db_prep_value("45.00", connection) == 4500


def test_sums_are_exact_decimals() -> None:
    for amount in ("0.30", "-0.10", "-0.20"):
        make(amount)
    total = Priced.objects.aggregate(total=Sum("price"))["total"]
    assert shown(total) == "0.00"
    assert not Priced.objects.values("quantity").annotate(t=Sum("price")).exclude(t=0).exists()


def test_a_sum_over_nothing_is_nothing_or_the_default() -> None:
    assert Priced.objects.aggregate(total=Sum("price"))["total"] is None
    assert shown(Priced.objects.aggregate(total=Sum("price", default=ZERO))["total"]) == "0.00"
    make("2.50")
    assert shown(Priced.objects.aggregate(total=Sum("price", default=ZERO))["total"]) == "2.50"


def test_sums_of_expressions_and_with_a_filter_are_amounts() -> None:
    make("10.00", quantity=3, discount="1.00")
    make("20.00", quantity=2)
    found = Priced.objects.aggregate(
        listed=Sum(F("price") * F("quantity")),
        less=Sum(F("price") - F("discount"), filter=Q(quantity=3)),
    )
    assert (shown(found["listed"]), shown(found["less"])) == ("70.00", "9.00")


def test_having_compares_sums_as_amounts() -> None:
    make("10.00")
    make("5.50")
    sums = Priced.objects.values("quantity").annotate(total=Sum("price"))
    assert sums.filter(total__gte=Decimal("15.50")).count() == 1
    assert sums.filter(total__gt=Decimal("15.50")).count() == 0


def test_values_and_annotations_give_decimals() -> None:
    make("10.00", quantity=2, commission="3.00")
    assert Priced.objects.values("price", "share").get() == {
        "price": Decimal("10.00"),
        "share": Decimal("17.00"),
    }
    assert shown(Priced.objects.values_list("price", flat=True).get()) == "10.00"
    annotated = Priced.objects.annotate(
        plus=F("price") + F("paid"),
        less=F("price") - F("paid"),
        twice=F("price") * 2,
        ecivt=2 * F("price"),
        listed=F("quantity") * F("price"),
        minus=-F("price"),
        size=Abs(F("price") - F("paid")),
    ).values_list("plus", "less", "twice", "ecivt", "listed", "minus", "size")
    assert [shown(value) for value in annotated.get()] == [
        "30.00", "-10.00", "20.00", "20.00", "20.00", "-10.00", "10.00",
    ]  # fmt: skip


def test_filters_compare_amounts() -> None:
    for price in ("9.99", "10.00", "10.01"):
        make(price)
    asked = Priced.objects.order_by("price").values_list("price", flat=True)
    assert list(asked.filter(price=Decimal("10.00"))) == [Decimal("10.00")]
    assert list(asked.filter(price=10)) == [Decimal("10.00")]
    assert list(asked.filter(price__lt="10.00")) == [Decimal("9.99")]
    assert list(asked.filter(price__in=["9.99", Decimal("10.01")])) == [
        Decimal("9.99"),
        Decimal("10.01"),
    ]
    assert asked.filter(price__range=(Decimal("9.99"), 10)).count() == 2
    assert asked.filter(price__gt=F("commission") + F("discount")).count() == 3
    assert asked.exclude(price=F("paid")).count() == 0
    assert asked.filter(share__gt=Decimal("10.00")).count() == 1


@pytest.mark.parametrize(
    "mixed",
    [
        F("price") * Decimal("0.3"),
        F("price") * Value(Decimal("0.3")),
        F("price") / 2,
        F("price") / F("quantity"),
        F("price") % 2,
        F("price") + 1,
        F("price") - Decimal("1.00"),
        F("price") + F("quantity"),
        F("price") * F("paid"),
        F("quantity") - F("price"),
        Coalesce(F("agreed"), 0),
        Coalesce(F("agreed"), Decimal("0.00")),
        Coalesce(Sum("price"), 0),
        Case(When(quantity=1, then=F("price")), default=Value(0)),
    ],
    ids=str,
)
def test_mixing_amounts_with_other_numbers_fails_loudly(mixed: Any) -> None:
    make("10.00")
    with pytest.raises(FieldError):
        list(Priced.objects.annotate(mixed=mixed).values_list("mixed", flat=True))


def test_an_amount_given_as_one_may_be_mixed() -> None:
    make("10.00")
    fill = Value(Decimal("2.50"), output_field=MoneyField())
    asked = Priced.objects.annotate(filled=Coalesce(F("agreed"), fill), more=F("price") + fill)
    assert asked.values_list("filled", "more").get() == (Decimal("2.50"), Decimal("12.50"))


@pytest.mark.parametrize("lookup", ["price", "price__gt", "price__gte", "share__lt", "share__lte"])
@pytest.mark.parametrize(
    "other",
    [F("paid") + Decimal("0.01"), F("paid") * Decimal(2), Value(10), F("quantity")],
    ids=str,
)
def test_comparing_amounts_with_other_numbers_fails_loudly(lookup: str, other: Any) -> None:
    with pytest.raises(FieldError):
        Priced.objects.filter(**{lookup: other}).exists()


def test_amounts_are_compared_across_queries() -> None:
    make("10.00", agreed="10.00")
    make("20.00", agreed="10.00")
    same = Priced.objects.filter(agreed=OuterRef("price"))
    assert shown(Priced.objects.get(Exists(same)).price) == "10.00"
    cheapest = Priced.objects.order_by("price").values("price")[:1]
    assert shown(Priced.objects.get(price=cheapest).price) == "10.00"
    assert shown(Priced.objects.get(price__gt=Subquery(cheapest)).price) == "20.00"
    assert Priced.objects.filter(price__in=Priced.objects.values("agreed")).count() == 1
    dearest = Priced.objects.order_by("-price").values("share")[:1]
    assert shown(Priced.objects.get(price=dearest).price) == "20.00"
    assert Priced.objects.filter(price=F("share")).update(agreed=Subquery(dearest)) == 2


@pytest.mark.parametrize(
    "expression",
    [F("price") + Decimal("0.01"), Value(Decimal("1.00")), Value(1), F("quantity")],
    ids=str,
)
def test_setting_an_amount_to_another_kind_of_number_fails_loudly(expression: Any) -> None:
    make("10.00", agreed="3.00")
    with pytest.raises(FieldError), transaction.atomic():
        Priced.objects.update(agreed=expression)
    assert shown(Priced.objects.get().agreed) == "3.00"


def test_inserting_another_kind_of_number_fails_loudly() -> None:
    with pytest.raises(FieldError):
        Priced.objects.create(price=Value(Decimal("1.00")), paid=1)


def test_amounts_may_be_set_from_amounts() -> None:
    made = make("10.00", quantity=2)
    Priced.objects.update(agreed=F("price") - F("commission"))
    made.refresh_from_db()
    assert shown(made.agreed) == "10.00"
    given = Value(Decimal("1.50"), output_field=MoneyField())
    assert raw("agreed") == [1000]
    Priced.objects.create(price=given, paid=given)
    assert raw("price") == [1000, 150]


def test_many_rows_are_written_and_changed_at_once() -> None:
    made = Priced.objects.bulk_create(
        [Priced(price=f"{n}.10", paid=f"{n}.10", agreed=n) for n in range(1, 6)]
    )
    assert raw("price") == [110, 210, 310, 410, 510]
    for one in made:
        one.agreed = Decimal("0.05") if one.price > 3 else None
    Priced.objects.bulk_update(made, ["agreed"])
    assert raw("agreed") == [None, None, 5, 5, 5]


def test_an_average_is_no_amount() -> None:
    make("0.01")
    make("0.02")
    with pytest.raises(ValueError, match="whole number of cents"):
        Priced.objects.aggregate(Avg("price"))


def test_a_generated_column_is_an_amount() -> None:
    made = make("45.00", commission="13.50")
    assert shown(made.share) == "31.50"
    assert shown(Priced.objects.get().share) == "31.50"
    assert raw("share") == [3150]
    assert shown(Priced.objects.aggregate(owed=Sum("share"))["owed"]) == "31.50"
    mixed = Priced.objects.annotate(sum=F("share") + F("commission")).values_list("sum", flat=True)
    assert shown(mixed.get()) == "45.00"


def test_a_default_of_the_database_is_an_amount() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tests_priced (price, quantity, discount, paid) VALUES (450, 1, 0, 450)"
        )
    assert shown(Priced.objects.get().commission) == "0.00"


@pytest.mark.parametrize(
    "wrong",
    [
        {"paid": Decimal("0.29")},
        {"paid": Decimal("0.30"), "quantity": 2},
        {"discount": Decimal("-0.01"), "paid": Decimal("0.31")},
        {"paid": Decimal("0.30"), "agreed": Decimal("1000.01")},
    ],
)
def test_the_database_refuses_amounts_that_do_not_add_up(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        Priced.objects.create(**{"price": Decimal("0.30"), **wrong})


def test_sums_of_tenths_satisfy_a_constraint_exactly() -> None:
    made = make("0.10", quantity=3, discount="0.10")
    assert raw("paid") == [20]
    made.full_clean()


def test_a_constraint_is_checked_before_saving_too() -> None:
    with pytest.raises(ValidationError, match="paid_adds_up"):
        Priced(price="1.00", paid="2.00").full_clean()


def test_cleaning_makes_amounts_of_text() -> None:
    one = Priced(price="1", paid="1.0")
    one.full_clean()
    assert (shown(one.price), shown(one.paid)) == ("1.00", "1.00")


def test_forms_take_two_decimals() -> None:
    form_class = modelform_factory(Priced, fields=["price", "agreed"])
    form = form_class({"price": "12.50", "agreed": ""})
    assert form.is_valid()
    assert (shown(form.cleaned_data["price"]), form.cleaned_data["agreed"]) == ("12.50", None)
    assert 'step="0.01"' in str(form["price"])
    assert set(form_class({"price": "12.505"}).errors) == {"price"}


def test_a_form_field_may_be_shaped_by_its_caller() -> None:
    field = MoneyField(verbose_name="price").formfield(max_digits=4, required=False)
    assert field is not None
    assert field.clean("") is None
    with pytest.raises(ValidationError):
        field.clean("123.45")


def test_exported_amounts_are_text_and_come_back() -> None:
    make("12.50", agreed="0.05")
    [row] = json.loads(serializers.serialize("json", Priced.objects.all()))
    assert (row["fields"]["price"], row["fields"]["agreed"]) == ("12.50", "0.05")
    assert shown(MoneyField().to_python(row["fields"]["price"])) == "12.50"


def test_migrations_name_the_field_and_nothing_else() -> None:
    field = MoneyField(default=ZERO, null=True)
    text, imports = MigrationWriter.serialize(field)
    assert text == "consign.money.fields.MoneyField(default=Decimal('0.00'), null=True)"
    assert "import consign.money.fields" in imports


@pytest.mark.django_db(transaction=True)
def test_a_new_column_gets_its_default_in_cents() -> None:
    with isolate_apps("tests.money"):

        class Plain(models.Model):
            class Meta:
                app_label = "tests"

    price = MoneyField(default=Decimal("4.50"))
    price.set_attributes_from_name("price")
    price.model = Plain
    with connection.schema_editor() as editor:
        editor.create_model(Plain)
        editor.execute("INSERT INTO tests_plain (id) VALUES (1)")
    with connection.schema_editor() as editor:
        editor.add_field(Plain, price)
    with connection.cursor() as cursor:
        cursor.execute("SELECT price FROM tests_plain")
        assert cursor.fetchall() == [(450,)]
    with connection.schema_editor() as editor:
        editor.delete_model(Plain)
