from django.apps import AppConfig


class ExpertsConfig(AppConfig):
    name = "experts"

    def ready(self) -> None:
        """Hang the people of the case into its page."""
        from cases.selectors.case_page import add_panel
        from experts.panel import people

        add_panel(people)
