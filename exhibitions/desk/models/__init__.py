"""Devices of the desk, what they record, and what becomes of it."""

from exhibitions.desk.models.devices import Device, DeviceKey, Receipt
from exhibitions.desk.models.duty import HandOver, Shift
from exhibitions.desk.models.incidents import Clash, Incident, IncidentEntry, IncidentFile

__all__ = [
    "Clash",
    "Device",
    "DeviceKey",
    "HandOver",
    "Incident",
    "IncidentEntry",
    "IncidentFile",
    "Receipt",
    "Shift",
]
