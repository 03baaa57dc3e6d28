"""Tables of the fairs room."""

from exhibitions.fairs.models.delegations import Delegation, Post, Training
from exhibitions.fairs.models.exhibits import Exhibit, ExhibitPicture, OwnRight, RightCover, RightDocument
from exhibitions.fairs.models.fairs import Amendment, Fair, FairContact, FairEdition
from exhibitions.fairs.models.participants import Participant

__all__ = [
    "Amendment",
    "Delegation",
    "Exhibit",
    "ExhibitPicture",
    "Fair",
    "FairContact",
    "FairEdition",
    "OwnRight",
    "Participant",
    "Post",
    "RightCover",
    "RightDocument",
    "Training",
]
