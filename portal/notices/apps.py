from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NoticesConfig(AppConfig):
    name = "portal.notices"
    label = "notices"

    def ready(self) -> None:
        # Handlers of topics, resolvers of recipients and templates of notices register themselves when imported.
        autodiscover_modules("tasks", "notices")
