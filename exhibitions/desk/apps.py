from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "exhibitions.desk"
    label = "desk"
