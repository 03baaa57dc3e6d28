"""Fairs: two people for the list, the expert's declaration, the center's decision, the roster."""

from tests.saboteurs.saboteur import Saboteur

_CHAIN = "tests/fairs/test_chain.py"
_LIST = "tests/fairs/test_list.py"
_DELEGATIONS = "tests/fairs/test_delegations.py"
_FIRMS = "tests/fairs/test_firms.py"
_ROSTERS = "tests/fairs/test_rosters.py"

SABOTEURS = (
    Saboteur(
        "fair-confirmed-in-another-name",
        "whoever confirms an entry of the list does so in person; the CHECK then keeps it from its writer",
        "exhibitions/fairs/rls.py",
        "or old.confirmed_at is not null or new.confirmed_by_id is distinct from me)",
        "or old.confirmed_at is not null)",
        (f"{_LIST}::test_nobody_confirms_what_they_wrote",),
    ),
    Saboteur(
        "fair-changed-beside-its-amendment",
        "what stands on the list changes to what a colleague wrote down and nothing else",
        "exhibitions/fairs/rls.py",
        "or becomes <> was || amendment.words then",
        "then",
        (f"{_LIST}::test_what_stands_changes_to_what_a_colleague_wrote_down",),
    ),
    Saboteur(
        "fair-contact-shown-alone",
        "another shows a contact than wrote it",
        "exhibitions/fairs/rls.py",
        "or new.is_public and not old.is_public and old.created_by_id is not distinct from me then",
        "or false then",
        (f"{_LIST}::test_a_contact_is_public_when_another_shows_it",),
    ),
    Saboteur(
        "fair-expert-before-declaring",
        "firms open to an expert once they declared",
        "exhibitions/fairs/rls.py",
        "and o.kind = 'expert' and o.state = 'active'\"",
        "and o.kind = 'expert'\"",
        (f"{_DELEGATIONS}::test_an_expert_sees_names_first_and_the_firms_after_declaring",),
    ),
    Saboteur(
        "fair-closed-over-a-duty",
        "a delegation leaves “open” after the duties of its experts have ended",
        "exhibitions/fairs/rls.py",
        "    if new.state <> 'open' and old.state = 'open' and exists",
        "    if false and exists",
        (f"{_CHAIN}::test_the_days_of_experts_end_with_the_delegation",),
    ),
    Saboteur(
        "fair-declared-for-another",
        "only the expert declares",
        "exhibitions/fairs/rls.py",
        "and (current_user <> 'scope_expert' or new.user_id is distinct from {ME}) then",
        "and false then",
        (f"{_DELEGATIONS}::test_an_expert_sees_names_first_and_the_firms_after_declaring",),
    ),
    Saboteur(
        "fair-declared-on-other-names",
        "a declaration holds for the names as they stand",
        "exhibitions/fairs/services/posts.py",
        "    if takes and seen != digest_of(now.disclosed):",
        "    if False:",
        (f"{_DELEGATIONS}::test_an_expert_sees_names_first_and_the_firms_after_declaring",),
    ),
    Saboteur(
        "fair-firm-decides-itself",
        "the center takes a firm in, not the firm itself",
        "exhibitions/fairs/rls.py",
        "    if current_user = 'scope_enterprise' and new.state <> 'withdrawn'\n       or new.state",
        "    if false\n       or false and new.state",
        (f"{_FIRMS}::test_a_firm_signs_up_and_the_center_decides",),
    ),
    Saboteur(
        "fair-roster-unseen",
        "a roster does what its preview said",
        "exhibitions/fairs/services/rosters.py",
        "    if found.faults or found.digest != seen:",
        "    if found.faults:",
        (f"{_ROSTERS}::test_a_roster_from_preview_to_import_and_again",),
    ),
    Saboteur(
        "fair-roster-bomb",
        "a workbook that unpacks to far too much is not unpacked",
        "exhibitions/fairs/roster/cells.py",
        "or sum(part.file_size for part in parts) > MAX_UNPACKED:",
        "or False:",
        (f"{_ROSTERS}::test_what_would_break_the_reader_is_refused",),
    ),
    Saboteur(
        "fair-writer-forgotten",
        "who wrote an entry of the list stays named",
        "exhibitions/fairs/rls.py",
        "     or new.created_by_id is distinct from old.created_by_id and current_user <> 'scope_system' then",
        "     then",
        ("tests/fairs/test_list.py::test_whoever_wrote_stays_named_so_that_another_confirms",),
    ),
    Saboteur(
        "fair-change-of-nobody",
        "who wrote a change of the list stays named",
        "exhibitions/fairs/rls.py",
        "     or new.made_by_id is distinct from old.made_by_id\n",
        "",
        ("tests/fairs/test_list.py::test_whoever_wrote_stays_named_so_that_another_confirms",),
    ),
    Saboteur(
        "fair-contact-of-nobody",
        "who wrote a contact stays named",
        "exhibitions/fairs/rls.py",
        "  elsif new.created_by_id is distinct from old.created_by_id\n     or new.is_public",
        "  elsif new.is_public",
        ("tests/fairs/test_list.py::test_whoever_wrote_stays_named_so_that_another_confirms",),
    ),
    Saboteur(
        "fair-list-kept-by-one-letter",
        "a letter that no workbook carries keeps nobody from the list",
        "exhibitions/fairs/exports.py",
        'ILLEGAL_CHARACTERS_RE.sub("", str(value))',
        "str(value)",
        (f"{_ROSTERS}::test_a_roster_from_preview_to_import_and_again",),
    ),
    Saboteur(
        "entry-swapped-before-its-confirmation",
        "nobody confirms what was swapped under their eyes",
        "exhibitions/fairs/services/listed.py",
        "    if seen is not None and seen != now.row_version:",
        "    if False:",
        ("tests/fairs/test_list.py::test_nobody_confirms_what_was_swapped_under_their_eyes",),
    ),
    Saboteur(
        "contact-swapped-before-it-is-shown",
        "nobody shows a contact that was swapped under their eyes",
        "exhibitions/fairs/services/contacts.py",
        "    if shown and seen is not None and seen != now.row_version:",
        "    if False:",
        ("tests/fairs/test_list.py::test_nobody_shows_a_contact_that_was_swapped_under_their_eyes",),
    ),
    Saboteur(
        "contact-changed-uncounted",
        "the database counts the changes of a contact, whatever the statement says",
        "exhibitions/fairs/rls.py",
        "  if tg_op = 'UPDATE' then new.row_version := old.row_version + 1; end if;\n",
        "",
        ("tests/fairs/test_list.py::test_nobody_shows_a_contact_that_was_swapped_under_their_eyes",),
    ),
)
