"""Papers the law asks for: invoices and credit notes, frozen once they are issued."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consign.money.documents import DocumentKind, VatCategory
from consign.money.fields import MoneyField
from consign.people.models import LANGUAGES, Coworking, LegalEntity
from consign.settlements.models import Settlement

KINDS = [
    (DocumentKind.COMMISSION_INVOICE, _("invoice")),
    (DocumentKind.COMMISSION_CREDIT_NOTE, _("credit note")),
    (DocumentKind.SELF_BILLED_INVOICE, _("self-billed invoice")),
    (DocumentKind.SELF_BILLED_CREDIT_NOTE, _("self-billed credit note")),
]


class Document(models.Model):
    """An invoice or credit note of one closing.  Never edited: a mistake is credited.

    It is issued in the name of `issuer`: the coworking's operator for its commission, the payee
    for what it supplied (self-billing).  Numbers run without a hole by issuer, series and year, and
    days never go back within a series.

    net + vat + rounding = total; of it `set_off` was or will be settled on the account, `due` is
    left to be transferred.  `corrects` is the earlier invoice a credit note gives back on,
    `reverses` the document that a taken-back closing takes back as a whole.  `facts` holds what is
    printed: both parties, maker, statement, mentions, account, all as they were.
    """

    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="documents")
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=24, choices=KINDS)
    issuer = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="documents")
    series = models.CharField(max_length=48)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    number = models.CharField(max_length=60)
    issued_on = models.DateField()
    due_on = models.DateField(null=True)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    category = models.CharField(max_length=1)
    percent = models.DecimalField(max_digits=7, decimal_places=4)
    net = MoneyField()
    vat = MoneyField()
    rounding = MoneyField()
    total = models.GeneratedField(
        expression=F("net") + F("vat") + F("rounding"), output_field=MoneyField(), db_persist=True
    )
    set_off = MoneyField()
    due = models.GeneratedField(
        expression=F("net") + F("vat") + F("rounding") - F("set_off"),
        output_field=MoneyField(),
        db_persist=True,
    )
    corrects = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    reverses = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    facts = models.JSONField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "series", "year", "sequence"],
                name="invoices_document_one_in_series",
            ),
            models.UniqueConstraint(
                fields=["issuer", "number"], name="invoices_document_one_number"
            ),
            # A closing has one document of a kind, rate and corrected invoice, besides reversals.
            models.UniqueConstraint(
                fields=["settlement", "kind", "category", "percent"],
                condition=Q(reverses__isnull=True, corrects__isnull=True),
                name="invoices_document_issued_once",
            ),
            models.UniqueConstraint(
                fields=["settlement", "kind", "category", "percent", "corrects"],
                condition=Q(reverses__isnull=True, corrects__isnull=False),
                name="invoices_document_corrects_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(DocumentKind)) & Q(category__in=list(VatCategory)),
                name="invoices_document_words_known",
            ),
            models.CheckConstraint(
                condition=Q(net__gte=0, vat__gte=0, rounding__gte="-0.01", rounding__lte="0.01"),
                name="invoices_document_amounts_in_range",
            ),
            models.CheckConstraint(
                condition=Q(set_off__gte=0) & Q(set_off__lte=F("net") + F("vat") + F("rounding")),
                name="invoices_document_set_off_within_total",
            ),
            models.CheckConstraint(
                condition=Q(category="S", percent__gt=0) | ~Q(category="S") & Q(percent=0, vat=0),
                name="invoices_document_rate_fits_category",
            ),
        ]
        indexes = [
            models.Index(fields=["coworking", "-issued_on"], name="invoices_document_latest")
        ]


class LineKind(models.TextChoices):
    COMMISSION = "commission", _("commission")
    FEE = "fee", _("fee")
    GOODS = "goods", _("goods")


class DocumentLine(models.Model):
    """What a document charges or credits; the nets of its lines add up to its own."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=LineKind.choices)
    text = models.CharField(max_length=200)
    detail = models.CharField(max_length=300, blank=True)
    quantity = models.PositiveIntegerField(default=1)
    net = MoneyField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "position"], name="invoices_documentline_one_place"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="invoices_documentline_some_quantity"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=LineKind.values), name="invoices_documentline_kind_known"
            ),
        ]


class Original(models.Model):
    """The structured invoice (UBL) as it was issued: between businesses this is the invoice."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="original")
    xml = models.TextField()
    digest = models.CharField(max_length=64)


class Answer(models.Model):
    """The payee's word on a document issued in its name: accepted, or contested with a reason.

    Without one it counts as accepted once the days agreed for it are over (VAT code, article 53,
    § 2).
    """

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="answer")
    accepted = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted=True, reason="") | Q(accepted=False) & ~Q(reason=""),
                name="invoices_answer_contested_says_why",
            )
        ]


class BookCode(models.Model):
    """The account and VAT code a coworking's bookkeeper uses for one kind of journal line."""

    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="book_codes")
    use = models.CharField(max_length=24)
    account = models.CharField(max_length=20)
    vat_code = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coworking", "use"], name="invoices_bookcode_once")
        ]
