"""What this room tells: grave incidents, and that a device was revoked."""

from django.utils.translation import gettext_lazy as _

from portal.notices.topics import template, topic
from portal.policy.personas import CENTER, COORDINATORS, EXPERTS

# What is grave reaches everybody whom it concerns: hours count, and nobody can switch it off (decision 0008).
topic("desk_grave", _("Fairs: grave incidents"), locked=True, order=54, personas=CENTER | COORDINATORS)
topic("desk", _("Fairs: devices of the desk"), order=55, personas=CENTER | COORDINATORS | EXPERTS)
template("desk/grave", topic="desk_grave")
template("desk/device_revoked", topic="desk")
