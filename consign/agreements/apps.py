from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "consign.agreements"
    label = "agreements"
