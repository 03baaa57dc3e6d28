"""The case and all that hangs on it. Children carry (center_id, enterprise_id) through a composite key (arch §2)."""

from cases.models.case import Case, CaseCountry
from cases.models.claims import CaseParty, CaseProduct, CaseRight, Deadline, ServedDocument
from cases.models.desk import CaseRollup, Counter, SavedView
from cases.models.files import CaseFile, Paper
from cases.models.guidance import Closing, Opinion, SupplementRequest, Transfer
from cases.models.talk import CaseTask, Message, MessageRead, Note, TimelineEntry

__all__ = [
    "Case",
    "CaseCountry",
    "CaseFile",
    "CaseParty",
    "CaseProduct",
    "CaseRight",
    "CaseRollup",
    "CaseTask",
    "Closing",
    "Counter",
    "Deadline",
    "Message",
    "MessageRead",
    "Note",
    "Opinion",
    "Paper",
    "SavedView",
    "ServedDocument",
    "SupplementRequest",
    "TimelineEntry",
    "Transfer",
]
