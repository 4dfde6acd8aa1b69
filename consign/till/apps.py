from django.apps import AppConfig


class TillConfig(AppConfig):
    name = "consign.till"
    label = "till"
