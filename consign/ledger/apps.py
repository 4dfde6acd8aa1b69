from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "consign.ledger"
    label = "ledger"
