"""What is done for the centers' sites after the commit."""

from __future__ import annotations

from django.core.files.storage import default_storage

from portal.documents.intake.judge import judge
from portal.notices.registry import Work, handler
from portal.site.centers import services
from portal.site.centers.models import CenterSite
from portal.tenancy import scope as scopes


@handler(services.TOPIC_LOGO, queue="feed", opens_scope=False)
def check_logo(work: Work) -> None:
    """Judge a logo's bytes, write the verdict, and erase the logo it took the place of."""
    key, old = str(work.payload["key"]), str(work.payload["old"])
    verdict = judge(key, f"logo.{_ending(key)}")
    with scopes.enter(scopes.system()):
        services.logo_settle(key=key, verdict=verdict)
    if _is_left_logo(old):
        default_storage.delete(old)


def _is_left_logo(key: str) -> bool:
    """Say whether a key is that of a logo which no site shows: nothing else is erased, whatever the event says."""
    if not key.startswith("centers/") or ".." in key:
        return False
    with scopes.enter(scopes.system()):
        return not CenterSite.objects.filter(logo_key=key).exists()


def _ending(key: str) -> str:
    with scopes.enter(scopes.system()):
        kind = CenterSite.objects.filter(logo_key=key).values_list("logo_type", flat=True).first()
    return next((ending for ending, of in services.LOGO_KINDS.items() if of == kind), "png")


@handler(services.TOPIC_FIND, queue="feed")
def find(work: Work) -> None:
    """Bring the search up to date with a center's site."""
    services.site_find(center_id=int(work.payload["center_id"]))
