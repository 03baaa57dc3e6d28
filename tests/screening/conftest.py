"""A center's delegation with one firm and one exhibit, and everybody who works on its check."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from exhibitions.fairs.models import Delegation, Exhibit, Participant
from exhibitions.screening.models import Screening
from exhibitions.screening.services.screenings import screening_answer, screening_begin, screening_move
from portal.tenancy import scope as scopes
from tests import people
from tests.people import Person
from tests.screening import made


@dataclass
class Room:
    """The people of the room and what they work on."""

    editor: Person
    reviewer: Person
    handler: Person
    supervisor: Person
    expert: Person
    owner: Person
    delegation: Delegation
    participant: Participant
    exhibit: Exhibit

    def begun(self) -> Screening:
        """Begin a check as the handler."""
        with scopes.enter(self.handler.scope()):
            return screening_begin(exhibit=self.exhibit, actor=made.actor(self.handler))

    def answered(self, *, mark: str = "no", advice: str = "carry", by: Person | None = None) -> Screening:
        """Answer everything of a new check."""
        who = by or self.handler
        screening = self.begun()
        answers = {"test:mark": {"answer": mark, "note": ""}, "test:papers": {"answer": "yes", "note": "已备"}}
        with scopes.enter(who.scope()):
            return screening_answer(
                screening=screening,
                answers=answers,
                advice=advice,
                conclusion="带好证书。",
                version=screening.row_version,
            )

    def handed_in(self, **more: str) -> Screening:
        """Hand a check in as the handler."""
        screening = self.answered(**more)  # type: ignore[arg-type]
        with scopes.enter(self.handler.scope()):
            return screening_move(screening=screening, verb="hand_in", actor=made.actor(self.handler))

    def signed(self, **more: str) -> Screening:
        """Have the expert on duty sign a check."""
        screening = self.handed_in(**more)
        with scopes.enter(self.expert.scope()):
            return screening_move(screening=screening, verb="sign", actor=made.actor(self.expert))


@pytest.fixture
def room(db: None) -> Room:
    """Everybody, a released checklist, an exhibit to check."""
    editor, reviewer = people.person("editor"), people.person("reviewer")
    center = people.make_center()
    enterprise = people.make_enterprise()
    expert = people.person("expert", center=center)
    with scopes.enter(scopes.system()):
        delegation = made.delegation(made.edition(people.national_center()), center)
        participant = made.participant(delegation, enterprise)
        exhibit = made.exhibit(participant)
        made.on_duty(delegation, expert)
    made.released(editor, reviewer)
    return Room(
        editor, reviewer, people.person("handler", center=center), people.person("supervisor", center=center), expert,
        people.person("owner", enterprise=enterprise), delegation, participant, exhibit,
    )  # fmt: skip
