from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "consign.people"
    label = "people"
