from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "consign.stock"
    label = "stock"
