from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "exhibitions.screening"
    label = "screening"
