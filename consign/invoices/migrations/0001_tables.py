"""Documents, frozen once they are issued."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import consign.money.documents
import consign.money.fields
from consign.journal.append_only import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0004_account_changes_hold"),
        ("settlements", "0003_pieces_left"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (consign.money.documents.DocumentKind["COMMISSION_INVOICE"], "invoice"),
                            (
                                consign.money.documents.DocumentKind["COMMISSION_CREDIT_NOTE"],
                                "credit note",
                            ),
                            (
                                consign.money.documents.DocumentKind["SELF_BILLED_INVOICE"],
                                "self-billed invoice",
                            ),
                            (
                                consign.money.documents.DocumentKind["SELF_BILLED_CREDIT_NOTE"],
                                "self-billed credit note",
                            ),
                        ],
                        max_length=24,
                    ),
                ),
                ("series", models.CharField(max_length=48)),
                ("year", models.PositiveSmallIntegerField()),
                ("sequence", models.PositiveIntegerField()),
                ("number", models.CharField(max_length=60)),
                ("issued_on", models.DateField()),
                ("due_on", models.DateField(null=True)),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("fr", "Français"),
                            ("nl", "Nederlands"),
                            ("en", "English"),
                            ("de", "Deutsch"),
                        ],
                        max_length=2,
                    ),
                ),
                ("category", models.CharField(max_length=1)),
                ("percent", models.DecimalField(decimal_places=4, max_digits=7)),
                ("net", consign.money.fields.MoneyField()),
                ("vat", consign.money.fields.MoneyField()),
                ("rounding", consign.money.fields.MoneyField()),
                (
                    "total",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("net"), "+", models.F("vat")
                            ),
                            "+",
                            models.F("rounding"),
                        ),
                        output_field=consign.money.fields.MoneyField(),
                    ),
                ),
                ("set_off", consign.money.fields.MoneyField()),
                (
                    "due",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net"), "+", models.F("vat")
                                ),
                                "+",
                                models.F("rounding"),
                            ),
                            "-",
                            models.F("set_off"),
                        ),
                        output_field=consign.money.fields.MoneyField(),
                    ),
                ),
                ("facts", models.JSONField()),
                ("issued_at", models.DateTimeField()),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="invoices.document",
                    ),
                ),
                (
                    "coworking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="people.coworking",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="people.legalentity",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="invoices.document",
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="settlements.settlement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("accepted", models.BooleanField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer",
                        to="invoices.document",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DocumentLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("commission", "commission"), ("fee", "fee"), ("goods", "goods")],
                        max_length=10,
                    ),
                ),
                ("text", models.CharField(max_length=200)),
                ("detail", models.CharField(blank=True, max_length=300)),
                ("quantity", models.PositiveIntegerField(default=1)),
                ("net", consign.money.fields.MoneyField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="invoices.document",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Original",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("xml", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="original",
                        to="invoices.document",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BookCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("use", models.CharField(max_length=24)),
                ("account", models.CharField(max_length=20)),
                ("vat_code", models.CharField(blank=True, max_length=20)),
                (
                    "coworking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="book_codes",
                        to="people.coworking",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("coworking", "use"), name="invoices_bookcode_once"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["coworking", "-issued_on"], name="invoices_document_latest"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                fields=("issuer", "series", "year", "sequence"),
                name="invoices_document_one_in_series",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                fields=("issuer", "number"), name="invoices_document_one_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects__isnull", True), ("reverses__isnull", True)),
                fields=("settlement", "kind", "category", "percent"),
                name="invoices_document_issued_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects__isnull", False), ("reverses__isnull", True)),
                fields=("settlement", "kind", "category", "percent", "corrects"),
                name="invoices_document_corrects_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            consign.money.documents.DocumentKind["COMMISSION_INVOICE"],
                            consign.money.documents.DocumentKind["COMMISSION_CREDIT_NOTE"],
                            consign.money.documents.DocumentKind["SELF_BILLED_INVOICE"],
                            consign.money.documents.DocumentKind["SELF_BILLED_CREDIT_NOTE"],
                        ],
                    ),
                    (
                        "category__in",
                        [
                            consign.money.documents.VatCategory["STANDARD"],
                            consign.money.documents.VatCategory["EXEMPT"],
                            consign.money.documents.VatCategory["ZERO"],
                        ],
                    ),
                ),
                name="invoices_document_words_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("net__gte", 0),
                    ("rounding__gte", "-0.01"),
                    ("rounding__lte", "0.01"),
                    ("vat__gte", 0),
                ),
                name="invoices_document_amounts_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("set_off__gte", 0),
                    (
                        "set_off__lte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("net"), "+", models.F("vat")
                            ),
                            "+",
                            models.F("rounding"),
                        ),
                    ),
                ),
                name="invoices_document_set_off_within_total",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("category", "S"), ("percent__gt", 0)),
                    models.Q(
                        models.Q(("category", "S"), _negated=True), ("percent", 0), ("vat", 0)
                    ),
                    _connector="OR",
                ),
                name="invoices_document_rate_fits_category",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted", True), ("reason", "")),
                    models.Q(("accepted", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="invoices_answer_contested_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentline",
            constraint=models.UniqueConstraint(
                fields=("document", "position"), name="invoices_documentline_one_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="documentline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1)), name="invoices_documentline_some_quantity"
            ),
        ),
        migrations.AddConstraint(
            model_name="documentline",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["commission", "fee", "goods"])),
                name="invoices_documentline_kind_known",
            ),
        ),
        append_only("invoices_document"),
        append_only("invoices_documentline"),
        append_only("invoices_original"),
        append_only("invoices_answer"),
    ]
