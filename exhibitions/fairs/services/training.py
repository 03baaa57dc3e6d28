"""Let an event of the center be a delegation's training, or no more."""

from __future__ import annotations

from django.utils.translation import gettext as _

from exhibitions.events.models import Event
from exhibitions.fairs.choices import DelegationState
from exhibitions.fairs.models import Delegation, Training
from exhibitions.fairs.services.delegations import record
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict


def training_add(*, delegation: Delegation, event: Event, actor: Actor) -> None:
    """Point a delegation at an event of its center; a second time changes nothing. Locks the delegation. Raises Conflict."""
    now = _open(delegation)
    if event.center_id != now.center_id:
        raise Conflict(_("This is another center's event."))
    _row, made = Training.objects.get_or_create(delegation=now, event=event, defaults={"center_id": now.center_id})
    if made:
        record("training_added", now, event=event.title_zh)


def training_remove(*, delegation: Delegation, event: Event, actor: Actor) -> None:
    """Point no more at an event, which itself stays as it is. Locks the delegation. Raises Conflict for one that is not open."""
    now = _open(delegation)
    if Training.objects.filter(delegation=now, event=event).delete()[0]:
        record("training_removed", now, event=event.title_zh)


def _open(delegation: Delegation) -> Delegation:
    now = Delegation.objects.select_for_update(of=("self",)).get(pk=delegation.pk)
    if now.state != DelegationState.OPEN:
        raise Conflict(_("This delegation is not open any more."))
    return now
