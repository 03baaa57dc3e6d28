-- Roles of the portal (docs/architecture.md, "Tenancy"). Run by a superuser, once per cluster; safe to run again.
-- Passwords and CONNECT rights are set by the caller; this file only says who may become what.

do $$
declare
  wanted text;
begin
  -- Logins. NOINHERIT: a login has nothing of a scope until a transaction enters it.
  foreach wanted in array array['portal_owner', 'portal_app', 'portal_national', 'portal_worker'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      execute format('create role %I login nosuperuser nobypassrls noinherit nocreatedb nocreaterole', wanted);
    end if;
  end loop;
  -- Scopes carry the grants; portal_definer owns the few functions that look across scopes.
  foreach wanted in array array[
    'scope_center', 'scope_national', 'scope_enterprise', 'scope_expert', 'scope_admin', 'scope_system', 'portal_definer'
  ] loop
    if not exists (select from pg_roles where rolname = wanted) then
      execute format('create role %I nologin nosuperuser nobypassrls noinherit', wanted);
    end if;
  end loop;
end
$$;

-- A center's site can never raise itself to the national scope; only the national site's login and the workers can.
grant scope_center, scope_enterprise, scope_expert to portal_app with inherit false, set true;
grant scope_center, scope_enterprise, scope_expert, scope_admin, scope_national to portal_national with inherit false, set true;
grant scope_center, scope_enterprise, scope_expert, scope_admin, scope_national, scope_system
  to portal_worker with inherit false, set true;
-- Migrations hand functions to the definer and move data as the system scope.
grant portal_definer, scope_system to portal_owner with inherit false, set true;

-- A request that hangs, or that a slow sender holds open, gives its locks and its connection back (rls.ROLE_SETTINGS).
alter role portal_app set statement_timeout = '60s';
alter role portal_app set idle_in_transaction_session_timeout = '60s';
alter role portal_national set statement_timeout = '60s';
alter role portal_national set idle_in_transaction_session_timeout = '60s';
alter role portal_worker set statement_timeout = '900s';
alter role portal_worker set idle_in_transaction_session_timeout = '900s';

create extension if not exists pg_trgm;
create extension if not exists btree_gin;
create extension if not exists btree_gist;
create extension if not exists pg_stat_statements;

-- A function is nobody's until it is granted by name.
alter default privileges for role portal_owner revoke execute on functions from public;
alter default privileges for role portal_definer revoke execute on functions from public;

-- No temporary tables: one of them named like a table of ours would stand before it for whoever gets the pooled
-- connection next. No reading of other sessions' statements, which carry other tenants' data as literals.
do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format(
    'grant connect on database %I to portal_owner, portal_app, portal_national, portal_worker', current_database()
  );
end
$$;
revoke execute on function pg_catalog.pg_stat_get_activity(integer) from public;
revoke execute on function pg_catalog.pg_stat_get_backend_activity(integer) from public;
grant execute on function pg_catalog.pg_stat_get_activity(integer) to pg_monitor;
grant execute on function pg_catalog.pg_stat_get_backend_activity(integer) to pg_monitor;
-- One login serves many tenants; none of them may end another's session.
revoke execute on function pg_catalog.pg_cancel_backend(integer) from public;
revoke execute on function pg_catalog.pg_terminate_backend(integer, bigint) from public;
grant execute on function pg_catalog.pg_cancel_backend(integer) to pg_signal_backend;
grant execute on function pg_catalog.pg_terminate_backend(integer, bigint) to pg_signal_backend;
revoke all on pg_stat_statements, pg_stat_statements_info from public;
grant select on pg_stat_statements, pg_stat_statements_info to pg_monitor;

alter schema public owner to portal_owner;
revoke create on schema public from public;
grant usage on schema public to public;
grant usage, create on schema public to portal_definer;
