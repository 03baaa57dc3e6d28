from django.apps import AppConfig


class EnvironmentConfig(AppConfig):
    name = "alerts.environment"
    label = "environment"
