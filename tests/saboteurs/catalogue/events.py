"""Events: seats, who reads what, and signing up by two steps."""

from tests.saboteurs.saboteur import Saboteur

_SEATS = "tests/events/test_seats.py"
_COMING = "tests/events/test_coming.py"
_BY_HAND = (f"{_SEATS}::test_the_database_gives_no_seat_by_hand",)
_HIDDEN = (f"{_SEATS}::test_the_publics_log_in_reads_no_person_and_no_joining_address",)
_TWO_STEPS = (f"{_SEATS}::test_from_the_form_to_the_seat_by_two_steps",)

SABOTEURS = (
    Saboteur(
        "seat-past-the-last",
        "a seat is given while there is one",
        "exhibitions/events/sql.py",
        "  if {_ROOM} and e.queued = 0 then",
        "  if e.queued = 0 then",
        (f"{_SEATS}::test_twenty_people_at_once_for_the_last_seat",),
    ),
    Saboteur(
        "capacity-open",
        "the database holds the capacity, whoever writes",
        "exhibitions/events/migrations/0001_initial.py",
        "('taken__lte', models.F('capacity'))",
        "('taken__gte', 0)",
        _BY_HAND,
    ),
    Saboteur(
        "seat-by-hand",
        "no scope writes a seat itself",
        "exhibitions/events/rls.py",
        "new.state <> old.state and new.state in ('confirmed', 'waiting')\n",
        "false\n",
        _BY_HAND,
    ),
    Saboteur(
        "last-in-line-first",
        "a seat that became free goes to who waited longest",
        "exhibitions/events/sql.py",
        "order by g.queued_at, g.id limit 1 for update",
        "order by g.queued_at desc, g.id desc limit 1 for update",
        (f"{_SEATS}::test_who_waited_longest_moves_up_and_nobody_twice",),
    ),
    Saboteur(
        "joining-open",
        "the public's log-in reads no joining address",
        "exhibitions/events/rls.py",
        '"events_joining": _desk(),',
        '"events_joining": {**_desk(), **_announced(EVENT_SEEN)},',
        ("tests/tenancy/test_catalogue.py::test_nothing_is_found", *_HIDDEN),
    ),
    Saboteur(
        "joining-for-the-queue",
        "who waits for a seat does not see where one joins",
        "exhibitions/events/sql.py",
        "'joining', case when s.state in ('confirmed', 'walkin') and e.state = 'open'",
        "'joining', case when e.state = 'open'",
        _HIDDEN,
    ),
    Saboteur(
        "scanner-signs-up",
        "opening a link confirms no sign-up, pressing the button does",
        "exhibitions/events/views/taking_part.py",
        '    if request.method == "POST":\n        done = people.signup_confirm(key=key)',
        "    if key:\n        done = people.signup_confirm(key=key)",
        _TWO_STEPS,
    ),
    Saboteur(
        "event-link-opens-more",
        "the link that confirms opens nothing else",
        "exhibitions/events/links.py",
        'salt=f"exhibitions.events.{purpose}"',
        'salt="exhibitions.events"',
        _TWO_STEPS,
    ),
    Saboteur(
        "feedback-of-one",
        "feedback is read from five answers on",
        "exhibitions/events/sql.py",
        'filter (where f.is_counted)" for item in ITEMS)}',
        'filter (where true)" for item in ITEMS)}',
        (f"{_COMING}::test_feedback_names_nobody_and_shows_from_five",),
    ),
    Saboteur(
        "event-last-answer-by-difference",
        "answers come into the sums by the batch",
        "exhibitions/events/sql.py",
        "(select count(*) from events_feedback f where f.event_id = e.id and not f.is_counted) >= {LEAST_ANSWERS}",
        "(select count(*) from events_feedback f where f.event_id = e.id) >= {LEAST_ANSWERS}",
        ("tests/events/test_coming.py::test_feedback_names_nobody_and_shows_from_five",),
    ),
    Saboteur(
        "event-keys-for-the-staff",
        "no log-in reads the keys of sign-ups",
        "exhibitions/events/rls.py",
        '    "events_signupkey": {},',
        '    "events_signupkey": _desk("select"),',
        (f"{_SEATS}::test_a_centers_staff_read_no_key_of_a_sign_up",),
    ),
    Saboteur(
        "sign-up-in-anothers-words",
        "what a stranger asks changes nothing of what somebody asked for before",
        "exhibitions/events/sql.py",
        "    update events_signup g set created_at = now() where g.id = s.id;",
        "    update events_signup g set {_GIVEN}, created_at = now() where g.id = s.id;",
        (f"{_SEATS}::test_what_a_stranger_asks_in_somebodys_name_counts_for_nobody_else",),
    ),
    Saboteur(
        "own-words-never-taken",
        "the words that were confirmed count, whoever asked first",
        "exhibitions/events/sql.py",
        "    update events_signup g set {_CONFIRMED} where g.id = s.id and g.state = 'pending';",
        "    null;",
        (f"{_SEATS}::test_what_a_stranger_asks_in_somebodys_name_counts_for_nobody_else",),
    ),
    Saboteur(
        "quiz-changed-under-an-answer",
        "a quiz that somebody is taking does not change meanwhile",
        "exhibitions/events/rls.py",
        "  perform from events_event e where e.id = old.event_id for no key update;\n",
        "",
        (f"{_COMING}::test_a_quiz_is_judged_by_the_questions_that_were_read",),
    ),
)
