"""The database's own walls: row-level security, and the scope of a transaction."""

from tests.saboteurs.saboteur import Saboteur

_LOG_INS = "tests/tenancy/test_log_ins.py"
_CATALOGUE = "tests/tenancy/test_catalogue.py::test_nothing_is_found"
_ISOLATION = "tests/tenancy/test_isolation.py"
_ROLES = "tests/tenancy/test_roles.py"
_FUNCTIONS = "tests/tenancy/test_functions.py"
_CUSTODY = "tests/tenancy/test_custody.py"
_EXPERTS = "tests/tenancy/test_experts.py"
_GUARDS = "tests/tenancy/test_guards.py"
_REQUESTS = "tests/tenancy/test_requests.py"
_TASKS = "tests/tenancy/test_tasks.py"

SABOTEURS = (
    # -- row-level security ----------------------------------------------------------------------------------------------
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
    # -- the scope of a transaction --------------------------------------------------------------------------------------
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
)
