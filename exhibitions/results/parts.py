"""What this room says on the pages of an incident, of delegations and of their firms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.desk.access import works_for
from exhibitions.desk.choices import IncidentState
from exhibitions.desk.hooks import IncidentPart
from exhibitions.desk.models import Incident
from exhibitions.fairs.choices import ParticipantState
from exhibitions.fairs.hooks import Line, When
from exhibitions.fairs.models import Delegation, Participant
from exhibitions.results.choices import SumKind
from exhibitions.results.models import Feedback, Outcome, Report
from exhibitions.results.selectors.sums import in_words
from portal.accounts.actors import Actor


def _outcome(incident: Incident, actor: Actor) -> Mapping[str, Any] | None:
    """Give how it ended, for staff. At most two queries."""
    if not actor.is_staff:
        return None
    found = Outcome.objects.filter(incident=incident).prefetch_related("sums").first()
    sums = list(found.sums.all()) if found else []
    return {
        "outcome": found, "is_closed": incident.state == "closed", "may_write": works_for(actor, incident.center_id),
        "costs": in_words(each for each in sums if each.kind != SumKind.AVERTED),
        "averted": [each for each in sums if each.kind == SumKind.AVERTED],
    }  # fmt: skip


OUTCOME = IncidentPart("results/_outcome.html", _outcome)


def of_delegation(delegation: Delegation, actor: Actor) -> Iterable[tuple[When, Line]]:
    """Say how far the report is, what firms said and what is overdue, to staff once the fair has begun. Three queries."""
    if not actor.is_staff or delegation.edition.starts_on > timezone.localdate():
        return
    overdue = (
        Incident.objects.filter(delegation=delegation, next_due_at__lt=timezone.now())
        .exclude(state=IncidentState.CLOSED)
        .count()
    )
    if overdue:
        late = f"{reverse('results:followup')}?delegation={delegation.public_id}&only=overdue"
        yield When.AFTER, Line(_("Overdue follow-ups"), late, str(overdue), urgent=True)
    page = reverse("results:report", args=[delegation.public_id])
    if actor.center_id == delegation.center_id:
        answers = Feedback.objects.filter(participant__delegation=delegation).count()
        yield When.AFTER, Line(_("Firms that gave feedback"), page, str(answers))
    report = Report.objects.filter(delegation=delegation).first()
    yield When.AFTER, Line(_("Report"), page, str(report.get_state_display() if report else _("Not yet begun")))


def of_participant(participant: Participant, actor: Actor) -> Iterable[tuple[When, Line]]:
    """Lead a firm to its feedback once the fair is over. One query."""
    if actor.kind == "enterprise":
        for line in of_mine([participant], actor).get(participant.pk, ()):
            yield When.AFTER, line


def of_mine(participants: Sequence[Participant], actor: Actor) -> Mapping[int, Sequence[Line]]:
    """Lead a firm to its feedback on each fair that is over. One query."""
    today = timezone.localdate()
    over = [
        row
        for row in participants
        if row.state == ParticipantState.CONFIRMED and row.delegation.edition.ends_on < today
    ]
    given = set(Feedback.objects.filter(participant__in=over).values_list("participant_id", flat=True) if over else ())
    return {
        row.pk: [
            Line(
                _("Your feedback"), reverse("results:feedback", args=[row.public_id]),
                _("Given, thank you") if row.pk in given else _("Not given yet"), urgent=row.pk not in given,
            )
        ]
        for row in over
    }  # fmt: skip
