"""Every address of the API, under /api/v1/."""

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from api.accounts import Accounts
from api.affiliations import Affiliations
from api.agreements import Agreements
from api.announcements import Announcements
from api.bank_lines import BankLines
from api.bank_statements import BankStatements
from api.conflicts import Conflicts
from api.counts import Counts, Differences
from api.cover import CashCounts, MoneyThere
from api.coworkings import Coworkings
from api.day_closings import DayClosingPdf, DayClosings
from api.docs import Docs, Schema
from api.documents import DocumentPdf, Documents, DocumentXml
from api.health import Health
from api.item_lists import ItemsImport
from api.items import Items
from api.labels import Labels
from api.legal_entities import LegalEntities
from api.makers import Makers
from api.me import Me
from api.nothing import Nothing
from api.payment_requests import PaymentRequests
from api.payouts import Payouts
from api.placements import Placements
from api.reductions import Reductions
from api.remittances import Remittances, RemittanceXml
from api.sales import Sales
from api.scan import Scan
from api.settlements import Settlements
from api.simulations import Simulations
from api.slips import DepositSlipPdf, DepositSlips
from api.statements import CoverCsv, CoverPdf, StatementCsv, StatementPdf, Statements
from api.tickets import TicketPdf
from api.transits import Transits

router = SimpleRouter()
for name, resource in (
    ("coworkings", Coworkings),
    ("makers", Makers),
    ("legal-entities", LegalEntities),
    ("affiliations", Affiliations),
    ("agreements", Agreements),
    ("items", Items),
    ("announcements", Announcements),
    ("placements", Placements),
    ("reductions", Reductions),
    ("transits", Transits),
    ("sales", Sales),
    ("conflicts", Conflicts),
    ("accounts", Accounts),
    ("settlements", Settlements),
    ("statements", Statements),
    ("documents", Documents),
    ("payouts", Payouts),
    ("remittances", Remittances),
    ("payment-requests", PaymentRequests),
    ("bank-statements", BankStatements),
    ("bank-lines", BankLines),
    ("day-closings", DayClosings),
    ("counts", Counts),
    ("differences", Differences),
    ("deposit-slips", DepositSlips),
):
    router.register(name, resource, basename=name)

urlpatterns = [
    path("me/", Me.as_view(), name="api_me"),
    path("scan/<path:code>/", Scan.as_view(), name="api_scan"),
    path("labels/", Labels.as_view(), name="api_labels"),
    path("items/import/", ItemsImport.as_view(), name="api_items_import"),
    path("simulations/", Simulations.as_view(), name="api_simulations"),
    path("statements/cover.pdf", CoverPdf.as_view(), name="api_cover_pdf"),
    path("statements/cover.csv", CoverCsv.as_view(), name="api_cover_csv"),
    path("statements/<int:pk>.pdf", StatementPdf.as_view(), name="api_statement_pdf"),
    path("statements/<int:pk>.csv", StatementCsv.as_view(), name="api_statement_csv"),
    path("documents/<int:pk>.pdf", DocumentPdf.as_view(), name="api_document_pdf"),
    path("documents/<int:pk>.xml", DocumentXml.as_view(), name="api_document_xml"),
    path("sales/<int:pk>/ticket.pdf", TicketPdf.as_view(), name="api_ticket_pdf"),
    path("day-closings/<int:pk>.pdf", DayClosingPdf.as_view(), name="api_day_closing_pdf"),
    path("deposit-slips/<int:pk>.pdf", DepositSlipPdf.as_view(), name="api_deposit_slip_pdf"),
    path("remittances/<int:pk>.xml", RemittanceXml.as_view(), name="api_remittance_xml"),
    path("cover/", MoneyThere.as_view(), name="api_cover"),
    path("cash-counts/", CashCounts.as_view(), name="api_cash_counts"),
    *router.urls,
    path("health/", Health.as_view(), name="api_health"),
    path("schema/", Schema.as_view(), name="api_schema"),
    path("docs/", Docs.as_view(), name="api_docs"),
    re_path("^.*$", Nothing.as_view()),
]
