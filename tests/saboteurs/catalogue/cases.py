"""Handling cases."""

from tests.saboteurs.saboteur import Saboteur

_PAGES = "tests/handling/test_other_pages.py"

SABOTEURS = (
    # -- handling --------------------------------------------------------------------------------------------------------
    Saboteur(
        "another-text-countersigned",
        "only the text that was read is countersigned",
        "cases/services/opinions.py",
        "    if digest != seen_hash:",
        "    if False:",
        ("tests/handling/test_opinions.py::test_another_text_than_the_one_read_is_not_countersigned",),
    ),
    Saboteur(
        "countersign-by-the-author",
        "four eyes: whoever wrote an opinion does not countersign it",
        "cases/services/opinions.py",
        '    if opinion.author_id == actor.user_id:\n        raise Conflict(_("The author cannot countersign.',
        '    if False:\n        raise Conflict(_("The author cannot countersign.',
        (f"{_PAGES}::test_the_author_cannot_countersign_where_another_opinion_waits",),
    ),
    Saboteur(
        "gate-without-check",
        "the gate of a file asks whose case it is of, whatever the database would say",
        "cases/access.py",
        "CaseFile.objects.filter(case__in=visible_cases(actor))",
        "CaseFile.objects",
        ("tests/policy/test_gates.py::test_a_gate_alone_refuses_the_foreign",),
    ),
    Saboteur(
        "assignment-outlives-case",
        "an expert's assignment ends with its case",
        "experts/apps.py",
        "        follow(assignments_end)",
        "        assert assignments_end",
        ("tests/experts/test_ending.py::test_the_end_of_a_case_ends_its_assignments",),
    ),
)
