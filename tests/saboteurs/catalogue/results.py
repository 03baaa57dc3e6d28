"""After the fair."""

from tests.saboteurs.saboteur import Saboteur

_RLS = "exhibitions/results/rls.py"
_OUTCOMES = "tests/results/test_outcomes.py"
_REPORTS = "tests/results/test_reports.py"
_FEEDBACK = "tests/results/test_feedback.py"

SABOTEURS = (
    Saboteur(
        "incident-finished-without-outcome",
        "an incident is finished with its outcome",
        _RLS,
        "if new.state = 'closed' and (tg_op = 'INSERT' or old.state <> 'closed') and not exists",
        "if new.state = 'closed' and false and not exists",
        (f"{_OUTCOMES}::test_an_incident_is_finished_with_its_outcome_by_no_other_way",),
    ),
    Saboteur(
        "incident-closed-by-the-app",
        "the app of the desk finishes nothing",
        "exhibitions/desk/services/incidents.py",
        "    if target == IncidentState.CLOSED:\n        raise Conflict",
        "    if target == 'never':\n        raise Conflict",
        (f"{_OUTCOMES}::test_an_incident_is_finished_with_its_outcome_by_no_other_way",),
    ),
    Saboteur(
        "finished-outcome-rewritten",
        "a finished incident keeps its outcome",
        _RLS,
        "if exists (select from desk_incident i where i.id = new.incident_id and i.state = 'closed')",
        "if exists (select from desk_incident i where i.id = new.incident_id and i.state = 'never')",
        (f"{_OUTCOMES}::test_an_incident_is_finished_with_its_outcome_by_no_other_way",),
    ),
    Saboteur(
        "report-released-by-its-writer",
        "a report is released by somebody who wrote nothing of it",
        _RLS,
        "if me is null or me = any(old.makers) or new.released_by_id is distinct from me then",
        "if me is null or new.released_by_id is distinct from me then",
        (f"{_REPORTS}::test_guards_of_a_report",),
    ),
    Saboteur(
        "released-report-changed",
        "a released report is frozen",
        _RLS,
        "  if old.state = 'released' then\n    if to_jsonb(new)",
        "  if old.state = 'released' then\n    if false and to_jsonb(new)",
        (f"{_REPORTS}::test_guards_of_a_report",),
    ),
    Saboteur(
        "report-shows-internal-notes",
        "internal notes stay out of the report",
        "exhibitions/results/selectors/incidents.py",
        "IncidentEntry.objects.filter(is_internal=False)",
        "IncidentEntry.objects.filter()",
        (f"{_REPORTS}::test_a_report_from_its_first_word_to_both_files",),
    ),
    Saboteur(
        "feedback-of-the-running-fair",
        "a firm speaks after the last day",
        _RLS,
        "and e.ends_on < (now() at time zone 'Asia/Shanghai')::date",
        "and e.ends_on < (now() at time zone 'Asia/Shanghai')::date + 100",
        (f"{_FEEDBACK}::test_guards_of_feedback",),
    ),
    Saboteur(
        "means-of-few-firms",
        "the nation learns means of five answers and more",
        _RLS,
        "and told.answers >= {LEAST_ANSWERS}",
        "and told.answers >= 1",
        (f"{_FEEDBACK}::test_means_of_five_and_more_alone_leave_the_center",),
    ),
    Saboteur(
        "one-firm-named-five-times",
        "a delegation counts once in a group",
        _RLS,
        "select p.delegation_id, count(*) as answers,",
        "select p.delegation_id, count(*) * cardinality(p_delegations) as answers,",
        (f"{_FEEDBACK}::test_no_sum_of_means_gives_one_firm_away",),
    ),
    Saboteur(
        "rival-asks-who-may-speak",
        "a firm asks about its own participation alone",
        _RLS,
        "current_setting('role', true) <> 'scope_enterprise' or p.enterprise_id",
        "true or p.enterprise_id",
        (f"{_FEEDBACK}::test_a_firm_asks_about_itself_alone",),
    ),
    Saboteur(
        "spoken-during-the-release",
        "feedback and release wait for each other",
        _RLS,
        "    from fairs_participant p where p.id = new.participant_id;",
        "    from fairs_participant p where false;",
        (f"{_FEEDBACK}::test_a_release_waits_for_who_is_speaking",),
    ),
    Saboteur(
        "report-with-strangers-photos",
        "a report's files carry photos of its own delegation",
        "exhibitions/results/tasks.py",
        "pk__in=wanted, incident__delegation_id=row.report.delegation_id",
        "pk__in=wanted",
        (f"{_REPORTS}::test_a_report_carries_no_photo_of_another_delegation",),
    ),
    Saboteur(
        "report-swapped-before-its-release",
        "nobody releases what was swapped under their eyes",
        "exhibitions/results/services/reports.py",
        "    if seen is not None and seen != report.row_version:",
        "    if False:",
        ("tests/results/test_reports.py::test_nobody_releases_what_was_swapped_under_their_eyes",),
    ),
)
