"""Devices: made known, given their key, told to wipe themselves."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from exhibitions.desk.models import Device
from exhibitions.fairs.models import Delegation
from portal.accounts.actors import Actor
from portal.accounts.names import name_check
from portal.audit import trail
from portal.notices.notify import notify


def device_open(*, name: str, delegation: Delegation, actor: Actor) -> Device:
    """Make the browser in which `actor` sits known for the delegations of one center. Raises ValidationError by field."""
    try:
        name_check(name)  # it stands in a mail when the device is revoked
    except ValidationError as error:
        raise ValidationError({"name": error}) from error
    device = Device(center_id=delegation.center_id, user_id=actor.own_user_id, name=name)
    device.full_clean(exclude=["center", "user"], validate_unique=False)
    device.last_seen_at = timezone.now()
    device.save()
    _record("opened", device)
    return device


def device_key(device: UUID) -> str | None:
    """Give the key of an own device that is not revoked: 32 bytes in base64; None for any other."""
    with connection.cursor() as cursor:
        cursor.execute("select desk_device_key(%s)", [device])
        row = cursor.fetchone()
    return row[0] if row else None


def device_word(device: UUID, *, wiped: bool = False) -> str:
    """Say what a device is to do: `erase`, `seal` or "" for nothing; `wiped` notes that it erased itself.

    Needs the bare log-in and nobody's.
    """
    with connection.cursor() as cursor:
        cursor.execute("select desk_device_word(%s, %s)", [device, wiped])
        (word,) = cursor.fetchone()
    return str(word)


def device_seen(*, device: Device, clock_offset: int) -> None:
    """Note a contact, and by how much the device's clock differs (seconds to add)."""
    Device.objects.filter(pk=device.pk).update(last_seen_at=timezone.now(), clock_offset=clock_offset)


def device_revoke(*, device: Device, actor: Actor) -> bool:
    """Give a device nothing any more; it wipes itself at its next contact. Return whether it was not revoked before."""
    changed = Device.objects.filter(pk=device.pk, revoked_at__isnull=True).update(
        revoked_at=timezone.now(), revoked_by_id=actor.user_id
    )
    if changed:
        _record("revoked", device)
        if device.user_id != actor.user_id:
            notify(
                "desk/device_revoked", context={"device": device.name}, link="/desk/devices/", users=[device.user_id]
            )
    return bool(changed)


def _record(what: str, device: Device) -> None:
    trail.record(
        f"desk_device.{what}", object_type="desk_device", object_id=device.public_id, center_id=device.center_id,
        payload={"name": device.name},
    )  # fmt: skip
