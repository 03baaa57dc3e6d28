from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SubscriptionsConfig(AppConfig):
    name = "alerts.subscriptions"
    label = "subscriptions"

    def ready(self) -> None:
        # Listens to publications and says how its recipients are addressed.
        autodiscover_modules("follow")
