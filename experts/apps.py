from django.apps import AppConfig


class ExpertsConfig(AppConfig):
    name = "experts"

    def ready(self) -> None:
        """Hang the people of the case into its page, and the proposal of an expert into the API."""
        from cases.api.verbs import offer
        from cases.choices import Verb
        from cases.selectors.case_page import add_panel
        from experts.api import AssignDeedForm, assign
        from experts.panel import people

        add_panel(people)
        offer(Verb.ASSIGN_EXPERT, form=AssignDeedForm, perform=assign)
