from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    name = "consign.invoices"
    label = "invoices"
