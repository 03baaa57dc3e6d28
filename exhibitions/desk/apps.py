from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "exhibitions.desk"
    label = "desk"

    def ready(self) -> None:
        """Hang the desk into the pages of delegations and their firms."""
        from exhibitions.desk import parts
        from exhibitions.fairs import hooks

        hooks.on_delegation(parts.of_delegation)
        hooks.on_participant(parts.of_participant)
        hooks.on_mine(parts.of_mine)
