from django.apps import AppConfig


class SlipsConfig(AppConfig):
    name = "consign.slips"
    label = "slips"
