"""The notices that speak of the portal's own running."""

from django.utils.translation import gettext_lazy as _

from portal.notices.topics import template, topic
from portal.policy.personas import AUDITORS, SYSADMINS

topic("operations", _("Running of the portal"), locked=True, order=900, personas=SYSADMINS | AUDITORS)
template("notices/quarantined", topic="operations")
