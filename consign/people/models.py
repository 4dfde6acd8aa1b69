"""Who: people who sign in, coworkings, makers, and the legal entities behind them."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from consign.money.fields import MoneyField
from consign.money.split import ZERO

LANGUAGES = [("fr", "Français"), ("nl", "Nederlands"), ("en", "English"), ("de", "Deutsch")]


class People(BaseUserManager["User"]):
    """Finds people by mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser):
    """A person who signs in: makers and advisers by a mailed link, staff by password too."""

    email = models.EmailField()
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="fr")
    is_active = models.BooleanField(default=True)
    # Counts used sign-in links: a link carries the count it was made at and works only then.
    signins = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    objects: ClassVar[People] = People()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="people_user_one_per_mail")]

    def __str__(self) -> str:
        return self.name


class Kind(models.TextChoices):
    """What a legal entity is; it decides no figure, only words on paper."""

    SELF_EMPLOYED = "self_employed", _("self-employed")
    COOPERATIVE = "cooperative", _("cooperative")
    COMPANY = "company", _("company")
    NON_PROFIT = "non_profit", _("non-profit")


class LegalEntity(models.Model):
    """Who has an enterprise number, invoices and is paid."""

    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    legal_name = models.CharField(max_length=140)
    enterprise_number = models.CharField(max_length=10, unique=True)
    street = models.CharField(max_length=120)
    postcode = models.CharField(max_length=12)
    town = models.CharField(max_length=80)
    country = models.CharField(max_length=2, default="BE")
    email = models.EmailField(blank=True)
    # What a company says on its papers (Companies code, article 2:20): `SRL`, `RPM Bruxelles`.
    legal_form = models.CharField(max_length=40, blank=True)
    register = models.CharField(max_length=60, blank=True)
    # Of the documents it receives, or that are issued in its name.
    language = models.CharField(max_length=2, choices=LANGUAGES, default="fr")

    class Meta:
        verbose_name_plural = "legal entities"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="people_legalentity_kind_known"
            )
        ]

    def __str__(self) -> str:
        return self.legal_name


class VatStatus(models.TextChoices):
    LIABLE = "liable", _("liable to VAT")
    EXEMPT = "exempt_small", _("exempt small enterprise")


class VatPeriod(models.Model):
    """From which day a legal entity has which VAT status, until the next period begins."""

    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="vat_periods")
    status = models.CharField(max_length=12, choices=VatStatus.choices)
    starts_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "starts_on"], name="people_vatperiod_one_a_day"
            ),
            models.CheckConstraint(
                condition=Q(status__in=VatStatus.values), name="people_vatperiod_status_known"
            ),
        ]


class BankAccount(models.Model):
    """Where a legal entity is paid from a day on; the holder is named as the bank knows it.

    An entity's first account holds at once.  Another one is a change, and holds only once somebody
    else than who entered it has confirmed it; what is confirmed later for the same day prevails.
    """

    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="bank_accounts")
    iban = models.CharField(max_length=34)
    holder = models.CharField(max_length=70)
    bic = models.CharField(max_length=11, blank=True)
    starts_on = models.DateField()
    is_change = models.BooleanField(default=True)
    entered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    declined_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity"],
                condition=Q(is_change=False),
                name="people_bankaccount_one_first",
            ),
            models.UniqueConstraint(
                fields=["entity"],
                condition=Q(confirmed_at__isnull=True, declined_at__isnull=True),
                name="people_bankaccount_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(is_change=True)
                | Q(confirmed_at__isnull=False, declined_at__isnull=True),
                name="people_bankaccount_first_holds",
            ),
            models.CheckConstraint(
                # Whoever enters a change cannot be the one who confirms it.
                condition=Q(is_change=False)
                | Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, entered_by__isnull=True)
                | Q(
                    confirmed_at__isnull=False,
                    entered_by__isnull=False,
                    confirmed_by__isnull=False,
                )
                & ~Q(confirmed_by=F("entered_by")),
                name="people_bankaccount_second_person",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True, declined_by__isnull=True)
                | Q(
                    declined_at__isnull=False, declined_by__isnull=False, confirmed_at__isnull=True
                ),
                name="people_bankaccount_declined_by_and_at",
            ),
        ]


class Contact(models.Model):
    """An adviser: a person who may read what concerns a legal entity, inside its affiliations."""

    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="contacts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="contacts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "user"], name="people_contact_once")
        ]


class Coworking(models.Model):
    """The place that shows and sells; it has a till and, through its operator, a bank account."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    operator = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="coworkings")
    street = models.CharField(max_length=120)
    postcode = models.CharField(max_length=12)
    town = models.CharField(max_length=80)
    story = models.TextField(blank=True)
    opening_hours = models.CharField(max_length=200, blank=True)
    # Rate of its own services (commission, fees); it is nothing while its operator is exempt.
    service_vat_percent = models.DecimalField(max_digits=7, decimal_places=4, default=21)
    rounds_cash = models.BooleanField(default=True)
    minimum_payout = MoneyField(default=ZERO)
    # How long card takings are under way before they are on the bank account.
    card_days = models.PositiveSmallIntegerField(default=3)
    # By which day of the month the makers have their money for the month before, if it says so.
    payout_day = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum_payout__gte=0), name="people_coworking_minimum_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(service_vat_percent__gte=0) & Q(service_vat_percent__lte=50),
                name="people_coworking_vat_in_range",
            ),
            models.CheckConstraint(
                condition=Q(payout_day__isnull=True) | Q(payout_day__gte=1, payout_day__lte=28),
                name="people_coworking_payout_day_in_every_month",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    DESK = "desk", _("desk")
    MANAGER = "manager", _("manager")


class Membership(models.Model):
    """What a person does at a coworking; a manager may do all that the desk may.

    A PIN tells colleagues apart on a shared tablet; of it only a salted hash is kept, in hex.
    """

    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role.choices)
    pin_salt = models.CharField(max_length=32, blank=True)
    pin_hash = models.CharField(max_length=64, blank=True)
    pin_set_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coworking", "user"], name="people_membership_once"),
            models.CheckConstraint(
                condition=Q(pin_salt="", pin_hash="", pin_set_at__isnull=True)
                | ~Q(pin_salt="") & ~Q(pin_hash="") & Q(pin_set_at__isnull=False),
                name="people_membership_whole_pin",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="people_membership_role_known"
            ),
        ]


class Maker(models.Model):
    """The person and brand who makes the goods; `name` is the project's name."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="makers")
    story = models.TextField(blank=True)
    craft = models.CharField(max_length=80, blank=True)
    # Only with this do their page and pieces stand on the web; labels open a piece all the same.
    online = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Scope(models.TextChoices):
    READ = "read", _("read")
    SELL = "sell", _("sell")
    MANAGE = "manage", _("manage")


def no_scopes() -> list[Any]:
    return []


class Token(models.Model):
    """A key for a program that acts for a person; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=no_scopes)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)
