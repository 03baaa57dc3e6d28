from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "alerts.library"
    label = "library"

    def ready(self) -> None:
        """Hang the library into the case page, into the review of texts and into the public list of typical cases."""
        from alerts.library import hooks
        from alerts.library.panel import panel
        from alerts.library.services.shelving import card_put, card_remove
        from alerts.publishing import hooks as publishing
        from alerts.publishing import shelves
        from alerts.publishing.choices import Kind
        from cases.selectors.case_page import add_panel

        add_panel(panel)
        publishing.before_step(hooks.examine)
        publishing.after_publication(card_put)
        publishing.after_publication(hooks.released)
        publishing.after_retraction(card_remove)
        shelves.extend(Kind.CASE, hooks.SHELF)
