"""Who sees where a typical case comes from, and the guards that no code of ours can step around (portal.tenancy.rls)."""

# ruff: noqa: S608 - the statements are put together from our own words

from __future__ import annotations

from portal.tenancy.rls import SAME_CENTER, Rule

ME = "nullif(nullif(current_setting('app.actor_id', true), ''), '0')::bigint"
CONSENT = {"scope_center": Rule(SAME_CENTER, "select insert")}
ORIGIN = {"scope_center": Rule(SAME_CENTER)}
REPLACEMENT = {"scope_center": Rule(SAME_CENTER, "select insert update delete")}
FALSE_ALARM = {"scope_center": Rule(SAME_CENTER, "select insert")}

# The latest declaration after filing goes before what was declared with the request.
CONSENT_STANDS = """
begin
  return coalesce(
    (select c.given from library_consent c where c.case_id = p_case order by c.id desc limit 1),
    (select k.consent_library <> '' from cases_case k where k.id = p_case),
    false);
end
"""

# After the row-level security of the new row has been asked, not before: a refusal tells nobody what there is elsewhere.
GUARD_CONSENT = f"""
create function library_consent_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if current_user <> 'scope_system' and new.by_id is distinct from {ME} then
    raise exception 'a declaration is recorded in person' using errcode = 'integrity_constraint_violation';
  end if;
  if current_user = 'scope_enterprise' and new.manner <> 'portal' or new.manner = 'filed' then
    raise exception 'a declaration says how it was made' using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create trigger library_consent_guard after insert on library_consent
  for each row execute function library_consent_guard()
"""

# A draft begins with a consent that stands and an ended case; whoever changes it is one of its writers.
GUARD_ORIGIN = f"""
create function library_origin_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  me bigint := {ME};
begin
  if tg_op = 'INSERT' then
    new.writers := case when me is null then '{{}}'::bigint[] else array[me] end;
    return new;
  end if;
  if (new.case_id, new.public_id) is distinct from (old.case_id, old.public_id)
     or old.item_id is not null and new.item_id is distinct from old.item_id and current_user <> 'scope_system' then
    raise exception 'a draft stays with its case and its item' using errcode = 'integrity_constraint_violation';
  end if;
  if old.state = 'ended' and new.state <> 'ended' then
    raise exception 'a draft that ended is over' using errcode = 'integrity_constraint_violation';
  end if;
  new.writers := old.writers;
  if (new.row_version, new.texts, new.right, new.outcome, new.year)
     is distinct from (old.row_version, old.texts, old.right, old.outcome, old.year)
     and current_user <> 'scope_system' and me is not null and not me = any(new.writers) then
    new.writers := new.writers || me;
  end if;
  return new;
end $$;
create trigger library_origin_guard before insert or update on library_caseorigin
  for each row execute function library_origin_guard();
create function library_origin_begin() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if new.state <> 'preparing' or new.item_id is not null or new.cleared_revision is not null then
    raise exception 'a draft begins as one' using errcode = 'integrity_constraint_violation';
  end if;
  if not library_consent_stands(new.case_id) then
    raise exception 'no typical case without consent' using errcode = 'integrity_constraint_violation';
  end if;
  if not exists (select from cases_case k where k.id = new.case_id and k.state in ('closed', 'archived')) then
    raise exception 'a typical case is made of a closed case' using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create trigger library_origin_begin after insert on library_caseorigin
  for each row execute function library_origin_begin();
create function library_replacement_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if current_user <> 'scope_system' then
    update library_caseorigin set row_version = row_version + 1
     where id = case when tg_op = 'DELETE' then old.origin_id else new.origin_id end;
  end if;
  return null;
end $$;
create trigger library_replacement_guard after insert or update or delete on library_replacement
  for each row execute function library_replacement_guard();
create function library_falsealarm_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if current_user <> 'scope_system' and (new.by_id is distinct from {ME} or exists (
       select from library_caseorigin o where o.id = new.origin_id and new.by_id = any(o.writers))) then
    raise exception 'a find is passed in person, by nobody who worked on the draft'
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create trigger library_falsealarm_guard after insert on library_falsealarm
  for each row execute function library_falsealarm_guard()
"""

# In publishing's own doors: whoever anonymised does not release, and nothing goes out unless the consent stands and the
# very revision was looked through. The nation keeps no cases of its own, and sees no origins.
GUARD_DOORS = """
create function library_approval_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if new.approved_by_id is not distinct from old.approved_by_id or new.approved_by_id is null
     or current_user not in ('scope_center', 'scope_system') then
    return new;
  end if;
  if exists (select from library_caseorigin o where o.item_id = new.item_id and new.approved_by_id = any(o.writers)) then
    raise exception 'a typical case is released by nobody who worked on it'
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger library_approval_guard before update on publishing_revision
  for each row execute function library_approval_guard();
create function library_edition_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  origin library_caseorigin%rowtype;
begin
  if new.kind <> 'case' then return new; end if;
  select * into origin from library_caseorigin o where o.item_id = new.item_id;
  if not found then return new; end if;
  if origin.state = 'ended' or not library_consent_stands(origin.case_id) then
    raise exception 'no typical case without consent' using errcode = 'integrity_constraint_violation';
  end if;
  if origin.cleared_revision is distinct from new.revision_id then
    raise exception 'a typical case goes out after the last look' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger library_edition_guard before insert on publishing_edition
  for each row execute function library_edition_guard()
"""
NO_GUARDS = """
drop trigger library_edition_guard on publishing_edition; drop function library_edition_guard();
drop trigger library_approval_guard on publishing_revision; drop function library_approval_guard();
drop trigger library_falsealarm_guard on library_falsealarm; drop function library_falsealarm_guard();
drop trigger library_replacement_guard on library_replacement; drop function library_replacement_guard();
drop trigger library_origin_begin on library_caseorigin; drop function library_origin_begin();
drop trigger library_origin_guard on library_caseorigin; drop function library_origin_guard();
drop trigger library_consent_guard on library_consent; drop function library_consent_guard()
"""
