from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "exhibitions.events"
    label = "events"
