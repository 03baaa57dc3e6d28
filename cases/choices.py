"""States and kinds of a case, with the words shown for them (product §2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    UNDER_REVIEW = "under_review", _("Under review")
    NEEDS_SUPPLEMENT = "needs_supplement", _("Supplement needed")
    DEEMED_WITHDRAWN = "deemed_withdrawn", _("Deemed withdrawn")
    DECLINED = "declined", _("Not accepted")
    ACCEPTED = "accepted", _("Accepted")
    ASSIGNED = "assigned", _("Expert assigned")
    IN_GUIDANCE = "in_guidance", _("In guidance")
    OPINION_ISSUED = "opinion_issued", _("Opinion issued")
    TRACKING = "tracking", _("Tracking")
    CLOSED = "closed", _("Closed")
    ARCHIVED = "archived", _("Archived")
    TERMINATED = "terminated", _("Guidance terminated")
    WITHDRAWN = "withdrawn", _("Withdrawn by applicant")


ENDED = frozenset(
    {State.DEEMED_WITHDRAWN, State.DECLINED, State.CLOSED, State.ARCHIVED, State.TERMINATED, State.WITHDRAWN}
)
OPEN = frozenset(set(State) - ENDED - {State.DRAFT})


class WaitingFor(models.TextChoices):
    """Who must move next; stored with the case so that queues are one index scan."""

    CENTER = "center", _("Center")
    APPLICANT = "applicant", _("Applicant")
    EXPERT = "expert", _("Expert")
    RECEIVER = "receiver", _("Receiving center")
    NOBODY = "nobody", _("Nobody")


class Source(models.TextChoices):
    WEB = "web", _("Website")
    SERVICE_ACCOUNT = "service_account", _("Service account")
    MINI_PROGRAM = "mini_program", _("Mini program")
    HOTLINE = "hotline", _("Hotline")
    WALK_IN = "walk_in", _("Walk-in")
    FAIR_DESK = "fair_desk", _("Fair desk")
    TRANSFERRED = "transferred", _("Transferred")
    API = "api", _("API")


class Level(models.TextChoices):
    ORDINARY = "ordinary", _("Ordinary")
    IMPORTANT = "important", _("Important")
    MAJOR = "major", _("Major")


class PartyRole(models.TextChoices):
    """The applicant's role in the dispute."""

    ACCUSED = "accused", _("Accused of infringement")
    ENFORCING = "enforcing", _("Enforcing own rights")
    OWNERSHIP = "ownership", _("Dispute over ownership")
    PREVENTION = "prevention", _("Prevention, no dispute yet")


class DisputeType(models.TextChoices):
    INFRINGEMENT = "infringement", _("Infringement")
    OWNERSHIP = "ownership", _("Ownership")
    TRADE_INVESTIGATION = "trade_investigation", _("Trade investigation (such as Section 337)")
    LICENSING = "licensing", _("Licensing")
    EXHIBITION = "exhibition", _("Trade fair")
    TRADE_SECRET = "trade_secret", _("Trade secret")
    SQUATTING = "squatting", _("Trademark squatting")
    GEOGRAPHICAL_INDICATION = "gi", _("Geographical indication")
    UNFAIR_COMPETITION = "unfair_competition", _("Unfair competition")
    UNFAIR_TREATMENT = "unfair_treatment", _("Unfair treatment")
    OTHER = "other", _("Other")


class IPKind(models.TextChoices):
    PATENT = "patent", _("Patent")
    TRADEMARK = "trademark", _("Trademark")
    COPYRIGHT = "copyright", _("Copyright")
    DESIGN = "design", _("Design")
    TRADE_SECRET = "trade_secret", _("Trade secret")
    GI = "gi", _("Geographical indication")


class Forum(models.TextChoices):
    NONE = "none", _("No proceedings yet")
    COURT = "court", _("Court")
    ITC = "itc", _("USITC (Section 337)")
    OFFICE = "office", _("IP office")
    CUSTOMS = "customs", _("Customs")
    FAIR = "fair", _("Trade fair")
    PLATFORM = "platform", _("Online platform")
    ARBITRATION = "arbitration", _("Arbitration")


class Stage(models.TextChoices):
    NONE = "none", _("Nothing has happened yet")
    WARNING_LETTER = "warning_letter", _("Warning letter")
    COMPLAINT = "complaint", _("Complaint filed")
    SERVED = "served", _("Complaint served")
    PRELIMINARY = "preliminary", _("Injunction or seizure")
    ANSWER = "answer", _("Answer to the complaint")
    DISCOVERY = "discovery", _("Discovery and evidence")
    HEARING = "hearing", _("Hearing or trial")
    DECISION = "decision", _("Decision of the forum")
    APPEAL = "appeal", _("Appeal")
    ENFORCEMENT = "enforcement", _("Enforcement")
    ITC_INSTITUTED = "itc_instituted", _("Section 337: investigation instituted")
    ITC_DISCOVERY = "itc_discovery", _("Section 337: discovery")
    ITC_HEARING = "itc_hearing", _("Section 337: hearing")
    ITC_INITIAL = "itc_initial", _("Section 337: initial determination")
    ITC_FINAL = "itc_final", _("Section 337: final determination")
    ITC_REVIEW = "itc_review", _("Section 337: presidential review")


class RequestKind(models.TextChoices):
    ADVICE = "advice", _("Advice")
    INFRINGEMENT_ANALYSIS = "infringement_analysis", _("Infringement analysis")
    EXPERT = "expert", _("Expert")
    LAW_FIRM = "law_firm", _("Recommendation of a law firm")
    FUNDING = "funding", _("Funding")
    INSURANCE = "insurance", _("Insurance")
    MEDIATION = "mediation", _("Mediation or arbitration")


class Outcome(models.TextChoices):
    SETTLED = "settled", _("Settled")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")
    CLAIM_WITHDRAWN = "claim_withdrawn", _("Other side withdrew")
    NO_INFRINGEMENT = "no_infringement", _("Found not to infringe")
    DESIGN_AROUND = "design_around", _("Design-around")
    RIGHT_INVALIDATED = "right_invalidated", _("Asserted right invalidated")
    ADVICE_GIVEN = "advice_given", _("Advice given")
    OTHER = "other", _("Other")


class DeclineReason(models.TextChoices):
    """Catalogue of reasons; the form proposes for each what the applicant can do next (cases.forms.actions)."""

    NOT_OVERSEAS = "not_overseas", _("The dispute is not abroad")
    NOT_IP = "not_ip", _("The dispute is not about intellectual property")
    NOT_PARTY = "not_party", _("The applicant is not a party to the dispute")
    DUPLICATE = "duplicate", _("The same request is already being handled")
    UNTRUE = "untrue", _("The materials are untrue")
    ENDED = "ended", _("The dispute has ended")
    OTHER = "other", _("Another reason")


class TerminationReason(models.TextChoices):
    APPLICANT_UNREACHABLE = "unreachable", _("The applicant cannot be reached")
    NOT_COOPERATING = "not_cooperating", _("The applicant does not provide necessary material")
    CONFLICT = "conflict", _("A conflict of interest")
    UNLAWFUL = "unlawful", _("Unlawful purpose")
    DISPUTE_MOOT = "moot", _("The dispute no longer exists")
    OTHER = "other", _("Another reason")


class PaperKind(models.TextChoices):
    APPLICATION = "application", _("Application (申请书)")
    SUPPLEMENT_NOTICE = "supplement_notice", _("Notice to supplement (补充材料通知书)")
    DECLINE_NOTICE = "decline_notice", _("Notice of non-acceptance (不予受理通知书)")
    ACCEPTANCE_NOTICE = "acceptance_notice", _("Notice of acceptance (受理通知书)")
    TERMINATION_NOTICE = "termination_notice", _("Notice of termination (终止指导告知书)")
    OPINION = "opinion", _("Guidance opinion (指导意见书)")
    DOSSIER = "dossier", _("Case file (卷宗)")


class Verb(models.TextChoices):
    """Everything that moves a case. `cases.workflow` says from where, to where, by whom."""

    SUBMIT = "submit", _("File the request")
    REVIEW = "review", _("Start review")
    REQUEST_SUPPLEMENT = "request_supplement", _("Ask for more material")
    SUPPLEMENT = "supplement", _("Send the missing material")
    DEEM_WITHDRAWN = "deem_withdrawn", _("Deem withdrawn")
    DECLINE = "decline", _("Decline the request")
    ACCEPT = "accept", _("Accept the request")
    ASSIGN_EXPERT = "assign_expert", _("Assign an expert")
    START_GUIDANCE = "start_guidance", _("Start guidance")
    SUBMIT_OPINION = "submit_opinion", _("Submit the opinion")
    RETURN_OPINION = "return_opinion", _("Send the opinion back")
    ISSUE_OPINION = "issue_opinion", _("Issue the opinion")
    TRACK = "track", _("Start tracking")
    FOLLOW_UP = "follow_up", _("Record a follow-up")
    CLOSE = "close", _("Close the case")
    TERMINATE = "terminate", _("Terminate guidance")
    WITHDRAW = "withdraw", _("Withdraw the request")
    REOPEN = "reopen", _("Reopen the case")
    ARCHIVE = "archive", _("Archive the case")
    REQUEST_TRANSFER = "request_transfer", _("Propose a transfer")
    CANCEL_TRANSFER = "cancel_transfer", _("Take the proposal back")
    ACCEPT_TRANSFER = "accept_transfer", _("Take over")
    RETURN_TRANSFER = "return_transfer", _("Send the case back")
    ASSIGN_HANDLER = "assign_handler", _("Set the handler")
    SET_LEVEL = "set_level", _("Set the level")
