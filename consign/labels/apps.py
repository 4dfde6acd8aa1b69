from django.apps import AppConfig


class LabelsConfig(AppConfig):
    name = "consign.labels"
    label = "labels"
