from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "alerts.publishing"
    label = "publishing"
