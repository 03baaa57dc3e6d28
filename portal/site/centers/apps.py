from django.apps import AppConfig


class CentersConfig(AppConfig):
    name = "portal.site.centers"
    label = "centers"
