"""What subscribers are told."""

from django.utils.translation import gettext_lazy as _

from alerts.subscriptions.services.returning import STOPPED
from alerts.subscriptions.services.spreading import TEMPLATE, TOPIC
from portal.notices.topics import template, topic

topic(TOPIC, _("Alerts and news I subscribed to"), order=70)
template(TEMPLATE, topic=TOPIC)
# Under the bell alone: to the address itself nothing is sent any more.
template(STOPPED, topic=TOPIC)
template("subscriptions/confirm", topic=None)
template("subscriptions/link", topic=None)
