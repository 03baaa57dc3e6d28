"""What each of the three administrators finds on their start page: what needs them, how things stand, what they may do.

Everything is read in the administrator's own scope, so that the page can say nothing the role may not see.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts import selectors
from portal.accounts.actors import Actor
from portal.accounts.models import TWO_PERSON_ROLES, Invitation
from portal.audit import selectors as audit_selectors
from portal.notices.models import OutboxEvent
from portal.site import marks
from portal.site.nav import role_words
from portal.tenancy.models import ADMIN_ROLES, Center, Membership, StaffRole

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST = 1000
# Work that has waited longer than this is late: the relay offers everything every few seconds.
LATE = timedelta(minutes=5)
VERIFY_EVERY = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits for the reader: a sentence, what it means, and the page on which it is settled."""

    words: str
    why: str
    url: str
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name and, where there is one, the page behind it."""

    value: str
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something the reader may do, in words that say what it is for."""

    words: str
    why: str
    url: str
    icon: str


@dataclass(slots=True)
class Start:
    """The start page of one administrator."""

    needs: list[Need] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)


def start_of(actor: Actor) -> Start:
    """Put the start page of an administrator together."""
    if actor.has("auditor"):
        return _auditor()
    return _security(actor) if actor.has("secadmin") else _system(actor)


def _many(rows: QuerySet[OutboxEvent]) -> int:
    return rows[:MOST].count()


def _written(count: int) -> str:
    return f"{MOST}+" if count >= MOST else str(count)


# -- the system administrator ----------------------------------------------------------------------------------------


def _system(actor: Actor) -> Start:
    start = Start()
    quarantine = reverse("notices:quarantine")
    stopped = _many(OutboxEvent.objects.filter(state=OutboxEvent.State.QUARANTINED))
    if stopped:
        start.needs.append(
            Need(
                ngettext("%(n)s piece of work stands still", "%(n)s pieces of work stand still", stopped)
                % {"n": _written(stopped)},
                _("It failed three times. Read the error, then offer it again or give it up."),
                quarantine,
                danger=True,
            )
        )
    open_work = OutboxEvent.objects.filter(state__in=[OutboxEvent.State.PENDING, OutboxEvent.State.LEASED])
    due = open_work.filter(available_at__lte=timezone.now() - LATE)
    if late := _many(due):
        oldest = due.aggregate(oldest=Min("available_at"))["oldest"]
        start.needs.append(
            Need(
                ngettext("%(n)s piece of work is late", "%(n)s pieces of work are late", late) % {"n": _written(late)},
                _("The oldest was due on %(at)s. Look whether relay, workers and broker run.")
                % {"at": marks.table_time(oldest)},
                "",
                danger=True,
            )
        )
    start.needs += _to_confirm(actor)
    start.figures = [
        Figure(_written(_many(open_work)), _("work waiting or being done")),
        Figure(_written(stopped), _("in quarantine"), quarantine),
        Figure(str(Center.objects.filter(is_active=True).exclude(kind=Center.Kind.DRAWER).count()), _("centers open")),
    ]
    start.deeds = [
        Deed(_("Quarantine"), _("Offer failed work again, or give it up with a reason."), quarantine, "alert-triangle"),
        Deed(_("Roles"), _("Confirm proposed roles as the second person."), reverse("accounts:grants"), "shield"),
        Deed(
            _("Lost devices"),
            _("Confirm removals of a second factor; ask for the security administrator's."),
            reverse("accounts:factor_resets"),
            "device-mobile",
        ),
    ]
    return start


def _to_confirm(actor: Actor) -> list[Need]:
    """What waits for a second person and may be this one."""
    needs = []
    proposals = _proposals(actor)
    if mine := [one for one in proposals if one.invited_by_id != actor.user_id]:
        needs.append(
            Need(
                ngettext("%(n)s role waits for confirmation", "%(n)s roles wait for confirmation", len(mine))
                % {"n": len(mine)},
                _("Somebody proposed it; you read the reason and confirm."),
                reverse("accounts:grants"),
            )
        )
    resets = [one for one in selectors.resets_waiting() if not one.is_of(actor.user_id)]
    if resets:
        needs.append(
            Need(
                ngettext(
                    "%(n)s lost device waits for confirmation", "%(n)s lost devices wait for confirmation", len(resets)
                )
                % {"n": len(resets)},
                _("Somebody cannot log in until it is settled."),
                reverse("accounts:factor_resets"),
            )
        )
    if ends := [one for one in selectors.endings_waiting() if not one.is_of(actor.user_id)]:
        needs.append(
            Need(
                ngettext(
                    "%(n)s end of a role waits for confirmation", "%(n)s ends of roles wait for confirmation", len(ends)
                )
                % {"n": len(ends)},
                _("An administrator's role is to end; you read the reason and decide."),
                reverse("accounts:grants"),
                danger=any(one.stops for one in ends),
            )
        )
    return needs


def _proposals(actor: Actor) -> list[Invitation]:
    return [
        one for one in selectors.proposals_to(actor) if one.confirmed_by_id is None and not one.founding and one.is_open
    ]


# -- the security administrator --------------------------------------------------------------------------------------


def _security(actor: Actor) -> Start:
    start = Start()
    grants, lost = reverse("accounts:grants"), reverse("accounts:factor_resets")
    held = Counter(Membership.objects.filter(role__in=TWO_PERSON_ROLES).values_list("role", flat=True))
    for role in sorted(ADMIN_ROLES | {StaffRole.COORDINATOR}):
        if held[role] == 0:
            start.needs.append(
                Need(
                    _("Nobody is %(role)s") % {"role": role_words(frozenset({role}))},
                    _("What only this role may do cannot be done. Propose somebody."),
                    reverse("accounts:grant_propose"),
                    danger=True,
                )
            )
    sent = [
        one
        for one in selectors.open_invitations(center__isnull=False, role__in=TWO_PERSON_ROLES)
        if one.confirmed_by_id is not None or one.founding
    ]
    if over := sum(not one.is_open for one in sent):
        start.needs.append(
            Need(
                ngettext("%(n)s invitation has run out", "%(n)s invitations have run out", over) % {"n": over},
                _("Nobody accepted in time. Take it back and propose anew."),
                grants,
            )
        )
    start.figures = [
        Figure(str(len(_proposals(actor))), _("roles waiting for confirmation"), grants),
        Figure(str(sum(one.is_open for one in sent)), _("invitations waiting to be accepted"), grants),
        Figure(str(selectors.resets_waiting().count()), _("lost devices waiting for confirmation"), lost),
        Figure(str(sum(held.values())), _("national and administrator roles held"), grants),
    ]
    start.deeds = [
        Deed(
            _("Propose a role"),
            _("National roles and administrators: you propose, somebody else confirms."),
            reverse("accounts:grant_propose"),
            "user-plus",
        ),
        Deed(
            _("End a role"),
            _("It holds from the person's next click on. An administrator's needs a second person."),
            grants,
            "shield",
        ),
        Deed(
            _("Lost devices"),
            _("Ask to remove the second factor of somebody who cannot log in any more."),
            lost,
            "device-mobile",
        ),
    ]
    return start


# -- the auditor -----------------------------------------------------------------------------------------------------


def _auditor() -> Start:
    start = Start()
    chain, trail = reverse("audit:chain"), reverse("audit:list")
    state = audit_selectors.chain_state()
    verified = state.verified
    if verified is not None and not verified.payload.get("sound"):
        start.needs.append(
            Need(
                _("The chain of the trail does not hold"),
                _("The last verification found that entries were changed. Read what was found before anything else."),
                chain,
                danger=True,
            )
        )
    elif verified is None or verified.at < timezone.now() - VERIFY_EVERY:
        start.needs.append(
            Need(
                _("The trail has not been verified lately"),
                _("It is done every night. Have it verified now, and ask the system administrator why it was not."),
                chain,
            )
        )
    yesterday = timezone.localdate() - timedelta(days=1)
    since = yesterday.isoformat()
    counted = {
        verb: audit_selectors.entries({"verb": verb, "since": yesterday})[:MOST].count()
        for verb in ("account.login_blocked", "account.second_factor_reset", "account.invited")
    }

    def filtered(verb: str, words: str) -> Figure:
        return Figure(_written(counted[verb]), words, f"{trail}?verb={verb}&since={since}")

    start.figures = [
        Figure(str(state.sealed), _("sealed entries"), chain),
        filtered("account.login_blocked", _("log-ins blocked since yesterday")),
        filtered("account.invited", _("people invited since yesterday")),
        filtered("account.second_factor_reset", _("second factors removed since yesterday")),
    ]
    start.deeds = [
        Deed(_("Audit trail"), _("Who did what, when, to which object; filter it and export it."), trail, "history"),
        Deed(_("Chain"), _("Verify that no entry was changed or deleted; print the head as an anchor."), chain, "link"),
    ]
    return start
