"""What a center knows of cases that others ask it to take over: the synopsis, never the case."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from cases import choices
from cases.models import Transfer
from portal.accounts.actors import Actor
from portal.reference.countries import country_name
from portal.reference.text import pick

WAITING_SHOWN = 200
DECIDED_SHOWN = 50


def transfers_of(actor: Actor) -> tuple[list[Transfer], list[Transfer]]:
    """Give the transfers that wait and the last that were decided, to and from the actor's center. Two queries."""
    rows = Transfer.objects.select_related("from_center", "to_center").order_by("-id")
    if actor.kind == "center":
        rows = rows.filter(Q(to_center_id=actor.center_id) | Q(from_center_id=actor.center_id))
    waiting = rows.filter(state=Transfer.State.PROPOSED)[:WAITING_SHOWN]
    return list(waiting), list(rows.exclude(state=Transfer.State.PROPOSED)[:DECIDED_SHOWN])


def synopsis_of(transfer: Transfer) -> list[tuple[str, str]]:
    """Put the synopsis into words."""
    facts: dict[str, Any] = transfer.synopsis
    kinds = pick("、", ", ").join(_label(choices.IPKind, kind) for kind in facts.get("ip_kinds", ()))
    return [
        (_("Number"), facts.get("number", "")),
        (_("Applicant"), facts.get("applicant", "")),
        (
            _("Dispute"),
            " · ".join(part for part in (_label(choices.DisputeType, facts.get("dispute_type")), kinds) if part),
        ),
        (_("Country (region)"), country_name(facts.get("country", ""))),
        (_("State when proposed"), _label(choices.State, facts.get("state"))),
        (_("Level"), _label(choices.Level, facts.get("level"))),
        (_("Proposing center"), transfer.from_center.name),
        (_("Receiving center"), transfer.to_center.name),
    ]


def _label(kind: Any, value: Any) -> str:
    return str(kind(value).label) if value in kind.values else str(value or "")
