from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "alerts.outreach"
    label = "outreach"

    def ready(self) -> None:
        from alerts.outreach import follow  # noqa: F401 - registers what follows a publication
