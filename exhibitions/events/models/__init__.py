"""Tables of the events room."""

from exhibitions.events.models.events import Event, Joining, Series, Speaker
from exhibitions.events.models.learning import Attempt, Certificate, Material, Question
from exhibitions.events.models.people import Feedback, SignUp, SignUpKey

__all__ = [
    "Attempt",
    "Certificate",
    "Event",
    "Feedback",
    "Joining",
    "Material",
    "Question",
    "Series",
    "SignUp",
    "SignUpKey",
    "Speaker",
]
