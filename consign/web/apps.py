from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "consign.web"
    label = "web"
