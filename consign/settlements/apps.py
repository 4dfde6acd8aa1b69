from django.apps import AppConfig


class SettlementsConfig(AppConfig):
    name = "consign.settlements"
    label = "settlements"
