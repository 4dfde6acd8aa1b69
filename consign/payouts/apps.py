from django.apps import AppConfig


class PayoutsConfig(AppConfig):
    name = "consign.payouts"
    label = "payouts"
