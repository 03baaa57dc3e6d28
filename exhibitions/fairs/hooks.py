"""What the rooms above say on the pages of a delegation and of a firm in it: before, during and after the fair.

They register in `AppConfig.ready()`. A part gives lines, each a few words with a figure and the page behind it; it asks the
same number of queries whatever there is, in the scope of who reads, and leaves out what this reader cannot open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exhibitions.fairs.models import Delegation, FairEdition, Participant
from portal.accounts.actors import Actor


class When(StrEnum):
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


@dataclass(frozen=True)
class Line:
    """One line: words, the page behind them ("" where there is none for this reader), a figure; `urgent` stands out."""

    label: str
    url: str = ""
    figure: str = ""
    urgent: bool = False


@dataclass(frozen=True)
class Phase:
    """One of the three columns; `is_now` marks the one that the fair is in."""

    when: When
    label: str | Promise
    icon: str
    is_now: bool
    lines: Sequence[Line]


Told = Iterable[tuple[When, Line]]
OfDelegation = Callable[[Delegation, Actor], Told]
OfParticipant = Callable[[Participant, Actor], Told]
OfMine = Callable[[Sequence[Participant], Actor], Mapping[int, Sequence[Line]]]
_of_delegation: list[OfDelegation] = []
_of_participant: list[OfParticipant] = []
_of_mine: list[OfMine] = []
_LABELS = {
    When.BEFORE: (_("Before the fair"), "clipboard-check"),
    When.DURING: (_("During the fair"), "shield"),
    When.AFTER: (_("After the fair"), "checklist"),
}


def on_delegation(function: OfDelegation) -> OfDelegation:
    """Have `function(delegation, actor)` tell its lines on the page of a delegation."""
    _of_delegation.append(function)
    return function


def on_participant(function: OfParticipant) -> OfParticipant:
    """Have `function(participant, actor)` tell its lines on the page of a firm, for staff, the firm and experts on duty."""
    _of_participant.append(function)
    return function


def on_mine(function: OfMine) -> OfMine:
    """Have `function(participants, actor)` tell lines by participant in a firm's list of its fairs."""
    _of_mine.append(function)
    return function


def delegation_phases(delegation: Delegation, actor: Actor, own: Told = ()) -> list[Phase]:
    """Gather what all rooms say of a delegation, `own` lines of this room first."""
    return _phases(delegation.edition, [*own, *(told for part in _of_delegation for told in part(delegation, actor))])


def participant_phases(participant: Participant, actor: Actor, own: Told = ()) -> list[Phase]:
    """Gather what all rooms say of a firm in a delegation, `own` lines of this room first."""
    told = [*own, *(line for part in _of_participant for line in part(participant, actor))]
    return _phases(participant.delegation.edition, told)


def mine_lines(participants: Sequence[Participant], actor: Actor) -> dict[int, list[Line]]:
    """Gather what all rooms say of a firm's participations, by participant."""
    found: dict[int, list[Line]] = {row.pk: [] for row in participants}
    for part in _of_mine:
        for key, lines in part(participants, actor).items():
            found[key].extend(lines)
    return found


def _phases(edition: FairEdition, told: Sequence[tuple[When, Line]]) -> list[Phase]:
    today = timezone.localdate()
    now = (
        When.BEFORE if today < edition.starts_on else When.DURING if today <= edition.ends_on else When.AFTER
    )  # fmt: skip
    return [
        Phase(when, label, icon, when == now, [line for at, line in told if at == when])
        for when, (label, icon) in _LABELS.items()
    ]
