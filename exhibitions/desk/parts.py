"""What this room says on the pages of delegations and their firms (exhibitions.fairs.hooks)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.desk.access import DAYS_AFTER, works_for
from exhibitions.desk.choices import ClashState, IncidentState
from exhibitions.desk.models import Clash, Incident, Shift
from exhibitions.fairs.choices import DelegationState
from exhibitions.fairs.hooks import Line, When
from exhibitions.fairs.models import Delegation, Participant
from portal.accounts.actors import Actor

_OPEN = Count("pk", filter=Q(state=IncidentState.OPEN))
_GRAVE = Count("pk", filter=Q(state=IncidentState.OPEN, is_grave=True))


def of_delegation(delegation: Delegation, actor: Actor) -> Iterable[tuple[When, Line]]:
    """Say what happened at the booths, who is at the desk now, and what is left. Three queries."""
    told = Incident.objects.filter(delegation=delegation).aggregate(n=Count("pk"), open=_OPEN, grave=_GRAVE)
    clashes = Clash.objects.filter(incident__delegation=delegation, state=ClashState.OPEN).count()
    now = timezone.now()
    on_duty = Shift.objects.filter(delegation=delegation, starts_at__lte=now, ends_at__gt=now).count()
    incidents = f"{reverse('desk:incidents')}?delegation={delegation.public_id}"
    writes = works_for(actor, delegation.center_id)
    yield When.DURING, Line(_("Incidents"), incidents, str(told["n"]))
    if told["grave"]:
        grave = f"{incidents}&grave=on&state=open"
        yield When.DURING, Line(_("Grave and not finished"), grave, str(told["grave"]), urgent=True)
    if clashes:
        yield When.DURING, Line(_("Conflicts to decide"), f"{incidents}&clash=on", str(clashes), urgent=True)
    roster = reverse("desk:duty", args=[delegation.public_id]) if writes else ""
    yield When.DURING, Line(_("On the roster right now"), roster, str(on_duty))
    if writes and _is_worked(delegation):
        yield When.DURING, Line(_("Record an incident"), reverse("desk:add", args=[delegation.public_id]))
        yield When.DURING, Line(_("Open the desk"), reverse("desk:app"))
    yield When.AFTER, Line(_("Incidents not finished"), f"{incidents}&state=open", str(told["open"]))


def _is_worked(delegation: Delegation) -> bool:
    days = (timezone.localdate() - delegation.edition.ends_on).days
    return delegation.state != DelegationState.CANCELLED and days <= DAYS_AFTER


def of_participant(participant: Participant, actor: Actor) -> Iterable[tuple[When, Line]]:
    """Say what happened at a firm's booth. One query."""
    for line in _lines([participant]).get(participant.pk, ()):
        yield When.DURING, line


def of_mine(participants: Sequence[Participant], actor: Actor) -> Mapping[int, Sequence[Line]]:
    """Say the same of each fair of a firm. One query."""
    return _lines(participants)


def _lines(participants: Sequence[Participant]) -> dict[int, list[Line]]:
    counted = (
        Incident.objects.filter(participant__in=participants)
        .order_by()
        .values("participant_id", "participant__public_id")
        .annotate(n=Count("pk"), open=_OPEN, grave=_GRAVE)
    )
    return {
        row["participant_id"]: [
            Line(
                _("Incidents at the booth"), f"{reverse('desk:incidents')}?firm={row['participant__public_id']}",
                (_("%(n)d, %(open)d not finished") if row["open"] else _("%(n)d, all handled")) % row, urgent=bool(row["grave"]),
            )
        ]
        for row in counted
    }  # fmt: skip
