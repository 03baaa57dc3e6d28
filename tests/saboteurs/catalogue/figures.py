"""What is counted for the public: trade data, fees, indices and surveys."""

from tests.saboteurs.saboteur import Saboteur

_TRADE_BOUND = "tests/trade/test_pages.py::test_a_release_writes_what_was_approved_and_nothing_else"
_FEES_BOUND = "tests/fees/test_desk.py::test_a_release_writes_what_was_approved_and_nothing_else"
_TRADE = "tests/trade/test_pages.py::test_the_database_lets_nobody_publish_alone"

SABOTEURS = (
    # -- trade data ------------------------------------------------------------------------------------------------------
    Saboteur(
        "trade-released-alone",
        "nobody releases the trade data that they prepared",
        "alerts/trade/migrations/0002_release.py",
        "and (state = 'dropped' or (state = 'released' and prepared_by_id <> {ACTOR}))",
        "and state in ('dropped', 'released')",
        (_TRADE,),
    ),
    Saboteur(
        "trade-written-without-release",
        "the nation writes the collection by releasing only",
        "alerts/trade/migrations/0002_release.py",
        "  if current_user = 'scope_system' then",
        "  if true then",
        (_TRADE,),
    ),
    Saboteur(
        "trade-release-says-more",
        "a release writes the records that were approved and nothing else",
        "alerts/trade/migrations/0003_bound.py",
        "    raise exception 'the collection says of % what was approved', wrong {BROKEN};",
        "    null;",
        (_TRADE_BOUND,),
    ),
    Saboteur(
        "trade-file-cut-short",
        "a file that loses known investigations is not believed",
        "alerts/trade/intake/plan.py",
        "MOST_LOST = 0.02",
        "MOST_LOST = 1",
        ("tests/trade/test_intake.py::test_a_file_that_loses_known_records_needs_a_reason",),
    ),
    # -- official fees ---------------------------------------------------------------------------------------------------
    Saboteur(
        "own-import-released",
        "whoever prepared a proposal of fees does not decide on it",
        "alerts/fees/workflow.py",
        "            return step if own == step.by_maker else None",
        "            return step",
        ("tests/fees/test_desk.py::test_nobody_releases_an_own_import",),
    ),
    Saboteur(
        "own-import-released-by-sql",
        "the database refuses the decision of a proposal's maker, and one in somebody else's name",
        "alerts/fees/migrations/0002_guards.py",
        "if actor is null or actor = old.proposed_by_id or new.decided_by_id is distinct from actor then",
        "if false then",
        ("tests/fees/test_desk.py::test_nobody_releases_an_own_import",),
    ),
    Saboteur(
        "fees-rewritten",
        "a published fee is not rewritten",
        "alerts/fees/migrations/0002_guards.py",
        "  if becomes - may <> was - may then",
        "  if false then",
        (_FEES_BOUND,),
    ),
    Saboteur(
        "fees-release-says-more",
        "a release writes the rows that were approved and nothing else",
        "alerts/fees/migrations/0003_bound.py",
        "  if not approved then",
        "  if false then",
        (_FEES_BOUND,),
    ),
    Saboteur(
        "half-imported",
        "a file with a fault keeps nothing",
        "alerts/fees/table.py",
        "    return ([], sorted(faults)) if faults else (lines, [])",
        "    return lines, sorted(faults) if not lines else []",
        ("tests/fees/test_desk.py::test_a_broken_row_keeps_everything_out",),
    ),
    Saboteur(
        "outdated-preview-released",
        "what is released is what the preview showed",
        "alerts/fees/services/proposals.py",
        "    if faults or would != shown:",
        "    if False:",
        ("tests/fees/test_desk.py::test_a_preview_that_no_longer_holds_is_not_released",),
    ),
    # -- indices and surveys ---------------------------------------------------------------------------------------------
    Saboteur(
        "own-scores-released",
        "nobody releases the edition of an index that they wrote any part of",
        "alerts/environment/migrations/0002_guards.py",
        "    if exists (select from environment_contribution c where c.edition_id = new.id and c.user_id = me) then",
        "    if false then",
        ("tests/environment/test_release.py::test_nobody_releases_what_they_wrote_by_any_path",),
    ),
    Saboteur(
        "released-scores-rewritten",
        "scores and indicators are written in a draft alone",
        "alerts/environment/migrations/0002_guards.py",
        "  if not exists (select from environment_edition e where e.id = edition and e.state = 'draft') then",
        "  if false then",
        ("tests/environment/test_release.py::test_what_is_handed_in_waits_and_what_is_released_stays",),
    ),
    Saboteur(
        "own-survey-opened",
        "nobody opens the survey that they wrote any part of",
        "alerts/environment/rls.py",
        "      raise exception 'nobody opens what they wrote' using errcode = 'integrity_constraint_violation';",
        "      null;",
        ("tests/environment/test_surveys.py::test_nobody_answers_past_the_function",),
    ),
    Saboteur(
        "answers-in-their-order",
        "answers lie in another order than they came",
        "alerts/environment/rls.py",
        "from gone g order by random();",
        "from gone g;",
        ("tests/environment/test_surveys.py::test_nothing_ties_an_answer_to_a_firm",),
    ),
    Saboteur(
        "answers-read-as-they-come",
        "nobody reads an answer while its survey is open",
        "alerts/environment/rls.py",
        "environment_survey s where s.state in ('closed', 'released')))\"",
        'environment_survey s))"',
        ("tests/environment/test_surveys.py::test_from_definition_to_results",),
    ),
    Saboteur(
        "small-cell-given-away",
        "one small cell alone could be read off the total, so another goes with it",
        "alerts/environment/selectors/surveys.py",
        "    if len(hidden) == 1 and len(cells) > 1:",
        "    if False:",
        ("tests/environment/test_surveys.py::test_small_cells_and_what_would_give_them_away_are_suppressed",),
    ),
)
