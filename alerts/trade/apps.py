from django.apps import AppConfig


class TradeConfig(AppConfig):
    name = "alerts.trade"
    label = "trade"
