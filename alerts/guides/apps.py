from django.apps import AppConfig


class GuidesConfig(AppConfig):
    name = "alerts.guides"
    label = "guides"

    def ready(self) -> None:
        """Have chapters read on the pages of their guide, and follow what is published and retracted."""
        from alerts.guides.choices import address_parts, slug_of
        from alerts.guides.services.standing import chapter_published, chapter_retracted
        from alerts.publishing import addresses, hooks
        from alerts.publishing.choices import Kind

        addresses.read_at(
            Kind.GUIDE,
            "guides:chapter",
            arguments=address_parts,
            slug=lambda found: slug_of(found["country"].upper(), found["chapter"]),
        )
        hooks.after_publication(chapter_published)
        hooks.after_retraction(chapter_retracted)
