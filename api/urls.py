"""Every address of the API, under /api/v1/."""

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from api.accounts import Accounts
from api.affiliations import Affiliations
from api.agreements import Agreements
from api.announcements import Announcements
from api.coworkings import Coworkings
from api.docs import Docs, Schema
from api.health import Health
from api.items import Items
from api.labels import Labels
from api.legal_entities import LegalEntities
from api.makers import Makers
from api.me import Me
from api.nothing import Nothing
from api.payouts import Payouts
from api.placements import Placements
from api.sales import Sales
from api.scan import Scan
from api.settlements import Settlements
from api.simulations import Simulations
from api.statements import CoverCsv, CoverPdf, StatementCsv, StatementPdf, Statements

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
    ("sales", Sales),
    ("accounts", Accounts),
    ("settlements", Settlements),
    ("statements", Statements),
    ("payouts", Payouts),
):
    router.register(name, resource, basename=name)

urlpatterns = [
    path("me/", Me.as_view(), name="api_me"),
    path("scan/<path:code>/", Scan.as_view(), name="api_scan"),
    path("labels/", Labels.as_view(), name="api_labels"),
    path("simulations/", Simulations.as_view(), name="api_simulations"),
    path("statements/cover.pdf", CoverPdf.as_view(), name="api_cover_pdf"),
    path("statements/cover.csv", CoverCsv.as_view(), name="api_cover_csv"),
    path("statements/<int:pk>.pdf", StatementPdf.as_view(), name="api_statement_pdf"),
    path("statements/<int:pk>.csv", StatementCsv.as_view(), name="api_statement_csv"),
    *router.urls,
    path("health/", Health.as_view(), name="api_health"),
    path("schema/", Schema.as_view(), name="api_schema"),
    path("docs/", Docs.as_view(), name="api_docs"),
    re_path("^.*$", Nothing.as_view()),
]
