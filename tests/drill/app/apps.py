from django.apps import AppConfig


class DrillConfig(AppConfig):
    name = "tests.drill.app"
    label = "drill"
