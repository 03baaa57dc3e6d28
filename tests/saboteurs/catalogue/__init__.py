"""Every saboteur, room by room."""

from tests.saboteurs.catalogue import cases, delivery, doors, events, figures, ground, people, publishing
from tests.saboteurs.saboteur import Saboteur

SABOTEURS: tuple[Saboteur, ...] = (
    *ground.SABOTEURS,
    *people.SABOTEURS,
    *cases.SABOTEURS,
    *doors.SABOTEURS,
    *publishing.SABOTEURS,
    *figures.SABOTEURS,
    *delivery.SABOTEURS,
    *events.SABOTEURS,
)
