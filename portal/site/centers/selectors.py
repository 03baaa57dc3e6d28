"""Reads of the centers' pages."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping

from django.db import Error
from django.http import Http404

from portal.site.centers.models import CenterSite
from portal.tenancy.models import Center

logger = logging.getLogger(__name__)
HOSTS_SECONDS = 30.0
_hosts: tuple[float, Mapping[str, str]] = (0.0, {})


def get_center(code: str) -> Center:
    """Return an active center by its code, in whatever case; raise Http404."""
    found = Center.objects.filter(code__iexact=code, is_active=True).exclude(kind=Center.Kind.DRAWER).first()
    if found is None:
        raise Http404
    return found


def published_site(center: Center) -> CenterSite | None:
    """Return the published site of a center, None where there is none."""
    return CenterSite.objects.filter(center=center, published=True).first()


def own_hosts() -> Mapping[str, str]:
    """Map the host names of published sites to their centers' codes; at most 30 s old. Asked before any transaction."""
    global _hosts
    asked, known = _hosts
    now = time.monotonic()
    if asked and now - asked < HOSTS_SECONDS:
        return known
    try:
        rows = CenterSite.objects.filter(published=True, host__isnull=False, center__is_active=True)
        known = {str(host): code for host, code in rows.values_list("host", "center__code")}
    except Error:
        logger.warning("The host names of the centers cannot be read.")
    _hosts = (now, known)
    return known
