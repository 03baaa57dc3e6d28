"""Migration operations that put a table under row-level security, and the declarations of tables that need none.

A tenant table's migration ends with `TenantTable(...)`: ENABLE and FORCE, one policy per scope role with one simple
predicate, and exactly the grants that the policies speak of. Measured on 1,000,000 rows: 0.2 ms for a list page
in this form, 145 ms and more when an `or` or a `case` stands in the predicate (docs/decisions/0002).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


def setting(name: str) -> str:
    """SQL of one scope id; inside `(select …)` so that it is computed once per statement, not once per row.

    The empty string and 0 are no id: the drawer (center 0) is nobody's place, whatever the setting says.
    """
    return f"(select nullif(nullif(current_setting('app.{name}', true), ''), '0')::bigint)"


SAME_CENTER = f"center_id = {setting('center_id')}"
SAME_ENTERPRISE = f"enterprise_id = {setting('enterprise_id')}"
SAME_USER = f"user_id = {setting('actor_id')}"
EVERY_ROW = "true"
# Drafts lie in the drawer (center 0), which is no center's: the nation does not read what nobody has filed yet.
EVERY_FILED = "center_id > 0"

LOGINS = ("portal_app", "portal_national", "portal_worker")
TRUSTED_LOGINS = ("portal_national", "portal_worker")
SYSTEM_ROLES = ("scope_system", "portal_definer")
# Who may become what with SET ROLE; sql/roles.sql grants exactly this, check_rls compares.
MAY_BECOME: Mapping[str, frozenset[str]] = {
    "portal_owner": frozenset({"portal_definer", "scope_system"}),
    "portal_app": frozenset({"scope_center", "scope_enterprise", "scope_expert"}),
    "portal_national": frozenset({"scope_center", "scope_enterprise", "scope_expert", "scope_admin", "scope_national"}),
    "portal_worker": frozenset(
        {"scope_center", "scope_enterprise", "scope_expert", "scope_admin", "scope_national", "scope_system"}
    ),
}

# What a log-in's sessions begin with (sql/roles.sql): a request that hangs gives its locks and its connection back; workers
# have work that is longer. check_rls finds every other setting.
ROLE_SETTINGS: Mapping[str, frozenset[str]] = {
    role: frozenset({f"statement_timeout={seconds}s", f"idle_in_transaction_session_timeout={seconds}s"})
    for role, seconds in {"portal_app": 60, "portal_national": 60, "portal_worker": 900}.items()
}

COMMANDS = ("select", "insert", "update", "delete")


@dataclass(frozen=True)
class Rule:
    """What one role may do with which rows.

    `may` lists privileges: any of select, insert, update, delete. Each predicate has a default:

    `using`   the rows seen
    `check`   what a written row must satisfy (default: `using`)
    `add`     what an inserted row must satisfy (default: `check`)
    `change`  the rows that may be updated or deleted, beside being seen (default: `using`)

    `update_columns` narrows UPDATE to named columns; write with `update()` or `save(update_fields=…)` there.
    """

    using: str
    may: str = "select insert update"
    check: str | None = None
    add: str | None = None
    change: str | None = None
    update_columns: tuple[str, ...] = ()

    def grants(self, table: str, role: str) -> list[str]:
        """Give the GRANT statements for `role`."""
        statements = []
        for privilege in self.may.split():
            columns = f" ({', '.join(self.update_columns)})" if privilege == "update" and self.update_columns else ""
            statements.append(f'grant {privilege}{columns} on "{table}" to {role}')
        return statements

    def policies(self, table: str, role: str) -> list[str]:
        """Give the CREATE POLICY statements for `role`: one for all commands where one predicate pair serves them."""
        check = self.using if self.check is None else self.check
        name = f"{table}_{role}"
        if self.add is None and self.change is None:
            return [f'create policy "{name}" on "{table}" for all to {role} using ({self.using}) with check ({check})']
        change = self.using if self.change is None else self.change
        clauses = {
            "select": f"using ({self.using})",
            "insert": f"with check ({check if self.add is None else self.add})",
            "update": f"using ({change}) with check ({check})",
            "delete": f"using ({change})",
        }
        return [
            f'create policy "{name}_{command}" on "{table}" for {command} to {role} {clauses[command]}'
            for command in COMMANDS
            if command in self.may.split()
        ]


Rules = Mapping[str, Rule]


SCOPES = ("scope_center", "scope_national", "scope_enterprise", "scope_expert", "scope_admin")


def _roles(name: str) -> tuple[str, ...]:
    """Expand `logins` (rows of the acting user, before a scope is entered) and `scopes` (every scope but system)."""
    return {"logins": LOGINS, "scopes": SCOPES}.get(name, (name,))


def policy_sql(table: str, rules: Rules) -> list[str]:
    """Give grants and policies of `rules` (role → rule) on a table that already is under row-level security."""
    statements = []
    for name, rule in rules.items():
        for role in _roles(name):
            statements += rule.grants(table, role)
            statements += rule.policies(table, role)
    return statements


def tenant_sql(table: str, rules: Rules, *, system_may: str = "select insert update delete") -> list[str]:
    """Give the statements that put `table` under row-level security with `rules` (role → rule)."""
    system: dict[str, Rule] = {role: Rule(EVERY_ROW, system_may) for role in SYSTEM_ROLES}
    return [
        f'alter table "{table}" enable row level security',
        f'alter table "{table}" force row level security',
        *policy_sql(table, system),
        *policy_sql(table, rules),
    ]


class TenantTable(Operation):
    """Put one table under row-level security (see `tenant_sql`)."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, rules: Rules, system_may: str = "select insert update delete") -> None:
        self.table = table
        self.rules = rules
        self.system_may = system_may

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in tenant_sql(self.table, self.rules, system_may=self.system_may):
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        _drop_policies(schema_editor, self.table, [*SYSTEM_ROLES, *self.rules])
        schema_editor.execute(f'alter table "{self.table}" no force row level security')
        schema_editor.execute(f'alter table "{self.table}" disable row level security')

    def describe(self) -> str:
        return f"Row-level security on {self.table}"


class MorePolicies(Operation):
    """Add rules for further roles to a table that another migration put under row-level security."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, rules: Rules) -> None:
        self.table = table
        self.rules = rules

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in policy_sql(self.table, self.rules):
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        _drop_policies(schema_editor, self.table, list(self.rules))

    def describe(self) -> str:
        return f"More policies on {self.table}"


class ReplacedPolicies(Operation):
    """Give one role other rules on a table that stands under row-level security; its grants stay as they are."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, role: str, *, before: Rule, after: Rule) -> None:
        self.table = table
        self.role = role
        self.before = before
        self.after = after

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        self._put(schema_editor, self.after)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        self._put(schema_editor, self.before)

    def _put(self, schema_editor: BaseDatabaseSchemaEditor, rule: Rule) -> None:
        _drop_policies_of(schema_editor, self.table, self.role)
        for statement in rule.policies(self.table, self.role):
            schema_editor.execute(statement)

    def describe(self) -> str:
        return f"Other policies of {self.role} on {self.table}"


def _drop_policies_of(schema_editor: BaseDatabaseSchemaEditor, table: str, role: str) -> None:
    for suffix in ("", *(f"_{command}" for command in COMMANDS)):
        schema_editor.execute(f'drop policy if exists "{table}_{role}{suffix}" on "{table}"')


def _drop_policies(schema_editor: BaseDatabaseSchemaEditor, table: str, names: list[str]) -> None:
    for name in names:
        for role in _roles(name):
            _drop_policies_of(schema_editor, table, role)
            schema_editor.execute(f'revoke all on "{table}" from {role}')


class DefinerFunction(Operation):
    """Create a SECURITY DEFINER function owned by `portal_definer`, with a fixed search_path and named callers.

    `signature` is `name(arg type, …)`, `returns` its result type, `body` PL/pgSQL, `callers` the roles that may run it.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(
        self, signature: str, returns: str, body: str, callers: tuple[str, ...], volatility: str = "volatile"
    ) -> None:
        self.signature = signature
        self.returns = returns
        self.body = body
        self.callers = callers
        self.volatility = volatility

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        name = self._identity()
        schema_editor.execute(
            f"create or replace function {self.signature} returns {self.returns} language plpgsql {self.volatility} "
            f"security definer set search_path = pg_catalog, public, pg_temp as $definer${self.body}$definer$",
            params=None,
        )
        schema_editor.execute(f"revoke all on function {name} from public")
        schema_editor.execute(f"alter function {name} owner to portal_definer")
        schema_editor.execute("set local role portal_definer")
        for role in self.roles():
            schema_editor.execute(f"grant execute on function {name} to {role}")
        schema_editor.execute("set local role none")

    def roles(self) -> list[str]:
        """The database roles that may run it."""
        return [role for name in self.callers for role in _roles(name)]

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        schema_editor.execute("set local role portal_definer")
        schema_editor.execute(f"drop function if exists {self._identity()}")
        schema_editor.execute("set local role none")

    def _identity(self) -> str:
        """The function's name with argument types only, as GRANT wants it."""
        name, _, arguments = self.signature.partition("(")
        types = [
            piece.split(" default ")[0].split(None, 1)[1] for piece in arguments.rstrip(")").split(",") if piece.strip()
        ]
        return f"{name}({', '.join(types)})"

    def describe(self) -> str:
        return f"Definer function {self.signature}"


class InvokerFunction(DefinerFunction):
    """Create a function that runs with the rights of its caller, for statements whose plan is to be kept; policies and
    grants hold inside as they do outside. Fixed search_path and named callers all the same."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        name = self._identity()
        schema_editor.execute(
            f"create or replace function {self.signature} returns {self.returns} language plpgsql {self.volatility} "
            f"security invoker set search_path = pg_catalog, public, pg_temp as $invoker${self.body}$invoker$",
            params=None,
        )
        schema_editor.execute(f"revoke all on function {name} from public")
        for role in self.roles():
            schema_editor.execute(f"grant execute on function {name} to {role}")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        schema_editor.execute(f"drop function if exists {self._identity()}")

    def describe(self) -> str:
        return f"Invoker function {self.signature}"


@dataclass(frozen=True)
class Shared:
    """A table without tenant data: why it needs no row-level security, and who may do what."""

    reason: str
    grants: Mapping[str, str]


def everyone(may: str) -> dict[str, str]:
    """Grant `may` to every scope and login."""
    return dict.fromkeys((*SCOPES, "scope_system", *LOGINS, "portal_definer"), may)


def identity(scopes: str = "select") -> dict[str, str]:
    """Grant an identity table in full to the logins (account pages), and `scopes` inside a scope."""
    grants = everyone(scopes) if scopes else {}
    return grants | dict.fromkeys((*LOGINS, "scope_system"), "select insert update delete")


SHARED_TABLES: dict[str, Shared] = {
    "django_migrations": Shared("schema history", everyone("select")),
    "django_content_type": Shared("names of models", everyone("select")),
    "auth_group": Shared("unused groups of the framework", {}),
    "auth_group_permissions": Shared("unused groups of the framework", {}),
    "auth_permission": Shared("names of permissions", everyone("select")),
    "accounts_user_groups": Shared("unused groups of the framework", identity("")),
    "accounts_user_user_permissions": Shared("unused permissions of the framework", identity("")),
    "accounts_loginfailure": Shared("log-in failures by account and source, before anyone is known", identity("")),
    "django_session": Shared("unused session table of the framework", {}),
    "account_emailconfirmation": Shared("pending confirmations", identity("")),
    "authtoken_token": Shared("unused token table of the framework", {}),
    "tenancy_center": Shared(
        "the public directory of centers",
        everyone("select")
        | {
            "scope_national": "select insert update",
            "scope_system": "select insert update delete",
        },
    ),
    # Written at the moment of publication by the portal's own work (alerts/publishing/rls.py, edition_guard).
    "publishing_edition": Shared("what was published", everyone("select") | {"scope_system": "select insert update"}),
    "publishing_editionfile": Shared("its files", everyone("select") | {"scope_system": "select insert"}),
    "publishing_editionprint": Shared("its PDFs", everyone("select") | {"scope_system": "select insert update"}),
    # Made of editions when they are published (alerts/library/services/shelving.py).
    "library_card": Shared(
        "how published cases are found", everyone("select") | {"scope_system": "select insert update delete"}
    ),
    "library_term": Shared(
        "in how many of them a term stands", everyone("select") | {"scope_system": "select insert update delete"}
    ),
    "search_searchentry": Shared(
        "what the public can find, published before it is written here",
        everyone("select") | dict.fromkeys(("scope_national", "scope_system"), "select insert update delete"),
    ),
    # Written by releasing a change that somebody else prepared, as its records say (triggers trade_release_guard, trade_words_guard).
    **{
        f"trade_{name}": Shared(
            "published trade investigations: public knowledge with its source",
            everyone("select") | {"scope_national": may, "scope_system": "select insert update delete"},
        )
        for name, may in {
            "investigation": "select insert update",
            **dict.fromkeys(("party", "right", "phase"), "select insert delete"),
        }.items()
    },
    **dict.fromkeys(
        ("fees_office", "fees_fee", "fees_rate"),
        Shared(
            "official fees are for everybody to read; triggers let a released proposal alone write",
            everyone("select") | dict.fromkeys(("scope_national", "scope_system"), "select insert update"),
        ),
    ),
    # Days of review, told to readers when two people stand for them (alerts/guides/rls.py, guide_public_guard).
    "guides_publicchapter": Shared(
        "when chapters of guides were reviewed", everyone("select") | {"scope_system": "select insert update"}
    ),
    "guides_guidefile": Shared(
        "whole guides as files", everyone("select") | {"scope_system": "select insert update delete"}
    ),
}


# Columns that no scope may read, though it reads the table: a name is shown beside a message, a password never is.
HIDDEN_COLUMNS: dict[str, frozenset[str]] = {"accounts_user": frozenset({"password", "is_guarded"})}

# Tables of log-ins. The bare log-in of a center's site sees and changes the rows of ordinary people only; those who sit
# at the national center or administer (`is_guarded`) exist for the national site and the workers alone. So whoever
# injects SQL into a center's site can neither take over a national session nor reset its owner's password.
ORDINARY_PEOPLE = "not is_guarded"


def identity_rules(table: str, person: str = "user_id", *, may: str = "select insert update delete") -> Rules:
    """Give the rules of a table whose rows belong to the log-in of one person (column `person`)."""
    # Row-level security of accounts_user applies inside and leaves ordinary people only.
    ordinary = f"exists (select from accounts_user u where u.id = {table}.{person})"
    return {"portal_app": Rule(ordinary, may)} | dict.fromkeys(TRUSTED_LOGINS, Rule(EVERY_ROW, may))


def session_rules(column: str = "opened_by") -> Rules:
    """Give the rules of a table of sessions: a center's site knows those that it opened itself."""
    may = "select insert update delete"
    return {"portal_app": Rule(f"{column} = 'portal_app'", may)} | dict.fromkeys(TRUSTED_LOGINS, Rule(EVERY_ROW, may))


def grant_column_sql(columns: Mapping[str, Iterable[str]]) -> list[str]:
    """Give the GRANT statements of tables with hidden columns; `columns` names all columns of each such table."""
    statements = []
    for table, hidden in HIDDEN_COLUMNS.items():
        shown = ", ".join(sorted(set(columns[table]) - hidden))
        statements += [f'grant select ({shown}) on "{table}" to {role}' for role in SCOPES]
    return statements


def grant_shared_sql(existing: set[str]) -> list[str]:
    """Give the GRANT statements of every shared table that exists."""
    statements = []
    for table, shared in SHARED_TABLES.items():
        if table not in existing:
            continue
        for role, may in shared.grants.items():
            statements.append(f'grant {", ".join(may.split())} on "{table}" to {role}')
    return statements
