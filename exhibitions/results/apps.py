from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "exhibitions.results"
    label = "results"

    def ready(self) -> None:
        """Hang the outcome into the page of an incident, and the rest into the pages of delegations and their firms."""
        from exhibitions.desk.hooks import incident_part
        from exhibitions.fairs import hooks
        from exhibitions.results import parts

        incident_part(parts.OUTCOME)
        hooks.on_delegation(parts.of_delegation)
        hooks.on_participant(parts.of_participant)
        hooks.on_mine(parts.of_mine)
