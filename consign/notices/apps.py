from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "consign.notices"
    label = "notices"
