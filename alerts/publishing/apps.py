from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "alerts.publishing"
    label = "publishing"

    def ready(self) -> None:
        from alerts.publishing import addresses
        from alerts.publishing.selectors.reading import ROUTES

        for kind, route in ROUTES.items():
            addresses.read_at(kind, f"publishing:{route}")
