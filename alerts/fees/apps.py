from django.apps import AppConfig


class FeesConfig(AppConfig):
    name = "alerts.fees"
    label = "fees"
