from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "consign.journal"
    label = "journal"
