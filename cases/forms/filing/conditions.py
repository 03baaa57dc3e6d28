"""When a section is asked: pure functions of what was answered before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.choices import DisputeType, Forum, PartyRole, Stage

if TYPE_CHECKING:
    from cases.models import Case


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers that decide which further questions make sense; empty where not answered yet."""

    role: str = ""
    dispute_type: str = ""
    forum: str = ""
    stage: str = ""


Condition = Callable[[Answers], bool]


def answers_of(case: Case) -> Answers:
    """Read the deciding answers off a draft."""
    return Answers(role=case.role, dispute_type=case.dispute_type, forum=case.forum, stage=case.stage)


def always(answers: Answers) -> bool:
    """Ask everybody."""
    return True


def is_dispute(answers: Answers) -> bool:
    """Something has happened: not mere prevention."""
    return answers.role != PartyRole.PREVENTION


def asserts_against_applicant(answers: Answers) -> bool:
    """Someone holds a right against the applicant, or both claim one."""
    return answers.role not in {PartyRole.ENFORCING, PartyRole.PREVENTION}


def may_have_been_served(answers: Answers) -> bool:
    """Papers may have reached the applicant, so that a period may be running."""
    if answers.role == PartyRole.PREVENTION:
        return False
    return not (answers.stage == Stage.NONE and answers.forum in {"", Forum.NONE})


def before_itc(answers: Answers) -> bool:
    """An investigation under Section 337."""
    return answers.forum == Forum.ITC


def at_customs(answers: Answers) -> bool:
    """Goods are held by customs."""
    return answers.forum == Forum.CUSTOMS


def at_fair(answers: Answers) -> bool:
    """The dispute arose at a trade fair."""
    return answers.forum == Forum.FAIR or answers.dispute_type == DisputeType.EXHIBITION


def on_platform(answers: Answers) -> bool:
    """The dispute runs on an online platform."""
    return answers.forum == Forum.PLATFORM


def is_squatting(answers: Answers) -> bool:
    """A stranger filed the applicant's mark."""
    return answers.dispute_type == DisputeType.SQUATTING
