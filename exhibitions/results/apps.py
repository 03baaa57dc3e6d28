from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "exhibitions.results"
    label = "results"

    def ready(self) -> None:
        """Hang the outcome into the page of an incident."""
        from exhibitions.desk.hooks import incident_part
        from exhibitions.results.parts import OUTCOME

        incident_part(OUTCOME)
