from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "consign.letters"
    label = "letters"
