"""Events: seats, who reads what, and signing up by two steps."""

from tests.saboteurs.saboteur import Saboteur

_SEATS = "tests/events/test_seats.py"
_COMING = "tests/events/test_coming.py"

SABOTEURS = (
    Saboteur(
        "last-seat-raced",
        "seats are given one by one, behind a lock on the event",
        "exhibitions/events/sql.py",
        "_ROOM = \"(e.capacity is null or e.taken < e.capacity)\"",
        "_ROOM = \"(e.capacity is null or e.taken < e.capacity or s.id % 2 = 0)\"",
        (f"{_SEATS}::test_twenty_people_at_once_for_the_last_seat",),
    ),
)
