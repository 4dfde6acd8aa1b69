"""Every page, grouped by audience."""

from django.urls import path, re_path

from consign.web import (
    account,
    bank_details,
    cooperative,
    cover,
    demo,
    documents,
    handovers,
    media,
    offline,
    requests,
    signin,
    statements,
    trying,
    window,
)
from consign.web.desk import (
    accounts,
    affiliations,
    bank,
    bookkeeping,
    goods,
    intake,
    labels,
    losses,
    month,
    operator,
    payees,
    payouts,
    people,
    remittances,
    sales,
    terms,
    till,
    today,
)
from consign.web.desk import money as desk_money
from consign.web.desk import requests as desk_requests
from consign.web.portal import agreements, imports, items, money

PUBLIC = [
    path("", window.home, name="home"),
    path("w/<slug:coworking>/", window.coworking, name="window"),
    path("m/<slug:maker>/", window.maker, name="maker"),
    # Upper case is what labels carry: it makes a smaller QR code.
    re_path(r"^[iI]/(?P<code>[^/]{1,40})/?$", window.piece, name="piece"),
    path("try/", trying.page, name="try"),
    path("media/<path:name>", media.photo, name="media"),
    path("favicon.ico", media.favicon, name="favicon"),
    path("sw.js", offline.worker, name="service_worker"),
    path("offline/", offline.page, name="offline"),
    path("signin/", signin.ask, name="signin"),
    path("signin/password/", signin.password, name="signin_password"),
    path("signin/<str:token>/", signin.link, name="signin_link"),
    path("signout/", signin.leave, name="signout"),
    path("language/", signin.language, name="set_language"),
    path("demo/", demo.people, name="demo"),
    path("demo/<int:person>/", demo.become, name="demo_become"),
]

SIGNED_IN = [
    path("account/", account.page, name="account"),
    path("account/tokens/", account.new_token, name="token_new"),
    path("account/tokens/<int:token>/revoke/", account.revoke, name="token_revoke"),
    path("statements/<int:settlement>/", statements.page, name="statement"),
    path("statements/<int:settlement>.pdf", statements.pdf, name="statement_pdf"),
    path("statements/<int:settlement>.csv", statements.csv, name="statement_csv"),
    path("accounts/<int:account>/<str:period>/", statements.so_far, name="so_far"),
    path(
        "handovers/<int:affiliation>/<slug:coworking>.pdf",
        handovers.pdf,
        name="handover",
    ),
    path("requests/<int:pk>/", requests.page, name="payment_request"),
    path("requests/<int:pk>.pdf", requests.pdf, name="payment_request_pdf"),
    path("documents/<int:pk>/", documents.page, name="document"),
    path("documents/<int:pk>.pdf", documents.pdf, name="document_pdf"),
    path("documents/<int:pk>.xml", documents.xml, name="document_xml"),
    path("payees/<slug:entity>/<str:period>/", cover.page, name="cover"),
    path("payees/<slug:entity>/<str:period>.pdf", cover.pdf, name="cover_pdf"),
    path("payees/<slug:entity>/<str:period>.csv", cover.csv, name="cover_csv"),
    path("cooperative/<slug:entity>/", cooperative.accounts, name="cooperative"),
    path(
        "cooperative/<slug:entity>/agreements/",
        cooperative.agreements,
        name="cooperative_agreements",
    ),
    path(
        "cooperative/<slug:entity>/agreements/<int:agreement>/",
        cooperative.agreement,
        name="cooperative_terms",
    ),
    path("cooperative/<slug:entity>/account/", bank_details.adviser, name="cooperative_account"),
    re_path(
        r"^cooperative/(?P<entity>[-a-zA-Z0-9_]+)/(?P<period>[0-9]{4}-[0-9]{2})/$",
        cooperative.month,
        name="cooperative_month",
    ),
    re_path(
        r"^cooperative/(?P<entity>[-a-zA-Z0-9_]+)/(?P<period>[0-9]{4}-[0-9]{2})/papers\.zip$",
        cooperative.month_zip,
        name="cooperative_zip",
    ),
]

PORTAL = [
    path("my/<slug:maker>/", items.pieces, name="my_pieces"),
    path("my/<slug:maker>/new/", items.new, name="my_new"),
    path("my/<slug:maker>/import/", imports.upload, name="my_import"),
    path("my/<slug:maker>/sold/", money.sold, name="my_sold"),
    path("my/<slug:maker>/money/", money.overview, name="my_money"),
    path("my/<slug:maker>/documents/", money.documents, name="my_documents"),
    path("my/<slug:maker>/account/", bank_details.maker, name="my_account"),
    path("my/<slug:maker>/agreements/<int:agreement>/", agreements.agreement, name="my_terms"),
    path("my/<slug:maker>/agreements/new/<slug:coworking>/", agreements.propose, name="my_propose"),
    path("my/<slug:maker>/<str:code>/", items.piece, name="my_piece"),
    path("my/<slug:maker>/<str:code>/edit/", items.edit, name="my_edit"),
    path("my/<slug:maker>/<str:code>/photo/", items.photo, name="my_photo"),
    path("my/<slug:maker>/<str:code>/announce/", items.announce, name="my_announce"),
]

DESK = [
    path("desk/<slug:coworking>/", today.page, name="desk_today"),
    path("desk/<slug:coworking>/till/", till.page, name="desk_till"),
    path("desk/<slug:coworking>/till/line/", till.line, name="desk_line"),
    path(
        "desk/<slug:coworking>/till/manifest.webmanifest",
        offline.manifest,
        name="desk_till_manifest",
    ),
    path("desk/<slug:coworking>/sales/<str:number>/", sales.ticket, name="desk_sale"),
    path("desk/<slug:coworking>/sales/<str:number>/refund/", sales.refund, name="desk_refund"),
    path("desk/<slug:coworking>/arrivals/", intake.arrivals, name="desk_intake"),
    path("desk/<slug:coworking>/arrivals/accept/", intake.accept, name="desk_accept"),
    path("desk/<slug:coworking>/arrivals/<int:pk>/decline/", intake.decline, name="desk_decline"),
    path("desk/<slug:coworking>/count/", desk_money.count, name="desk_count"),
    path("desk/<slug:coworking>/goods/", goods.page, name="desk_goods"),
    path("desk/<slug:coworking>/goods/<int:pk>/", goods.placement, name="desk_placement"),
    path("desk/<slug:coworking>/goods/<int:pk>/loss/", losses.loss, name="desk_loss"),
    path("desk/<slug:coworking>/labels/", labels.choose, name="desk_labels"),
    path("desk/<slug:coworking>/labels/sheet.pdf", labels.sheet, name="desk_sheet"),
]

# Before the manager's others: `payouts` is no month.
BANK = [
    path("desk/<slug:coworking>/month/payouts/", payouts.page, name="desk_payouts"),
    path("desk/<slug:coworking>/month/payouts/remit/", payouts.remit, name="desk_remit"),
    path("desk/<slug:coworking>/month/payouts/paid/", payouts.paid, name="desk_paid"),
    path("desk/<slug:coworking>/month/payouts/<str:number>/", payouts.payout, name="desk_payout"),
    path("desk/<slug:coworking>/month/remittances/", remittances.every, name="desk_remittances"),
    path(
        "desk/<slug:coworking>/month/remittances/<str:number>/",
        remittances.page,
        name="desk_remittance",
    ),
    path(
        "desk/<slug:coworking>/month/remittances/<str:number>/change/",
        remittances.change,
        name="desk_remittance_change",
    ),
    path(
        "desk/<slug:coworking>/month/remittances/<str:number>/approve/",
        remittances.approved,
        name="desk_remittance_approve",
    ),
    path(
        "desk/<slug:coworking>/month/remittances/<str:number>/export/",
        remittances.exported,
        name="desk_remittance_export",
    ),
    path(
        "desk/<slug:coworking>/month/remittances/<str:number>/file.xml",
        remittances.file,
        name="desk_remittance_file",
    ),
    path(
        "desk/<slug:coworking>/month/remittances/<str:number>/cancel/",
        remittances.cancelled,
        name="desk_remittance_cancel",
    ),
    path(
        "desk/<slug:coworking>/month/remittances/<str:number>/paid/",
        remittances.paid,
        name="desk_remittance_paid",
    ),
    path("desk/<slug:coworking>/month/bank/", bank.page, name="desk_bank"),
    path("desk/<slug:coworking>/month/bank/aside/", bank.aside, name="desk_bank_aside"),
    path("desk/<slug:coworking>/month/bank/back/", bank.back, name="desk_bank_back"),
    path("desk/<slug:coworking>/month/bank/<int:pk>/", bank.match, name="desk_bank_line"),
    path("desk/<slug:coworking>/month/requests/", desk_requests.page, name="desk_requests"),
    path(
        "desk/<slug:coworking>/month/requests/<str:number>/",
        desk_requests.asked,
        name="desk_request",
    ),
    path(
        "desk/<slug:coworking>/month/requests/<str:number>/paper.pdf",
        desk_requests.pdf,
        name="desk_request_pdf",
    ),
    path("desk/<slug:coworking>/month/money/", desk_money.page, name="desk_money"),
]

MANAGER = [
    path("desk/<slug:coworking>/makers/", people.makers, name="desk_makers"),
    path("desk/<slug:coworking>/makers/new/", people.invite, name="desk_invite"),
    path("desk/<slug:coworking>/makers/<slug:maker>/", people.maker, name="desk_maker"),
    path("desk/<slug:coworking>/makers/<slug:maker>/fee/", accounts.fee, name="desk_fee"),
    path(
        "desk/<slug:coworking>/makers/<slug:maker>/adjustment/",
        accounts.adjustment,
        name="desk_adjust",
    ),
    path(
        "desk/<slug:coworking>/makers/<slug:maker>/affiliation/",
        affiliations.affiliation,
        name="desk_affiliation",
    ),
    path(
        "desk/<slug:coworking>/makers/<slug:maker>/agreement/",
        terms.propose,
        name="desk_agreement",
    ),
    path(
        "desk/<slug:coworking>/makers/<slug:maker>/agreement/<int:agreement>/",
        terms.agreement,
        name="desk_terms",
    ),
    path(
        "desk/<slug:coworking>/makers/<slug:maker>/agreement/<int:agreement>/end/",
        terms.end,
        name="desk_terms_end",
    ),
    path("desk/<slug:coworking>/makers/payees/new/", payees.entity, name="desk_entity"),
    path("desk/<slug:coworking>/makers/payees/<slug:entity>/", payees.payee, name="desk_payee"),
    path("desk/<slug:coworking>/operator/", operator.page, name="desk_operator"),
    path("desk/<slug:coworking>/month/", month.latest, name="desk_month"),
    path("desk/<slug:coworking>/month/<str:period>/", month.preview, name="desk_preview"),
    path(
        "desk/<slug:coworking>/month/<str:period>/bookkeeping/",
        bookkeeping.page,
        name="desk_bookkeeping",
    ),
    path(
        "desk/<slug:coworking>/month/<str:period>/bookkeeping.csv",
        bookkeeping.csv,
        name="desk_bookkeeping_csv",
    ),
    path("desk/<slug:coworking>/month/<str:period>/close/", month.close, name="desk_close"),
    path(
        "desk/<slug:coworking>/month/<str:period>/statements.zip",
        month.statements,
        name="desk_statements",
    ),
    path(
        "desk/<slug:coworking>/month/<str:period>/documents/",
        documents.at_desk,
        name="desk_documents",
    ),
    path(
        "desk/<slug:coworking>/month/<str:period>/documents.zip",
        documents.at_desk_zip,
        name="desk_documents_zip",
    ),
    path(
        "desk/<slug:coworking>/month/<str:period>/documents.csv",
        documents.at_desk_csv,
        name="desk_documents_csv",
    ),
    path(
        "desk/<slug:coworking>/month/<str:period>/void/<int:settlement>/",
        month.void,
        name="desk_void",
    ),
]

urlpatterns = [*PUBLIC, *SIGNED_IN, *PORTAL, *DESK, *BANK, *MANAGER]
