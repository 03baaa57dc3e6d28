from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "portal.site"
    label = "site"

    def ready(self) -> None:
        from portal.site.forms import set_required_messages

        set_required_messages()
