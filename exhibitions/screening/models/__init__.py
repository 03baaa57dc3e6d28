"""Tables of the screening room."""

from exhibitions.screening.models.checklists import Checklist, ChecklistItem
from exhibitions.screening.models.packs import BoothPack
from exhibitions.screening.models.screenings import Finding, Screening

__all__ = ["BoothPack", "Checklist", "ChecklistItem", "Finding", "Screening"]
