"""The check of exhibits before a fair: who signs, and who sees what was not signed."""

from tests.saboteurs.saboteur import Saboteur

_CHECKS = "tests/screening/test_checks.py::"
_LISTS = "tests/screening/test_checklists.py::"

SABOTEURS = (
    Saboteur(
        "screening-signed-by-its-maker",
        "nobody signs a check of which they made anything",
        "exhibitions/screening/rls.py",
        "    if me is null or me = any(old.makers) or new.signed_by_id is distinct from me or new.level <> old.level then",
        "    if me is null or new.signed_by_id is distinct from me or new.level <> old.level then",
        (f"{_CHECKS}test_no_maker_signs",),
    ),
    Saboteur(
        "screening-signed-by-a-handler",
        "a center's signature is a supervisor's",
        "exhibitions/screening/rls.py",
        "and m.role = 'supervisor')",
        "and m.role <> '')",
        (f"{_CHECKS}test_a_handler_who_made_nothing_signs_nothing",),
    ),
    Saboteur(
        "screening-unsigned-shown",
        "a firm sees signed checks only",
        "exhibitions/screening/rls.py",
        'Rule(f"(state = \'signed\' and {OF_OWN})", "select")',
        'Rule(f"({OF_OWN})", "select")',
        (f"{_CHECKS}test_an_unsigned_check_is_no_firms_to_see",),
    ),
    Saboteur(
        "screening-signed-off-duty",
        "an expert sees and signs checks only while on duty for the delegation",
        "exhibitions/screening/rls.py",
        '            SHOWN_ON_DUTY,\n            "select update",\n            change=f"state = \'handed_in\' and {SHOWN_ON_DUTY}",',
        '            "center_id > 0",\n            "select update",',
        (f"{_CHECKS}test_an_expert_signs_only_on_duty",),
    ),
    Saboteur(
        "checklist-released-alone",
        "nobody releases a checklist that they wrote",
        "exhibitions/screening/rls.py",
        "    if me is null or me = old.written_by_id or new.decided_by_id is distinct from me then",
        "    if me is null then",
        (f"{_LISTS}test_nobody_releases_what_they_wrote",),
    ),
    Saboteur(
        "check-swapped-before-its-signature",
        "nobody signs what was swapped under their eyes",
        "exhibitions/screening/services/screenings.py",
        "    if seen is not None and seen != now.row_version:",
        "    if False:",
        ("tests/screening/test_checks.py::test_nobody_signs_what_was_swapped_under_their_eyes",),
    ),
    Saboteur(
        "checklist-swapped-before-its-release",
        "nobody releases a checklist that was swapped under their eyes",
        "exhibitions/screening/services/checklists.py",
        "    if seen is not None and seen != now.row_version:",
        "    if False:",
        (f"{_LISTS}test_nobody_releases_a_checklist_that_was_swapped_under_their_eyes",),
    ),
    Saboteur(
        "question-changed-uncounted",
        "a changed question is a change of its checklist, counted by the database",
        "exhibitions/screening/rls.py",
        "  update screening_checklist c set row_version = c.row_version + 1\n    where c.id = list",
        "  perform from screening_checklist c\n    where c.id = list",
        (f"{_LISTS}test_nobody_releases_a_checklist_that_was_swapped_under_their_eyes",),
    ),
)
