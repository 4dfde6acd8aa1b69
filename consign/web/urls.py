"""Every page, grouped by audience."""

from django.urls import path, re_path

from consign.web import account, cooperative, demo, media, signin, statements, window
from consign.web.desk import (
    goods,
    intake,
    labels,
    month,
    payees,
    payouts,
    people,
    sales,
    terms,
    till,
    today,
)
from consign.web.portal import imports, items, money

PUBLIC = [
    path("", window.home, name="home"),
    path("w/<slug:coworking>/", window.coworking, name="window"),
    path("m/<slug:maker>/", window.maker, name="maker"),
    # Upper case is what labels carry: it makes a smaller QR code.
    re_path(r"^[iI]/(?P<code>[^/]{1,40})/?$", window.piece, name="piece"),
    path("media/<path:name>", media.photo, name="media"),
    path("favicon.ico", media.favicon, name="favicon"),
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
    path("accounts/<int:account>/<str:period>/", statements.so_far, name="so_far"),
    path("cooperative/<slug:entity>/", cooperative.accounts, name="cooperative"),
]

PORTAL = [
    path("my/<slug:maker>/", items.pieces, name="my_pieces"),
    path("my/<slug:maker>/new/", items.new, name="my_new"),
    path("my/<slug:maker>/import/", imports.upload, name="my_import"),
    path("my/<slug:maker>/sold/", money.sold, name="my_sold"),
    path("my/<slug:maker>/money/", money.overview, name="my_money"),
    path("my/<slug:maker>/agreements/<int:agreement>/", money.accept, name="my_accept"),
    path("my/<slug:maker>/<str:code>/", items.piece, name="my_piece"),
    path("my/<slug:maker>/<str:code>/edit/", items.edit, name="my_edit"),
    path("my/<slug:maker>/<str:code>/photo/", items.photo, name="my_photo"),
    path("my/<slug:maker>/<str:code>/announce/", items.announce, name="my_announce"),
]

DESK = [
    path("desk/<slug:coworking>/", today.page, name="desk_today"),
    path("desk/<slug:coworking>/till/", till.page, name="desk_till"),
    path("desk/<slug:coworking>/till/line/", till.line, name="desk_line"),
    path("desk/<slug:coworking>/sales/<str:number>/", sales.ticket, name="desk_sale"),
    path("desk/<slug:coworking>/sales/<str:number>/refund/", sales.refund, name="desk_refund"),
    path("desk/<slug:coworking>/arrivals/", intake.arrivals, name="desk_intake"),
    path("desk/<slug:coworking>/arrivals/accept/", intake.accept, name="desk_accept"),
    path("desk/<slug:coworking>/arrivals/<int:pk>/decline/", intake.decline, name="desk_decline"),
    path("desk/<slug:coworking>/goods/", goods.page, name="desk_goods"),
    path("desk/<slug:coworking>/goods/<int:pk>/", goods.placement, name="desk_placement"),
    path("desk/<slug:coworking>/labels/", labels.choose, name="desk_labels"),
    path("desk/<slug:coworking>/labels/sheet.pdf", labels.sheet, name="desk_sheet"),
]

MANAGER = [
    path("desk/<slug:coworking>/makers/", people.makers, name="desk_makers"),
    path("desk/<slug:coworking>/makers/new/", people.invite, name="desk_invite"),
    path("desk/<slug:coworking>/makers/<slug:maker>/", people.maker, name="desk_maker"),
    path(
        "desk/<slug:coworking>/makers/<slug:maker>/affiliation/",
        terms.affiliation,
        name="desk_affiliation",
    ),
    path(
        "desk/<slug:coworking>/makers/<slug:maker>/agreement/",
        terms.agreement,
        name="desk_agreement",
    ),
    path(
        "desk/<slug:coworking>/makers/<slug:maker>/agreement/<int:agreement>/accept/",
        terms.accept,
        name="desk_agreement_accept",
    ),
    path("desk/<slug:coworking>/makers/payees/new/", payees.entity, name="desk_entity"),
    path("desk/<slug:coworking>/makers/payees/<slug:entity>/", payees.payee, name="desk_payee"),
    path("desk/<slug:coworking>/month/", month.latest, name="desk_month"),
    path("desk/<slug:coworking>/month/payouts/", payouts.page, name="desk_payouts"),
    path("desk/<slug:coworking>/month/payouts/paid/", payouts.paid, name="desk_paid"),
    path("desk/<slug:coworking>/month/<str:period>/", month.preview, name="desk_preview"),
    path("desk/<slug:coworking>/month/<str:period>/close/", month.close, name="desk_close"),
    path(
        "desk/<slug:coworking>/month/<str:period>/statements.zip",
        month.statements,
        name="desk_statements",
    ),
    path(
        "desk/<slug:coworking>/month/<str:period>/void/<int:settlement>/",
        month.void,
        name="desk_void",
    ),
]

urlpatterns = [*PUBLIC, *SIGNED_IN, *PORTAL, *DESK, *MANAGER]
