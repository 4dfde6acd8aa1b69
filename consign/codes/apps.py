from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "consign.codes"
    label = "codes"
