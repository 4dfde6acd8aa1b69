from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "consign.console"
    label = "console"
