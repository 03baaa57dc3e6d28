"""What this room tells: grave incidents, and that a device was revoked."""

from django.utils.translation import gettext_lazy as _

from portal.notices.topics import template, topic
from portal.policy.personas import CENTER, COORDINATORS, EXPERTS

topic("desk", _("Fairs: grave incidents and devices"), order=55, personas=CENTER | COORDINATORS | EXPERTS)
template("desk/grave", topic="desk")
template("desk/device_revoked", topic="desk")
