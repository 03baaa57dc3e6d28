from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "exhibitions.screening"
    label = "screening"

    def ready(self) -> None:
        """Hang the checks into the pages of delegations and their firms."""
        from exhibitions.fairs import hooks
        from exhibitions.screening import parts

        hooks.on_delegation(parts.of_delegation)
        hooks.on_participant(parts.of_participant)
        hooks.on_mine(parts.of_mine)
