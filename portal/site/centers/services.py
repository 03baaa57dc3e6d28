"""Writes of the centers' sites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from portal.audit import trail
from portal.documents.intake.judge import Verdict
from portal.documents.intake.keep import keep
from portal.documents.intake.names import extension
from portal.notices import outbox
from portal.policy.conflict import Conflict
from portal.site import pagecache, search
from portal.site.centers.models import CenterSite
from portal.site.markdown import plain
from portal.tenancy.models import Center

TOPIC_LOGO = "center_site.check_logo"
LOGO_BYTES = 1024 * 1024
LOGO_KINDS = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp"}


def site_save(
    *, center: Center, values: Mapping[str, Any], seen: int, logo: UploadedFile[bytes] | None = None
) -> CenterSite:
    """Write the site of a center as `values` say (fields of CenterSite); `seen` is the version that was on the page.

    A new logo is shown once a worker found it clean. Raises Conflict when somebody saved in between, ValidationError for a
    logo that is too large or no picture. Locks the site.
    """
    site = CenterSite.objects.select_for_update(of=("self",)).filter(center=center).first() or CenterSite(center=center)
    if site.version != seen:
        raise Conflict(_("Somebody else saved this site in the meantime. Look at it again, then repeat your change."))
    was = {"published": site.published, "host": site.host}
    for name, value in values.items():
        setattr(site, name, value)
    site.version += 1
    if logo is not None:
        old = site.logo_key
        site.logo_key, site.logo_type = _keep_logo(center, logo)
        site.logo_state, site.logo_reason = "received", ""
        outbox.put(TOPIC_LOGO, {"key": site.logo_key, "old": old}, center_id=center.pk)
    site.full_clean(exclude=["center"])
    site.save()
    pagecache.touch("centers", tag(center.code))
    outbox.put(TOPIC_FIND, {"center_id": center.pk}, center_id=center.pk)
    trail.record(
        "center_site.saved", object_type="center", object_id=center.code, center_id=center.pk,
        payload={"version": site.version, "published": site.published, "host": site.host or "", "before": was},
    )  # fmt: skip
    return site


TOPIC_FIND = "center_site.find"


def tag(code: str) -> str:
    """Name the tag of the page of a center (portal.site.pagecache)."""
    return f"center:{code.upper()}"


def _keep_logo(center: Center, logo: UploadedFile[bytes]) -> tuple[str, str]:
    kind = LOGO_KINDS.get(extension(logo.name or ""))
    if kind is None:
        raise ValidationError({"logo": _("Choose a picture: PNG, JPEG or WebP.")}, code="kind")
    if (logo.size or 0) > LOGO_BYTES:
        raise ValidationError({"logo": _("The picture is larger than 1 MB.")}, code="too_large")
    try:
        return keep(logo, f"centers/{center.pk}").storage_key, kind
    except ValidationError as error:
        raise ValidationError({"logo": error.messages}) from error


def logo_settle(*, key: str, verdict: Verdict) -> None:
    """Write a worker's verdict on a logo; one that was exchanged meanwhile is left alone. Needs the system scope."""
    site = CenterSite.objects.select_related("center").filter(logo_key=key).first()
    if site is None:
        return
    state, reason = verdict.state, verdict.reason
    if state == "clean" and verdict.media_type not in LOGO_KINDS.values():
        state, reason = "rejected", "kind_not_taken"
    CenterSite.objects.filter(pk=site.pk, logo_key=key).update(
        logo_state=state, logo_reason=reason, logo_type=verdict.media_type
    )
    pagecache.touch(tag(site.center.code))


def site_find(*, center_id: int) -> None:
    """Make the page of a center findable, or no more. Needs the system scope."""
    center = Center.objects.get(pk=center_id)
    site = CenterSite.objects.filter(center=center, published=True).first()
    if site is None or not center.is_active:
        search.remove("center", [center.code])
        return
    search.put(
        [
            search.Entry(
                "center",
                center.code,
                f"/centers/{center.code}/",
                center.name_zh,
                center.name_en,
                f"{site.tagline_zh} {plain(site.intro_zh)}",
                f"{site.tagline_en} {plain(site.intro_en)}",
                industries=center.industries,
                day=site.updated_at.date(),
                center_id=center.pk,
            )
        ]
    )
