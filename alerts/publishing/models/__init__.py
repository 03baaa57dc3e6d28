"""What is written (Item, Revision, Step, Attachment) and what is read (Edition)."""

from alerts.publishing.models.edition import Edition, EditionFile
from alerts.publishing.models.item import Attachment, Item, Revision, Step
from alerts.publishing.models.text import Text

__all__ = ["Attachment", "Edition", "EditionFile", "Item", "Revision", "Step", "Text"]
