"""What is written (Item, Revision, Step, Attachment) and what is read (Edition)."""

from alerts.publishing.models.edition import Edition, EditionFile, EditionPrint
from alerts.publishing.models.item import Attachment, Item, Revision, Step
from alerts.publishing.models.text import Text

__all__ = ["Attachment", "Edition", "EditionFile", "EditionPrint", "Item", "Revision", "Step", "Text"]
