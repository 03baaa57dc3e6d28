"""The public look-up by receipt code: what anybody who holds the code may know."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.choices import State, WaitingFor
from cases.services.numbers import receipt_is_valid
from portal.reference.text import pick

# The queue of moves is the center's business; the public reads who must move in plain words.
MOVERS: dict[str, str | Promise] = {
    WaitingFor.CENTER: _("The center"),
    WaitingFor.APPLICANT: _("The applicant: please log in, or call the center"),
    WaitingFor.EXPERT: _("The center and its expert"),
    WaitingFor.RECEIVER: _("The center"),
    WaitingFor.NOBODY: _("Nobody, the matter has ended"),
}


@dataclass(frozen=True, slots=True)
class Status:
    """All that a receipt code opens: nothing of the applicant, nothing of the dispute."""

    number: str
    state: State
    mover: str | Promise
    submitted_at: datetime.datetime
    center_zh: str
    center_en: str

    @property
    def center(self) -> str:
        """The center's name in the reader's language."""
        return pick(self.center_zh, self.center_en)


def status_find(*, receipt: str) -> Status | None:
    """Look a normalised receipt code up; None for a code that opens nothing, whatever the reason. At most one query."""
    if not receipt_is_valid(receipt):
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "select number, state, waiting_for, submitted_at, center_zh, center_en from case_status(%s)", [receipt]
        )
        row = cursor.fetchone()
    if row is None:
        return None
    number, state, waiting_for, submitted_at, center_zh, center_en = row
    return Status(number, State(state), MOVERS[waiting_for], submitted_at, center_zh, center_en)
