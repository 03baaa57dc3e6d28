"""People, seats and experts."""

from tests.saboteurs.saboteur import Saboteur

_ENDINGS = "tests/accounts/test_endings.py"

SABOTEURS = (
    # -- people and seats ------------------------------------------------------------------------------------------------
    Saboteur(
        "administrator-ended-alone",
        "two people end an administrator's seat",
        "portal/accounts/migrations/0011_two_people_end.py",
        "if tg_op = 'DELETE' and seat.role in {ADMINISTRATORS} then",
        "if false then",
        (f"{_ENDINGS}::test_no_statement_of_one_person_ends_an_administrator",),
    ),
    Saboteur(
        "stop-ignored",
        "a stopped seat opens nothing",
        "portal/accounts/migrations/0011_two_people_end.py",
        'f"m.user_id = p_user and c.is_active and {WORKS}"',
        '"m.user_id = p_user and c.is_active"',
        (f"{_ENDINGS}::test_a_seat_in_wrong_hands_is_stopped_at_once",),
    ),
    Saboteur(
        "supervisor-alone",
        "a coordinator's invitation of a supervisor waits for a second person",
        "portal/accounts/migrations/0012_second_for_supervisors.py",
        "new.second_person := new.role = 'supervisor' and new.center_id is not null;",
        "new.second_person := new.role = 'supervisor' and current_user = 'scope_center';",
        ("tests/accounts/test_whose_word.py::test_a_coordinator_makes_no_supervisor_alone",),
    ),
    Saboteur(
        "reset-without-link",
        "after a reset a new second factor comes only behind a link in the mail",
        "portal/accounts/enrolment.py",
        "    return reset != 0 and request.session.get(_OPEN) != reset",
        "    return False",
        ("tests/accounts/test_resets.py::test_a_new_factor_comes_behind_a_link_in_the_mail",),
    ),
    Saboteur(
        "firm-unproved",
        "people of a firm that nobody checked do not see what a center took down for a caller",
        "cases/migrations/0010_for_caller.py",
        'SHOWN_CASE = f"(not for_caller or {PROVED})"',
        'SHOWN_CASE = "true"',
        ("tests/filing/test_unproved.py::test_a_firm_nobody_checked_does_not_see_what_was_taken_down_by_telephone",),
    ),
    # -- experts ---------------------------------------------------------------------------------------------------------
    Saboteur(
        "seat-of-an-expert-ignored",
        "a case is open to an expert only while they hold their seat",
        "experts/rls.py",
        """        " and exists (select from tenancy_membership m"
        f" where m.user_id = {user} and m.center_id = e.center_id and m.role = 'expert')\"""",
        """        \"\"""",
        ("tests/experts/test_ending.py::test_a_case_is_open_only_while_the_record_and_the_seat_hold",),
    ),
    Saboteur(
        "seatless-asked",
        "no case is proposed to an expert without a seat",
        "experts/migrations/0007_seat_asked.py",
        "if current_user <> 'scope_system' and not exists",
        "if false and not exists",
        ("tests/experts/test_assignments.py::test_an_expert_without_a_seat_cannot_be_assigned",),
    ),
)
