"""The saboteurs: which line they exchange for which, and the tests that must notice.

`old` must occur exactly once in `path`; a saboteur whose line is gone fails tests/saboteurs/test_catalogue.py, so the
list cannot outlive the code.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Saboteur:
    """One removed guard. `guard` says what is lost, `tests` are pytest addresses that must go red."""

    name: str
    guard: str
    path: str
    old: str
    new: str
    tests: tuple[str, ...]


_CATALOGUE = "tests/tenancy/test_catalogue.py::test_nothing_is_found"
_ISOLATION = "tests/tenancy/test_isolation.py"
_ROLES = "tests/tenancy/test_roles.py"
_LOG_INS = "tests/tenancy/test_log_ins.py"
_FUNCTIONS = "tests/tenancy/test_functions.py"
_CUSTODY = "tests/tenancy/test_custody.py"
_EXPERTS = "tests/tenancy/test_experts.py"
_GUARDS = "tests/tenancy/test_guards.py"
_REQUESTS = "tests/tenancy/test_requests.py"
_TASKS = "tests/tenancy/test_tasks.py"
_MATRIX = "tests/policy/test_matrix.py"
_UPLOADS = "tests/uploads/test_judge.py"
_ENDINGS = "tests/accounts/test_endings.py"
_PAGES = "tests/handling/test_other_pages.py"
_SENDING = "tests/subscriptions/test_sending.py"
_TRADE = "tests/trade/test_pages.py::test_the_database_lets_nobody_publish_alone"

_REVIEW = "tests/publishing/test_review.py"
_LIBRARY = "tests/library/test_library.py"

SABOTEURS: tuple[Saboteur, ...] = (
    # -- row-level security ------------------------------------------------------------------------------------------
    Saboteur(
        "force-one-table",
        "FORCE row-level security on internal notes",
        "portal/tenancy/rls.py",
        """        f'alter table "{table}" force row level security',""",
        """        *([] if table == "cases_note" else [f'alter table "{table}" force row level security']),""",
        (_CATALOGUE,),
    ),
    Saboteur(
        "center-sees-all",
        "the center's predicate on the children of a case",
        "cases/migrations/0003_row_level_security.py",
        'rules = {"scope_center": Rule(SAME_CENTER, center)',
        'rules = {"scope_center": Rule("true", center)',
        (f"{_ISOLATION}::test_nothing_of_the_other_side_is_seen",),
    ),
    Saboteur(
        "drawer-opens",
        "0 is no center's id, so nobody sees the drafts",
        "portal/tenancy/rls.py",
        "(select nullif(nullif(current_setting('app.{name}', true), ''), '0')::bigint)",
        "(select nullif(current_setting('app.{name}', true), '')::bigint)",
        (f"{_ISOLATION}::test_a_role_without_an_id_sees_no_rows", f"{_ROLES}::test_the_drawer_is_nobodys_center"),
    ),
    Saboteur(
        "expiry-ignored",
        "an assignment that has run out shows its case no more",
        "experts/rls.py",
        "and a.state = 'active' and a.ends_at > now()",
        "and a.state = 'active'",
        (f"{_EXPERTS}::test_an_experts_access_ends_with_the_assignment",),
    ),
    Saboteur(
        "revocation-ignored",
        "a revoked assignment shows its case no more",
        "experts/rls.py",
        "and a.state = 'active' and a.ends_at > now()",
        "and a.ends_at > now()",
        (f"{_EXPERTS}::test_an_experts_access_ends_with_the_assignment",),
    ),
    Saboteur(
        "transfer-forged",
        "only the custodian proposes a transfer",
        "cases/migrations/0003_row_level_security.py",
        """add=f"{SAME_CENTER} and from_center_id = center_id and state = 'proposed'",""",
        """add=BOTH_CENTERS,""",
        (f"{_CUSTODY}::test_a_center_cannot_propose_to_itself_what_another_keeps",),
    ),
    Saboteur(
        "counter-talks",
        "a center's counter answers that center only",
        "cases/migrations/0002_tenant_keys.py",
        "  if allowed is not true or p_center <= 0 then",
        "  if p_center <= 0 then",
        (f"{_FUNCTIONS}::test_a_counter_tells_nothing_of_another_center",),
    ),
    Saboteur(
        "seat-grabbed",
        "a center seats nobody at the national center",
        "portal/tenancy/migrations/0002_drawer_and_rls.py",
        '''CENTER_SEATS = "role in ('intake', 'handler', 'supervisor', 'expert')"''',
        'CENTER_SEATS = "true"',
        (f"{_ISOLATION}", f"{_LOG_INS}::test_a_center_seats_nobody_at_the_national_center"),
    ),
    Saboteur(
        "log-in-overtaken",
        "a center's site does not know national log-ins",
        "portal/tenancy/rls.py",
        'ORDINARY_PEOPLE = "not is_guarded"',
        'ORDINARY_PEOPLE = "is_guarded is not null"',
        (f"{_LOG_INS}::test_a_national_log_in_does_not_exist_for_a_centers_site",),
    ),
    Saboteur(
        "password-readable",
        "no scope reads the password column",
        "portal/tenancy/rls.py",
        'frozenset({"password", "is_guarded"})',
        'frozenset({"is_guarded"})',
        (f"{_LOG_INS}::test_no_scope_reads_a_password_or_changes_a_log_in",),
    ),
    Saboteur(
        "temporary-tables",
        "no login creates temporary tables",
        "portal/tenancy/sql/roles.sql",
        "execute format('revoke all on database %I from public', current_database());",
        "perform 1;",
        (_CATALOGUE, f"{_ROLES}::test_no_statement_lifts_the_guards"),
    ),
    Saboteur(
        "app-becomes-national",
        "a center's site cannot raise itself to the national scope",
        "portal/tenancy/sql/roles.sql",
        "grant scope_center, scope_enterprise, scope_expert to portal_app",
        "grant scope_center, scope_enterprise, scope_expert, scope_national to portal_app",
        (_CATALOGUE, f"{_ROLES}::test_the_app_becomes_nobody_else"),
    ),
    Saboteur(
        "trail-rewritten",
        "nobody holds UPDATE on the audit trail",
        "portal/audit/migrations/0002_row_level_security.py",
        """            },
            system_may="select insert",
        ),
        TenantTable("audit_auditseal\"""",
        """            },
            system_may="select insert update",
        ),
        TenantTable("audit_auditseal\"""",
        (f"{_GUARDS}::test_the_trail_can_only_grow",),
    ),
    Saboteur(
        "opinion-thawed",
        "a countersigned opinion is frozen",
        "cases/migrations/0009_opinion_guard.py",
        "    raise exception 'a countersigned opinion is frozen' using errcode = 'integrity_constraint_violation';",
        "    return new;",
        (f"{_GUARDS}::test_an_opinion_is_born_a_draft_and_frozen_by_somebody_else",),
    ),
    Saboteur(
        "custody-moved",
        "the custodian center changes by filing or transfer only",
        "cases/migrations/0002_tenant_keys.py",
        "  if new.center_id <> old.center_id and current_user <> 'portal_definer' then",
        "  if false then",
        (f"{_GUARDS}::test_guards_of_the_case",),
    ),
    # -- the scope of a transaction ----------------------------------------------------------------------------------
    Saboteur(
        "scope-for-the-session",
        "the scope is transaction-local",
        "portal/tenancy/scope.py",
        """select set_config('role', %s, true), set_config('app.center_id', %s, true),""",
        """select set_config('role', %s, false), set_config('app.center_id', %s, false),""",
        (f"{_REQUESTS}::test_nothing_of_a_scope_is_left_on_the_connection", "tests/tenancy/test_pgbouncer.py"),
    ),
    Saboteur(
        "no-outer-transaction",
        "the middleware owns a transaction around the whole response",
        "portal/tenancy/middleware.py",
        "        with entered:",
        "        if scopes.switch(scopes.login(user_id)) is None:",
        (_REQUESTS,),
    ),
    Saboteur(
        "commit-after-500",
        "a 500 takes everything back",
        "portal/tenancy/middleware.py",
        "if response.status_code >= 500:",
        "if response.status_code >= 600:",
        (f"{_REQUESTS}::test_a_failure_takes_everything_back",),
    ),
    Saboteur(
        "nested-scope-stays",
        "a nested scope is left as it was found",
        "portal/tenancy/scope.py",
        "        if nested and not connection.needs_rollback:",
        "        if False and not connection.needs_rollback:",
        (f"{_REQUESTS}::test_a_nested_scope_is_left_as_it_was_found",),
    ),
    Saboteur(
        "task-without-scope",
        "a task without a scope is not worked on",
        "portal/tenancy/tasks.py",
        '            raise MissingScope(f"{self.name} was received without a scope.")',
        "            return scopes.system()",
        (f"{_TASKS}::test_a_message_without_a_scope_is_not_worked_on",),
    ),
    Saboteur(
        "task-sent-without-scope",
        "a task is not sent without a scope",
        "portal/tenancy/tasks.py",
        '                raise MissingScope(f"{self.name} was sent without a scope.")',
        "                current = scopes.system()",
        (f"{_TASKS}::test_sending_without_a_scope_is_refused",),
    ),
    # -- people and seats ----------------------------------------------------------------------------------------------
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
    # -- experts -------------------------------------------------------------------------------------------------------
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
    # -- handling ----------------------------------------------------------------------------------------------------
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
    # -- the permission table ----------------------------------------------------------------------------------------
    Saboteur(
        "default-allow",
        "a route without a row is refused",
        "portal/policy/middleware.py",
        """            logger.error("No policy row for route %r; refused.", route)
            return refuse(request, 403)""",
        """            logger.error("No policy row for route %r; refused.", route)
            return None""",
        (f"{_REQUESTS}::test_a_route_without_a_row_is_not_run",),
    ),
    Saboteur(
        "any-persona",
        "the persona is asked before the view runs",
        "portal/policy/middleware.py",
        "        if actor.personas.isdisjoint(rule.personas):",
        "        if False:",
        (f"{_REQUESTS}::test_a_persona_the_row_does_not_name_does_not_reach_the_view",),
    ),
    Saboteur(
        "password-alone",
        "staff, experts and administrators prove a second factor",
        "portal/policy/middleware.py",
        "            rule.second_factor",
        "            False and rule.second_factor",
        (f"{_MATRIX}::test_a_password_alone_reaches_no_protected_route",),
    ),
    # -- the API -----------------------------------------------------------------------------------------------------
    Saboteur(
        "key-ignored",
        "a request repeated under its Idempotency-Key does its work once",
        "portal/policy/idempotency.py",
        "    if key is None or actor.user_id is None:",
        "    if True:",
        ("tests/api/test_once.py::test_the_same_request_gets_the_same_answer",),
    ),
    Saboteur(
        "key-for-anything",
        "a used Idempotency-Key does not answer for another request",
        "portal/policy/idempotency.py",
        "    if kept.body_hash != digest:",
        "    if False:",
        ("tests/api/test_once.py::test_a_key_belongs_to_one_request",),
    ),
    Saboteur(
        "if-match-ignored",
        "a write made for a version that has passed is refused",
        "portal/api/preconditions.py",
        """    if "*" not in tags and etag(current) not in tags:""",
        """    if not tags:""",
        ("tests/api/test_versions.py::test_deeds_name_the_version",),
    ),
    Saboteur(
        "deed-of-another-role",
        "a deed that is never the role's is forbidden, as on the pages",
        "cases/api/actions.py",
        "    if not workflow.ever(found.verb, actor):",
        "    if False:",
        ("tests/api/test_versions.py::test_a_deed_of_another_role_is_forbidden_in_whatever_state",),
    ),
    # -- uploads -----------------------------------------------------------------------------------------------------
    Saboteur(
        "bodies-unlimited",
        "a body that is too large for its address is refused unread",
        "portal/site/bodies.py",
        "            return _refuse(request, 413)",
        "            pass",
        ("tests/uploads/test_bodies.py::test_a_page_takes_two_megabytes_and_no_more",),
    ),
    Saboteur(
        "checker-failed-is-clean",
        "an upload whose checker failed is held back, never judged clean",
        "portal/documents/intake/judge.py",
        """        logger.warning("The look at an upload failed; it is held back.", exc_info=True)
        return Verdict("quarantined", "checker_failed")""",
        """        logger.warning("The look at an upload failed; it is held back.", exc_info=True)
        return Verdict("clean")""",
        (
            f"{_UPLOADS}::test_a_checker_that_cannot_run_holds_the_file_back",
            f"{_UPLOADS}::test_a_checker_that_hangs_holds_the_file_back",
        ),
    ),
    Saboteur(
        "checker-babbles-is-clean",
        "an upload whose checker gave no known verdict is held back",
        "portal/documents/intake/judge.py",
        "    if state not in STATES:",
        "    if False:",
        (f"{_UPLOADS}::test_a_checker_that_babbles_holds_the_file_back",),
    ),
    Saboteur(
        "scanner-down-is-clean",
        "an upload is not clean while the virus scanner is down",
        "portal/documents/intake/judge.py",
        """        return Verdict("quarantined", "scanner_unavailable", verdict.media_type)""",
        """        return verdict""",
        (f"{_UPLOADS}::test_a_scanner_that_is_down_holds_the_file_back",),
    ),
    # -- kept pages --------------------------------------------------------------------------------------------------
    Saboteur(
        "stale-page-after-publish",
        "a kept page is answered only while the generations it was drawn under stand",
        "portal/site/pagecache.py",
        "if kept is not None and kept.generations == generations:",
        "if kept is not None:",
        ("tests/site/test_pagecache.py::test_what_is_published_shows_from_the_commit_on",),
    ),
    Saboteur(
        "page-kept-under-a-later-generation",
        "a page is kept under the generations that were read before it was drawn",
        "portal/site/pagecache.py",
        "            word = read or secrets.token_hex(8)",
        "            word = (client.get(_generation_key(tag)) or secrets.token_hex(8).encode()).decode()",
        ("tests/site/test_pagecache.py::test_a_page_drawn_from_older_data_is_never_answered",),
    ),
    Saboteur(
        "private-page-cached",
        "what sets a cookie belongs to one browser and is kept for nobody",
        "portal/site/pagecache.py",
        "        and not response.cookies\n",
        "",
        ("tests/site/test_pagecache.py::test_what_hints_at_a_person_is_not_kept",),
    ),
    Saboteur(
        "person-answered-from-the-cache",
        "who has a session is never answered with everybody's page",
        "portal/site/pagecache.py",
        "if settings.SESSION_COOKIE_NAME in cookies or ",
        "if ",
        ("tests/site/test_pagecache.py::test_who_may_be_somebody_is_not_answered_here",),
    ),
    # -- country guides --------------------------------------------------------------------------------------------
    Saboteur(
        "guide-check-alone",
        "nobody answers their own check of a chapter, in whatever name",
        "alerts/guides/rls.py",
        "new.answered_by_id is distinct from me or me = old.asked_by_id",
        "false",
        ("tests/guides/test_chapters.py::test_nobody_confirms_their_own_check",),
    ),
    Saboteur(
        "guide-dated-by-hand",
        "readers are told of no review that two people do not stand for",
        "alerts/guides/rls.py",
        "if vouched is null or new.reviewed_on > vouched",
        "if false",
        ("tests/guides/test_chapters.py::test_readers_are_told_of_no_day_that_two_people_do_not_stand_for",),
    ),
    Saboteur(
        "guide-draft-in-file",
        "what was retracted is in no file",
        "alerts/guides/selectors/reading.py",
        "if edition is None or edition.retracted_at is not None:",
        "if edition is None:",
        ("tests/guides/test_books.py::test_nothing_of_a_draft_or_a_retracted_chapter_is_in_a_file",),
    ),
    Saboteur(
        "guide-text-as-markup",
        "what a text says stays text in a file",
        "portal/documents/pdf/pieces.py",
        "text if is_tag else escape(xml_text(text))",
        "text if is_tag else xml_text(text)",
        ("tests/guides/test_books.py::test_only_known_tags_leave_the_text",),
    ),
    # -- trade data ------------------------------------------------------------------------------------------------
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
        "trade-file-cut-short",
        "a file that loses known investigations is not believed",
        "alerts/trade/intake/plan.py",
        "MOST_LOST = 0.02",
        "MOST_LOST = 1",
        ("tests/trade/test_intake.py::test_a_file_that_loses_known_records_needs_a_reason",),
    ),
    # -- official fees -----------------------------------------------------------------------------------------------
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
        ("tests/fees/test_desk.py::test_published_rows_are_written_by_a_release_alone",),
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
    # -- publishing --------------------------------------------------------------------------------------------------
    Saboteur(
        "own-text-approved",
        "the table refuses a writer's approval",
        "alerts/publishing/workflow.py",
        "    if actor.user_id in revision.writers:",
        "    if False:",
        (f"{_REVIEW}::test_the_writer_cannot_approve",),
    ),
    Saboteur(
        "own-text-approved-by-sql",
        "the database refuses a writer's approval",
        "alerts/publishing/rls.py",
        "         or me = any(new.writers) then",
        "         then",
        (f"{_REVIEW}::test_the_writer_cannot_approve",),
    ),
    Saboteur(
        "writer-leaves-the-list",
        "who wrote in a text stays on its list while nobody else's approval has gone out",
        "alerts/publishing/rls.py",
        "      then '{{}}'::bigint[] else last.writers end;",
        "      then '{{}}'::bigint[] else '{{}}'::bigint[] end;",
        (f"{_REVIEW}::test_nobody_leaves_the_list_of_writers",),
    ),
    Saboteur(
        "own-retracted-text-approved",
        "a text that was retracted keeps its writers",
        "alerts/publishing/rls.py",
        " and e.retracted_at is null and i.state <> 'retracted')",
        ")",
        (f"{_REVIEW}::test_nobody_brings_their_own_retracted_text_back",),
    ),
    Saboteur(
        "retracted-by-an-event",
        "an event alone retracts nothing: the item's own center must have",
        "alerts/publishing/services/publication.py",
        "    if edition is None or not _was_retracted(edition, notice_zh):",
        "    if edition is None:",
        (f"{_REVIEW}::test_an_event_alone_retracts_nothing",),
    ),
    Saboteur(
        "retracted-edition-under-its-number",
        "a retracted edition stays away when a later one stands",
        "alerts/publishing/views/reading.py",
        "    if earlier.retracted_at is not None:",
        "    if False:",
        ("tests/publishing/test_pages.py::test_what_was_retracted_stays_away",),
    ),
    Saboteur(
        "approved-in-anothers-name",
        "an approval is given in person",
        "alerts/publishing/rls.py",
        "or me is null or new.approved_by_id <> me",
        "or me is null",
        (f"{_REVIEW}::test_nobody_approves_in_anothers_name",),
    ),
    Saboteur(
        "closed-text-rewritten",
        "what was handed in is closed",
        "alerts/publishing/rls.py",
        "    if old.handed_in_at is not null and (not same or",
        "    if false and (not same or",
        (f"{_REVIEW}::test_what_was_handed_in_is_closed",),
    ),
    Saboteur(
        "edition-without-office",
        "the database asks whether the approver is still in office",
        "alerts/publishing/rls.py",
        "          and m.role = case c.kind when 'national' then 'reviewer' else 'supervisor' end) then",
        "          or true) then",
        (f"{_REVIEW}::test_an_approval_whose_author_left_does_not_go_out",),
    ),
    Saboteur(
        "other-words-published",
        "an edition carries the approved words",
        "alerts/publishing/rls.py",
        "     or publishing_words(to_jsonb(new)) <> publishing_words(to_jsonb(source))\n",
        "",
        (f"{_REVIEW}::test_an_edition_carries_the_approved_words",),
    ),
    Saboteur(
        "embargo-broken",
        "the database lets nothing out before its moment",
        "alerts/publishing/rls.py",
        " or kept.goes_out_at > clock_timestamp()",
        "",
        (f"{_REVIEW}::test_an_embargo_holds",),
    ),
    Saboteur(
        "markdown-with-html",
        "a text holds no HTML of its own",
        "portal/site/markdown.py",
        '{"html": False, "linkify": False}',
        '{"html": True, "linkify": False}',
        ("tests/publishing/test_markdown.py",),
    ),
    # -- indices and surveys -----------------------------------------------------------------------------------------
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
        "small-cell-given-away",
        "one small cell alone could be read off the total, so another goes with it",
        "alerts/environment/selectors/surveys.py",
        "    if len(hidden) == 1 and len(cells) > 1:",
        "    if False:",
        ("tests/environment/test_surveys.py::test_small_cells_and_what_would_give_them_away_are_suppressed",),
    ),
    # -- subscriptions -----------------------------------------------------------------------------------------------
    Saboteur(
        "one-item-twice",
        "one person gets one portion of one event, whatever number of filters match",
        "alerts/subscriptions/services/spreading.py",
        "   group by w.subscriber_id",
        "   group by w.subscriber_id, w.id",
        (f"{_SENDING}::test_who_asked_for_it_gets_it_once_whatever_number_of_filters_match",),
    ),
    Saboteur(
        "unconfirmed-gets-mail",
        "a filter brings mail only once the link in its mail was used",
        "alerts/subscriptions/services/spreading.py",
        "   where w.confirmed_at is not null and ((",
        "   where ((",
        (f"{_SENDING}::test_who_asked_for_it_gets_it_once_whatever_number_of_filters_match",),
    ),
    Saboteur(
        "scanner-confirms",
        "opening a link confirms nothing, pressing the button does",
        "alerts/subscriptions/views/public.py",
        'if request.method == "POST" and (opened :=',
        "if (opened :=",
        ("tests/subscriptions/test_pages.py::test_from_the_form_to_the_last_click",),
    ),
    Saboteur(
        "link-opens-more",
        "the link to unsubscribe opens nothing else",
        "alerts/subscriptions/links.py",
        'salt=f"alerts.subscriptions.{purpose}"',
        'salt="alerts.subscriptions"',
        ("tests/subscriptions/test_pages.py::test_links_fit_their_purpose_their_key_and_their_time",),
    ),
    Saboteur(
        "retracted-travels",
        "what was retracted before it travelled does not travel",
        "alerts/subscriptions/services/spreading.py",
        """v.state = 'queued' for update of v)""",
        """v.state = 'failed' for update of v)""",
        (f"{_SENDING}::test_what_is_retracted_before_it_travelled_does_not_travel",),
    ),
    Saboteur(
        "subscribers-open",
        "an account sees its own subscription, a scope nobody's",
        "alerts/subscriptions/rls.py",
        'OWN_ROW = Rule(SAME_USER, "select")',
        'OWN_ROW = Rule("true", "select")',
        (_CATALOGUE, "tests/subscriptions/test_pages.py::test_tables_show_an_account_its_own_rows_and_nobody_else_any"),
    ),
    # -- the library of typical cases ---------------------------------------------------------------------------------
    Saboteur(
        "published-without-consent",
        "the database asks for the consent at the moment of publication",
        "alerts/library/rls.py",
        "  if origin.state = 'ended' or not library_consent_stands(origin.case_id) then",
        "  if false then",
        (f"{_LIBRARY}::test_a_consent_withdrawn_at_the_last_moment_stops_the_worker",),
    ),
    Saboteur(
        "draft-without-consent",
        "no draft begins without the applicant's consent",
        "alerts/library/rls.py",
        "  if not library_consent_stands(new.case_id) then",
        "  if false then",
        (f"{_LIBRARY}::test_no_draft_without_consent_or_of_an_open_case",),
    ),
    Saboteur(
        "published-with-a-name-left",
        "the last look names what of the case still stands in the text",
        "alerts/library/anonymise/check.py",
        "        found.setdefault((leak.key, leak.place), leak)",
        "        pass",
        (f"{_LIBRARY}::test_a_name_left_is_named_and_stops_the_hand_over",),
    ),
    Saboteur(
        "published-unlooked",
        "what goes out is the revision that was looked through at approval",
        "alerts/library/rls.py",
        "  if origin.cleared_revision is distinct from new.revision_id then",
        "  if false then",
        (f"{_LIBRARY}::test_a_name_written_in_publishings_editor_stops_there",),
    ),
    Saboteur(
        "anonymiser-releases",
        "whoever worked on a draft does not release it",
        "alerts/library/rls.py",
        "o.item_id = new.item_id and new.approved_by_id = any(o.writers)",
        "o.item_id = new.item_id and false",
        (f"{_LIBRARY}::test_whoever_anonymised_does_not_release",),
    ),
    Saboteur(
        "secret-kept",
        "names and texts behind a typical case are erased on their day",
        "alerts/library/services/endings.py",
        "    Replacement.objects.filter(origin=origin).delete()",
        "    pass",
        (f"{_LIBRARY}::test_the_secret_is_erased_after_thirty_days",),
    ),
    Saboteur(
        "released-index-renamed",
        "an index keeps its words once an edition was handed in",
        "alerts/environment/migrations/0003_index_kept.py",
        "  if current_user <> 'scope_system' and to_jsonb(new) <> to_jsonb(old)",
        "  if false",
        ("tests/environment/test_release.py::test_an_index_keeps_its_words_once_an_edition_was_handed_in",),
    ),
    Saboteur(
        "taken-for-good",
        "the nation decides on every edition of a center's item",
        "alerts/publishing/services/publication.py",
        "        nation_wide=item.center.kind == Center.Kind.NATIONAL,",
        "        nation_wide=item.center.kind == Center.Kind.NATIONAL or item.offer == Offer.TAKEN,",
        (f"{_REVIEW}::test_a_center_offers_and_the_nation_decides",),
    ),
)
