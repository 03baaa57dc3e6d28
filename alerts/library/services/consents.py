"""What an applicant declares about the library after filing: given later, or withdrawn at any time."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alerts.library.choices import Manner
from alerts.library.models import Consent
from alerts.library.selectors.origins import standing_consent
from cases.choices import State
from cases.consents import CONSENT_VERSION
from cases.models import Case
from cases.models.case import of
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.notices import outbox
from portal.policy.conflict import Conflict

TOPIC_WITHDRAWN = "library.consent_withdrawn"


def consent_declare(*, case: Case, actor: Actor, given: bool, manner: Manner = Manner.PORTAL) -> Consent:
    """Record that the applicant gives or withdraws the consent to anonymised use; a withdrawal ends what stands on it.

    Locks the case. The applicant declares in the portal, the center's staff record what was declared to them. Raises
    Conflict when it stands already as declared, or for a draft of a request.
    """
    now = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if now.state == State.DRAFT:
        raise Conflict(_("This is declared with the request when it is filed."))
    if given == (standing_consent(now) is not None):
        raise Conflict(_("This was declared already."))
    own = actor.kind == "enterprise"
    if not own and manner in {Manner.PORTAL, Manner.FILED}:
        raise Conflict(_("Say how the applicant declared it."))
    row = Consent.objects.create(
        **of(now), given=given, version=CONSENT_VERSION, manner=Manner.PORTAL if own else manner, by_id=actor.user_id
    )
    trail.record(
        f"library.consent_{'given' if given else 'withdrawn'}", object_type="case", object_id=now.public_id,
        center_id=now.center_id, payload={"number": now.number, "version": row.version, "manner": row.manner},
    )  # fmt: skip
    if not given:
        outbox.put(TOPIC_WITHDRAWN, {"case_id": now.pk}, queue="bell", center_id=now.center_id)
    return row
