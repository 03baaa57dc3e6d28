"""Walk PostgreSQL's catalogue and name everything that would let one tenant see another's rows.

The declarations are in `portal.tenancy.rls` (roles, shared tables) and in the migrations (definer functions); the
catalogue is asked what really stands. Each check takes a DB-API cursor of any login and yields findings.
"""

# ruff: noqa: S608 - the statements are put together from this module's own words

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.migrations.loader import MigrationLoader

from portal.tenancy import rls
from portal.tenancy.open_tables import OPEN_TO_SCOPES, RELEASED_TABLES

SEARCH_PATH = "search_path=pg_catalog, public, pg_temp"
EXTENSIONS = frozenset({"plpgsql", "pg_trgm", "btree_gin", "btree_gist", "pg_stat_statements"})
SCOPE_ROLES = (*rls.SCOPES, "scope_system")
ROLES = frozenset({*rls.MAY_BECOME, *SCOPE_ROLES, "portal_definer"})
# What row-level security does not look at: nobody but the owner may hold these on a tenant table.
UNGUARDED = frozenset({"TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"})
# A predicate of these scopes must compare with an id of the running scope.
NARROW_SCOPES = frozenset({"scope_center", "scope_enterprise", "scope_expert", "portal_app"})
# They look into other sessions of the same login, which carry other tenants' data as literals, or end them.
SESSION_FUNCTIONS = (
    "pg_stat_get_activity(integer)",
    "pg_stat_get_backend_activity(integer)",
    "pg_cancel_backend(integer)",
    "pg_terminate_backend(integer, bigint)",
)
TENANT_KEY = ("case_id", "center_id", "enterprise_id")
_OURS = "n.nspname not like 'pg\\_%%' and n.nspname <> 'information_schema'"
_NOT_OF_EXTENSION = "not exists (select from pg_depend d where d.objid = {0}.oid and d.deptype = 'e')"


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is not as declared: a stable code, the object it was found on, and what is wrong."""

    code: str
    subject: str
    detail: str

    def __str__(self) -> str:
        return f"{self.code}: {self.subject}: {self.detail}"


Check = Callable[[Any], Iterator[Finding]]


def _rows(cursor: Any, sql: str, parameters: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
    cursor.execute(sql, parameters)
    return list(cursor.fetchall())


def check_roles(cursor: Any) -> Iterator[Finding]:
    """Roles exist, hold no attribute that outranks a policy, and may become exactly what is declared."""
    attributes = {
        name: (login, flags)
        for name, login, *flags in _rows(
            cursor,
            "select rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication, rolinherit"
            " from pg_roles where rolname = any(%s)",
            (list(ROLES),),
        )
    }
    words = ("superuser", "bypassrls", "createdb", "createrole", "replication", "inherit")
    for name in sorted(ROLES):
        if name not in attributes:
            yield Finding("role.missing", name, "does not exist")
            continue
        login, flags = attributes[name]
        for word, held in zip(words, flags, strict=True):
            if held:
                yield Finding("role.attribute", name, f"is {word}")
        if login != (name in rls.MAY_BECOME):
            yield Finding("role.login", name, "may log in" if login else "may not log in")
    granted: dict[str, set[str]] = defaultdict(set)
    for member, role, inherit, may_set, admin in _rows(
        cursor,
        "select m.rolname, r.rolname, a.inherit_option, a.set_option, a.admin_option from pg_auth_members a"
        " join pg_roles m on m.oid = a.member join pg_roles r on r.oid = a.roleid"
        " where m.rolname = any(%s) or r.rolname = any(%s)",
        (list(ROLES), list(ROLES)),
    ):
        granted[member].add(role)
        if inherit or admin or not may_set:
            yield Finding("role.grant", member, f"holds {role} otherwise than by SET ROLE alone")
    for member in sorted({*granted, *rls.MAY_BECOME}):
        wanted = rls.MAY_BECOME.get(member, frozenset())
        for role in sorted(granted[member] - wanted):
            yield Finding("role.become", member, f"may become {role}")
        for role in sorted(wanted - granted[member]):
            yield Finding("role.become", member, f"may not become {role}")
    yield from _role_settings(cursor)


def _role_settings(cursor: Any) -> Iterator[Finding]:
    """Sessions begin with the declared time limits and with nothing else."""
    for name, settings in _rows(
        cursor,
        "select r.rolname, s.setconfig from pg_db_role_setting s join pg_roles r on r.oid = s.setrole"
        " where r.rolname = any(%s)",
        (list(ROLES),),
    ):
        if others := sorted(set(settings) - rls.ROLE_SETTINGS.get(name, frozenset())):
            yield Finding("role.setting", name, f"begins its sessions with {', '.join(others)}")


def check_ownership(cursor: Any) -> Iterator[Finding]:
    """Logins and scopes own nothing; the definer owns functions only."""
    for role, what in _rows(
        cursor,
        "select r.rolname, pg_describe_object(s.classid, s.objid, s.objsubid) from pg_shdepend s"
        " join pg_roles r on r.oid = s.refobjid"
        " where s.refclassid = 'pg_authid'::regclass and s.deptype = 'o' and r.rolname = any(%s)"
        "  and s.dbid in (0, (select oid from pg_database where datname = current_database()))"
        "  and not (r.rolname = 'portal_definer' and s.classid in ('pg_proc'::regclass, 'pg_default_acl'::regclass))",
        (sorted(ROLES - {"portal_owner"}),),
    ):
        yield Finding("owner", role, f"owns {what}")


def check_places(cursor: Any) -> Iterator[Finding]:
    """Nobody but owner and definer can create anything, not even a temporary table, and nobody reads others' statements."""
    for role in sorted(ROLES - {"portal_owner"}):
        ((temporary, create),) = _rows(
            cursor,
            "select has_database_privilege(%s, current_database(), 'TEMP'),"
            " has_database_privilege(%s, current_database(), 'CREATE')",
            (role, role),
        )
        if temporary:
            yield Finding("place.temporary", role, "may create temporary tables, which stand before ours in a pool")
        if create:
            yield Finding("place.database", role, "may create schemas and extensions")
        for (schema,) in _rows(
            cursor,
            f"select n.nspname from pg_namespace n where {_OURS} and has_schema_privilege(%s, n.oid, 'CREATE')",
            (role,),
        ):
            if role != "portal_definer":
                yield Finding("place.schema", role, f"may create objects in schema {schema}")
        for function in SESSION_FUNCTIONS:
            ((may,),) = _rows(cursor, f"select has_function_privilege(%s, 'pg_catalog.{function}', 'EXECUTE')", (role,))
            if may:
                yield Finding("place.activity", role, f"may look into or end other sessions through {function}")
    for (schema,) in _rows(cursor, f"select n.nspname from pg_namespace n where {_OURS} and n.nspname <> 'public'"):
        yield Finding("place.schema", schema, "is a schema that no check knows")
    for (extension,) in _rows(cursor, "select extname from pg_extension"):
        if extension not in EXTENSIONS:
            yield Finding("place.extension", extension, "is not among the extensions the portal knows")


@dataclass
class Table:
    """A table as the catalogue has it: `grants` and `column_grants` map roles to privileges."""

    name: str
    owner: str
    enabled: bool
    forced: bool
    grants: dict[str, set[str]]
    column_grants: dict[str, set[str]]
    policies: list[tuple[str, bool, list[str], str, str | None, str | None]]

    def holders(self) -> set[str]:
        """Roles that hold anything, the owner aside."""
        return ({*self.grants, *self.column_grants}) - {self.owner}


def _tables(cursor: Any) -> list[Table]:
    tables = {
        oid: Table(name, owner, enabled, forced, defaultdict(set), defaultdict(set), [])
        for oid, name, owner, enabled, forced in _rows(
            cursor,
            "select c.oid, c.relname, pg_get_userbyid(c.relowner), c.relrowsecurity, c.relforcerowsecurity"
            f" from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and {_OURS}"
            f" and {_NOT_OF_EXTENSION.format('c')} order by c.relname",
        )
    }
    grantee = "case a.grantee when 0 then 'PUBLIC' else pg_get_userbyid(a.grantee) end"
    for oid, role, privilege in _rows(
        cursor,
        f"select c.oid, {grantee}, a.privilege_type from pg_class c, aclexplode(c.relacl) a where c.relkind in ('r', 'p')",
    ):
        if oid in tables:
            tables[oid].grants[role].add(privilege)
    for oid, role, privilege in _rows(
        cursor,
        f"select t.attrelid, {grantee}, a.privilege_type from pg_attribute t, aclexplode(t.attacl) a where t.attnum > 0",
    ):
        if oid in tables:
            tables[oid].column_grants[role].add(privilege)
    for oid, name, permissive, roles, command, using, check in _rows(
        cursor,
        "select p.polrelid, p.polname, p.polpermissive,"
        " array(select case r when 0 then 'PUBLIC' else pg_get_userbyid(r) end from unnest(p.polroles) r), p.polcmd::text,"
        " pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid) from pg_policy p",
    ):
        if oid in tables:
            tables[oid].policies.append((name, permissive, list(roles), command, using, check))
    return list(tables.values())


_COMMANDS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}


def check_tables(cursor: Any) -> Iterator[Finding]:
    """Every table is a tenant's (ENABLE, FORCE, policies of named roles) or is declared as shared with its grants."""
    tables = _tables(cursor)
    for name in sorted(set(rls.SHARED_TABLES) - {table.name for table in tables}):
        yield Finding("table.stale", name, "is declared as shared but does not exist")
    for table in tables:
        if table.owner != "portal_owner":
            yield Finding("table.owner", table.name, f"is owned by {table.owner}")
        for role in sorted(table.holders() - (ROLES - {"portal_owner"})):
            yield Finding("table.grant", table.name, f"is granted to {role}")
        if table.name in rls.SHARED_TABLES:
            yield from _shared_table(table)
        else:
            yield from _tenant_table(table)
            yield from _policies(table)


def _shared_table(table: Table) -> Iterator[Finding]:
    wanted = {
        role: {word.upper() for word in may.split()} for role, may in rls.SHARED_TABLES[table.name].grants.items()
    }
    for role in sorted(table.holders() | set(wanted)):
        held = table.grants.get(role, set()) | table.column_grants.get(role, set())
        for privilege in sorted(held - wanted.get(role, set())):
            yield Finding("shared.grant", table.name, f"{role} holds {privilege}, which is not declared")
        for privilege in sorted(wanted.get(role, set()) - held):
            yield Finding("shared.grant", table.name, f"{role} lacks {privilege}, which is declared")


def _tenant_table(table: Table) -> Iterator[Finding]:
    if not table.enabled:
        yield Finding("rls.enable", table.name, "has no row-level security and is not declared as shared")
    if not table.forced:
        yield Finding("rls.force", table.name, "does not force row-level security on its owner")
    covered: set[tuple[str, str]] = set()
    for _name, _permissive, roles, command, _using, _check in table.policies:
        commands = _COMMANDS.values() if command == "*" else [_COMMANDS[command]]
        covered |= {(role, privilege) for role in roles for privilege in commands}
    for role in rls.SYSTEM_ROLES:
        if (role, "SELECT") not in covered:
            yield Finding("rls.system", table.name, f"has no policy for {role}, so the portal's own work sees nothing")
    for role in sorted(table.holders() & ROLES):
        held = table.grants.get(role, set()) | table.column_grants.get(role, set())
        for privilege in sorted(held & UNGUARDED):
            yield Finding("rls.unguarded", table.name, f"{role} holds {privilege}, which no policy limits")
        for privilege in sorted(held - UNGUARDED):
            if (role, privilege) not in covered:
                yield Finding("rls.uncovered", table.name, f"{role} holds {privilege} without a policy for it")


def _policies(table: Table) -> Iterator[Finding]:
    for name, permissive, roles, _command, using, check in table.policies:
        subject = f"{table.name}.{name}"
        if not permissive:
            yield Finding("policy.kind", subject, "is restrictive; the portal's policies are read one by one")
        if "PUBLIC" in roles:
            yield Finding("policy.role", subject, "targets PUBLIC instead of a role")
        for role in sorted(set(roles) - ROLES - {"PUBLIC"}):
            yield Finding("policy.role", subject, f"targets {role}, which is no role of the portal")
        narrow = (set(roles) & NARROW_SCOPES) - OPEN_TO_SCOPES.get(table.name, frozenset())
        if any(word in str(using) for word in RELEASED_TABLES.get(table.name, ())):
            continue
        # An insert-only policy has no rows to see, and "false" shows none.
        if narrow and using not in {None, "false"} and not _narrows(str(using)):
            yield Finding(
                "policy.open", subject, f"shows {', '.join(sorted(narrow))} rows by no id of the scope: {using}"
            )
        if narrow and using is None and check is not None and not _narrows(check):
            yield Finding("policy.open", subject, f"takes any row from {', '.join(sorted(narrow))}: {check}")


def _narrows(predicate: str) -> bool:
    """Say whether a predicate compares with the running scope, or with who logged in (tables of log-ins)."""
    return (
        "current_setting('app." in predicate
        or predicate == "(NOT is_guarded)"
        or "FROM accounts_user u" in predicate
        or "'portal_app'" in predicate
    )


def check_views(cursor: Any) -> Iterator[Finding]:
    """A view runs as its invoker; materialized views and foreign tables hold rows that no policy guards."""
    kinds = {"m": "a materialized view", "f": "a foreign table"}
    for name, kind, options in _rows(
        cursor,
        "select c.relname, c.relkind::text, coalesce(c.reloptions, '{}') from pg_class c"
        f" join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('v', 'm', 'f') and {_OURS}"
        f" and {_NOT_OF_EXTENSION.format('c')}",
    ):
        if kind in kinds:
            yield Finding("view.kind", name, f"is {kind}, which no policy guards")
        elif not {"security_invoker=true", "security_invoker=on", "security_invoker=1"} & set(options):
            yield Finding("view.invoker", name, "is a view without security_invoker")


@cache
def declared_functions() -> Mapping[str, tuple[bool, frozenset[str]]]:
    """Collect the functions of every migration on disk: name → whether it runs as the definer, roles that may run it."""
    declared: dict[str, tuple[bool, frozenset[str]]] = {}
    loader = MigrationLoader(None)
    # Each migration once: a plan begins with what its app depends on, whose functions may have been declared anew since.
    plan = dict.fromkeys(key for leaf in sorted(loader.graph.leaf_nodes()) for key in loader.graph.forwards_plan(leaf))
    for operation in (step for key in plan for step in loader.get_migration(*key).operations):
        if isinstance(operation, rls.DefinerFunction):
            definer = not isinstance(operation, rls.InvokerFunction)
            declared[operation.signature.partition("(")[0]] = (definer, frozenset(operation.roles()))
    return declared


def check_functions(cursor: Any) -> Iterator[Finding]:
    """Declared functions: owned by the definer where they run as it, fixed search_path, run by the named roles only;
    others only as triggers."""
    found = set()
    for name, definer, owner, settings, returns_trigger, callers in _rows(
        cursor,
        "select p.proname, p.prosecdef, pg_get_userbyid(p.proowner), coalesce(p.proconfig, '{}'),"
        " p.prorettype = 'trigger'::regtype,"
        " array(select case a.grantee when 0 then 'PUBLIC' else pg_get_userbyid(a.grantee) end"
        "  from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee <> p.proowner)"
        " from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        f" where {_OURS} and {_NOT_OF_EXTENSION.format('p')}",
    ):
        found.add(name)
        if "PUBLIC" in callers:
            yield Finding("function.public", name, "may be run by everybody")
        if not any(setting.startswith("search_path=pg_catalog, public") for setting in settings):
            yield Finding("function.search_path", name, "has no fixed search_path")
        declared_definer, roles = declared_functions().get(name, (True, frozenset()))
        if not definer and (returns_trigger or declared_definer):
            if not returns_trigger:
                yield Finding("function.kind", name, "is neither a trigger nor a declared function")
            continue
        if definer and owner != "portal_definer":
            yield Finding("function.owner", name, f"runs as {owner}")
        if SEARCH_PATH not in settings:
            yield Finding("function.search_path", name, "does not put pg_temp last in its search_path")
        if name not in declared_functions():
            yield Finding("function.undeclared", name, "was made by no migration")
            continue
        if definer and not declared_definer:
            yield Finding("function.kind", name, "runs as its owner, against its declaration")
        for role in sorted(set(callers) ^ roles):
            word = "may" if role in callers else "may not"
            yield Finding("function.callers", name, f"{role} {word} run it, against its declaration")
    for name in sorted(set(declared_functions()) - found):
        yield Finding("function.missing", name, "is declared by a migration but does not exist")


def check_triggers(cursor: Any) -> Iterator[Finding]:
    """A guard that is switched off guards nothing."""
    for name, table in _rows(
        cursor,
        "select t.tgname, c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid"
        " where t.tgenabled <> 'O' and not t.tgisinternal",
    ):
        yield Finding("trigger.disabled", f"{table}.{name}", "is not enabled")


def check_sequences(cursor: Any) -> Iterator[Finding]:
    """Identity columns need no rights on their sequences, and a sequence tells how many rows others have."""
    for name, role in _rows(
        cursor,
        "select distinct c.relname, case a.grantee when 0 then 'PUBLIC' else pg_get_userbyid(a.grantee) end"
        " from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a"
        f" where c.relkind = 'S' and a.grantee <> c.relowner and {_OURS}",
    ):
        yield Finding("sequence.grant", name, f"is granted to {role}")


def check_default_privileges(cursor: Any) -> Iterator[Finding]:
    """New objects start with no rights for anybody; new functions lose the execution that PUBLIC has by default."""
    closed = set()
    for owner, kind, grantees in _rows(
        cursor,
        "select pg_get_userbyid(d.defaclrole), d.defaclobjtype::text, array(select case a.grantee when 0 then 'PUBLIC'"
        " else pg_get_userbyid(a.grantee) end from aclexplode(d.defaclacl) a where a.grantee <> d.defaclrole)"
        " from pg_default_acl d",
    ):
        if grantees:
            yield Finding("default.grant", owner, f"hands new objects of kind {kind!r} to {', '.join(grantees)}")
        if kind == "f":
            closed.add(owner)
    for owner in sorted({"portal_owner", "portal_definer"} - closed):
        yield Finding("default.function", owner, "lets everybody run its new functions")


def check_keys(cursor: Any) -> Iterator[Finding]:
    """Columns that policies compare stand in an index; children of a case follow it through one composite key."""
    columns: dict[str, set[str]] = defaultdict(set)
    for table, column in _rows(
        cursor,
        "select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid"
        " join pg_namespace n on n.oid = c.relnamespace"
        f" where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and {_OURS}",
    ):
        columns[table].add(column)
    indexes: dict[str, list[list[str]]] = defaultdict(list)
    for table, names in _rows(
        cursor,
        "select c.relname, array(select a.attname from unnest(i.indkey::int2[]) with ordinality k(n, o)"
        " join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.n order by k.o)"
        " from pg_index i join pg_class c on c.oid = i.indrelid where i.indisvalid",
    ):
        indexes[table].append(list(names))
    composite = {
        table
        for (table,) in _rows(
            cursor,
            "select c.conrelid::regclass::text from pg_constraint c where c.contype = 'f' and c.confupdtype = 'c'"
            " and c.convalidated and array(select a.attname::text from unnest(c.conkey) with ordinality k(n, o)"
            "  join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.n order by k.o) = %s",
            (list(TENANT_KEY),),
        )
    }
    for table in _tables(cursor):
        if table.name in rls.SHARED_TABLES:
            continue
        compared = {
            column
            for _n, _p, _r, _c, using, _k in table.policies
            for column in columns[table.name]
            if using and f"{column} = ( SELECT" in using
        }
        for column in sorted(compared):
            if not any(column in index for index in indexes[table.name]):
                yield Finding("key.index", table.name, f"{column} is compared by a policy but stands in no index")
        if set(TENANT_KEY) <= columns[table.name]:
            if table.name not in composite:
                yield Finding("key.composite", table.name, f"lacks the cascading key ({', '.join(TENANT_KEY)})")
            if not any(tuple(index[:3]) == TENANT_KEY for index in indexes[table.name]):
                yield Finding("key.index", table.name, f"({', '.join(TENANT_KEY)}) leads no index")


def check_hidden_columns(cursor: Any) -> Iterator[Finding]:
    """No scope reads a hidden column; every other column of such a table stays readable."""
    for table, hidden in rls.HIDDEN_COLUMNS.items():
        for role in rls.SCOPES:
            for column, readable in _rows(
                cursor,
                "select a.attname, has_column_privilege(%s, a.attrelid, a.attnum, 'SELECT') from pg_attribute a"
                " where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped",
                (role, table),
            ):
                if readable == (column in hidden):
                    word = "may" if readable else "may not"
                    yield Finding("column.hidden", f"{table}.{column}", f"{role} {word} read it")


CHECKS: tuple[Check, ...] = (
    check_roles,
    check_ownership,
    check_places,
    check_tables,
    check_views,
    check_functions,
    check_triggers,
    check_sequences,
    check_default_privileges,
    check_keys,
    check_hidden_columns,
)


def findings(cursor: Any) -> list[Finding]:
    """Run every check on the database of `cursor` and return what was found, sorted; empty means: as declared."""
    return sorted(finding for check in CHECKS for finding in check(cursor))
