from django.apps import AppConfig


class FairsConfig(AppConfig):
    name = "exhibitions.fairs"
    label = "fairs"
