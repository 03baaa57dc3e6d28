"""States and kinds of fairs, delegations and what is shown there, with the words shown for them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ContactKind(models.TextChoices):
    """Whom a firm or a desk turns to at a fair."""

    ORGANISER_IP = "organiser_ip", _("The organiser's IP desk")
    ORGANISER = "organiser", _("Organiser")
    CUSTOMS = "customs", _("Customs")
    POLICE = "police", _("Police")
    COURT = "court", _("Court")
    AUTHORITY = "authority", _("Intellectual property authority")
    CONSULATE = "consulate", _("Chinese embassy or consulate")
    LAW_FIRM = "law_firm", _("Law firm on call")
    CHAMBER = "chamber", _("Chamber of commerce")
    INTERPRETER = "interpreter", _("Interpreter")
    EMERGENCY = "emergency", _("Emergency call")


class AmendmentState(models.TextChoices):
    PREPARED = "prepared", _("Waiting for a second person")
    RELEASED = "released", _("Released")
    DROPPED = "dropped", _("Not released")


class DelegationState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", pgettext_lazy("delegation", "Closed")
    CANCELLED = "cancelled", _("Called off")


class PostKind(models.TextChoices):
    STAFF = "staff", _("Staff")
    EXPERT = "expert", _("Expert")


class PostState(models.TextChoices):
    """A staff member is on duty at once; an expert after declaring no conflict with any participant."""

    PROPOSED = "proposed", _("Waiting for the declaration")
    ACTIVE = "active", _("On duty")
    DECLINED = "declined", _("Declined")
    ENDED = "ended", _("Ended")


class PostRole(models.TextChoices):
    LEADER = "leader", _("Leader of the delegation")
    DESK = "desk", _("At the desk")
    ADVISER = "adviser", _("Legal adviser")
    ON_CALL = "on_call", _("On call")


class ParticipantState(models.TextChoices):
    ASKED = "asked", _("Waiting for the center")
    CONFIRMED = "confirmed", _("Taking part")
    REFUSED = "refused", _("Not taken")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Who is in the delegation or may come to be.
STANDING = frozenset({ParticipantState.ASKED, ParticipantState.CONFIRMED})


class Source(models.TextChoices):
    FIRM = "firm", _("Signed up by the firm")
    ROSTER = "roster", _("From a roster")
    STAFF = "staff", _("Entered by the center")


class RightState(models.TextChoices):
    PENDING = "pending", _("Applied for")
    IN_FORCE = "in_force", pgettext_lazy("right", "In force")
    ENDED = "ended", _("Ended")


#: What one participant, exhibit, right or fair takes at most.
MOST_EXHIBITS = 60
MOST_PICTURES = 8
MOST_RIGHTS = 60
MOST_DOCUMENTS = 6
MOST_CONTACTS = 60
MOST_PARTICIPANTS = 5_000
#: Media types that a page shows as a picture.
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp"})
