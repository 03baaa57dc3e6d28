"""One good and one bad way of doing every verb that has a form of its own, for the tests of its page."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from cases.choices import Verb
from cases.models import Case, SupplementRequest, Transfer
from cases.models.case import of
from portal.tenancy import scope as scopes
from tests.handling.conftest import Office

TYPED = "这段话已经写了很久，若是丢了就得重写一遍；所以无论表单哪里填错，都应当原样留在页面上。"
Data = Mapping[str, Any]


def day(ahead: int) -> str:
    """Give a day from today as a browser sends it."""
    return (timezone.localdate() + datetime.timedelta(days=ahead)).isoformat()


@dataclass(frozen=True)
class Deed:
    """`who` does `verb` with a case in `state`; `good` fills the form, `bad` is wrong in the fields `wrong`.

    `rival` is a second person who may do the same. `becomes` is the state afterwards, `prepare` puts beside the case what
    the verb needs. `outsider` belongs to the same place, but the verb is never theirs.
    """

    verb: Verb
    who: str
    state: str
    becomes: str
    good: Callable[[Office], Data] = lambda office: {}
    bad: Data = field(default_factory=dict)
    wrong: tuple[str, ...] = ()
    rival: str = "handler@2"
    outsider: str = "intake"
    columns: Data = field(default_factory=dict)
    prepare: Callable[[Office, Case], None] = lambda office, case: None

    @property
    def typed(self) -> str:
        """What the bad form holds that would be a pity to type again; "" where the form has no text."""
        return TYPED if TYPED in self.bad.values() else ""

    def case(self, office: Office) -> Case:
        """Make a case with which this can be done."""
        case = office.case(self.state, handler_id=office.person("handler").pk, **self.columns)
        with scopes.enter(scopes.system()):
            self.prepare(office, case)
        return case


def _asked(office: Office, case: Case) -> None:
    SupplementRequest.objects.create(
        **of(case), items=["授权委托书"], due_on=timezone.localdate() + datetime.timedelta(days=9)
    )


def _proposed(office: Office, case: Case) -> None:
    Transfer.objects.create(
        **of(case), from_center=office.center, to_center=office.elsewhere, reason="更合适", synopsis={},
        proposed_by_id=office.person("handler").pk,
    )  # fmt: skip


_DEEDS = (
    Deed(Verb.REVIEW, "intake", "submitted", "under_review", rival="handler", outsider="owner"),
    Deed(
        Verb.ACCEPT, "handler", "under_review", "accepted", lambda office: {"level": "important"},
        {"level": "enormous", "handler_id": "x"}, ("level", "handler_id"), outsider="owner",
    ),
    Deed(
        Verb.REQUEST_SUPPLEMENT, "intake", "under_review", "needs_supplement",
        lambda office: {"items": "授权委托书\n产品照片", "due_on": day(15)},
        {"items": TYPED, "due_on": day(-1)}, ("due_on",), rival="handler", outsider="owner",
    ),
    Deed(
        Verb.SUPPLEMENT, "owner", "needs_supplement", "under_review", lambda office: {"answer": TYPED},
        {"answer": " "}, ("answer",), rival="member", outsider="coordinator", prepare=_asked,
    ),
    Deed(
        Verb.DECLINE, "handler", "under_review", "declined",
        lambda office: {"reason": "not_party", "explanation": TYPED, "advice": "请由当事企业申请。"},
        {"reason": "", "explanation": TYPED}, ("reason",),
    ),
    Deed(Verb.START_GUIDANCE, "handler", "accepted", "in_guidance"),
    Deed(
        Verb.TRACK, "handler", "opinion_issued", "tracking", lambda office: {"next_on": day(20), "note": TYPED},
        {"next_on": "2026-13-45", "note": TYPED}, ("next_on",),
    ),
    Deed(
        Verb.FOLLOW_UP, "handler", "tracking", "tracking", lambda office: {"next_on": day(20), "note": TYPED},
        {"next_on": day(-3), "note": TYPED}, ("next_on",),
    ),
    Deed(
        Verb.CLOSE, "handler", "tracking", "closed",
        lambda office: {"outcome": "settled", "summary": TYPED, "recovered": "1200.50", "recovered_currency": "CNY"},
        {"outcome": "settled", "summary": TYPED, "recovered": "-5"}, ("recovered",),
    ),
    Deed(
        Verb.TERMINATE, "handler", "in_guidance", "terminated",
        lambda office: {"reason": "unreachable", "explanation": TYPED},
        {"reason": "because", "explanation": TYPED}, ("reason",),
    ),
    Deed(
        Verb.WITHDRAW, "owner", "in_guidance", "withdrawn", lambda office: {"reason": TYPED}, {"reason": ""}, ("reason",),
        rival="member", outsider="intake",
    ),
    Deed(
        Verb.REOPEN, "supervisor", "closed", "in_guidance", lambda office: {"reason": TYPED},
        {"reason": "\x00"}, ("reason",), rival="supervisor@2", outsider="handler",
    ),
    Deed(Verb.ARCHIVE, "handler", "closed", "archived"),
    Deed(
        Verb.REQUEST_TRANSFER, "handler", "accepted", "accepted",
        lambda office: {"to_center": office.elsewhere.pk, "reason": TYPED},
        {"to_center": "0", "reason": TYPED}, ("to_center",),
    ),
    Deed(
        Verb.CANCEL_TRANSFER, "handler", "accepted", "accepted", columns={"waiting_for": "receiver"}, prepare=_proposed,
    ),
    Deed(
        Verb.ASSIGN_HANDLER, "supervisor", "accepted", "accepted",
        lambda office: {"handler_id": office.person("handler@2").pk}, {"handler_id": "999999999"}, ("handler_id",),
        rival="supervisor@2", outsider="owner",
    ),
    Deed(
        Verb.SET_LEVEL, "supervisor", "accepted", "accepted", lambda office: {"level": "major", "reason": TYPED},
        {"level": "", "reason": TYPED}, ("level",), rival="coordinator", outsider="handler",
    ),
)  # fmt: skip

DEEDS: Mapping[Verb, Deed] = {deed.verb: deed for deed in _DEEDS}
