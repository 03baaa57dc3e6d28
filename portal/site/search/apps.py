from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "portal.site.search"
    label = "search"
