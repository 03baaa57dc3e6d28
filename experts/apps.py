from django.apps import AppConfig


class ExpertsConfig(AppConfig):
    name = "experts"

    def ready(self) -> None:
        """Hang the people of the case into its page, their leaving into its end and that of their seat, and their proposal into the API."""
        from cases.api.verbs import offer
        from cases.choices import Verb
        from cases.selectors.case_page import add_panel
        from cases.services.transition import follow
        from experts.api import AssignDeedForm, assign
        from experts.panel import people
        from experts.services.assignments import assignments_end, assignments_end_with_seat
        from portal.accounts.services.staff import follow_end

        add_panel(people)
        follow(assignments_end)
        follow_end(assignments_end_with_seat)
        offer(Verb.ASSIGN_EXPERT, form=AssignDeedForm, perform=assign)
