"""From an incident at a fair to a request for help, begun by the fair's desk with what is known."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.choices import DisputeType, Forum, PartyRole, Source, Stage, State
from cases.models import Case, CaseParty
from cases.models.case import of
from cases.services.callers import caller_find, caller_register
from cases.services.drafts import draft_create_for_caller
from exhibitions.desk.choices import IncidentKind
from exhibitions.desk.models import Incident
from exhibitions.desk.services.incidents import case_link, locked
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict
from portal.uuid7 import uuid7

# How far the dispute has come, and who hears it, by what happened at the booth.
STAGES = {
    IncidentKind.WARNING: Stage.WARNING_LETTER, IncidentKind.SEIZURE: Stage.PRELIMINARY,
    IncidentKind.INJUNCTION: Stage.PRELIMINARY, IncidentKind.COMPLAINT_AGAINST: Stage.COMPLAINT,
}  # fmt: skip
FORUMS = {
    IncidentKind.WARNING: Forum.NONE, IncidentKind.CUSTOMS: Forum.CUSTOMS, IncidentKind.INJUNCTION: Forum.COURT,
    IncidentKind.SEIZURE: Forum.COURT,
}  # fmt: skip


def request_begin(*, incident: Incident, actor: Actor) -> Case:
    """Begin a request for the incident's firm at the acting center, filled with what the desk knows; the same one again.

    The firm is looked up by its code, and registered where the portal does not know it. Raises Conflict where the
    incident names no firm, or a firm whose code nobody entered. Locks the incident.
    """
    now = locked(incident)
    if now.case_id is not None:
        known = Case.objects.filter(pk=now.case_id).first()
        if known is None:
            raise Conflict(_("This incident has become a request, which another center handles now."))
        return known
    case = draft_create_for_caller(
        actor=actor, enterprise_id=_enterprise(now, actor), source=Source.FAIR_DESK, public_id=uuid7()
    )
    Case.objects.filter(pk=case.pk, state=State.DRAFT).update(**_known(now))
    if now.opponent:
        CaseParty.objects.create(**of(case), name=now.opponent)
    case_link(incident=now, case_id=case.pk)
    return case


def _enterprise(incident: Incident, actor: Actor) -> int:
    firm = incident.participant
    if firm is None:
        raise Conflict(_("The incident names no firm. Choose it from the roster first."))
    if firm.enterprise_id is not None:
        return firm.enterprise_id
    if not firm.uscc:
        raise Conflict(_("The roster holds no code of this firm. Enter it in the delegation, or file for a caller."))
    found = caller_find(uscc=firm.uscc) or caller_register(actor=actor, kind="legal", name=firm.name, uscc=firm.uscc)
    return found.id


def _known(incident: Incident) -> dict[str, object]:
    kind = IncidentKind(incident.kind)
    edition, firm = incident.delegation.edition, incident.participant
    assert firm is not None
    words = [incident.summary]
    if incident.asserted_right:
        words.append(_("Right asserted: %(right)s") % {"right": incident.asserted_right})
    ours = kind == IncidentKind.COMPLAINT_BY
    return {
        "role": PartyRole.ENFORCING if ours else PartyRole.ACCUSED, "dispute_type": DisputeType.EXHIBITION,
        "country": edition.fair.country, "forum": FORUMS.get(kind, Forum.FAIR), "stage": STAGES.get(kind, Stage.NONE),
        "summary": "\n".join(words), "first_known_on": timezone.localdate(incident.happened_at),
        "fair_name": edition.fair.name[:200], "fair_booth": incident.place[:60], "fair_starts_on": edition.starts_on,
        "fair_ends_on": edition.ends_on, "contact_name": firm.contact_name[:80], "contact_phone": firm.contact_phone[:20],
        "contact_email": firm.contact_email,
    }  # fmt: skip
