"""Who sees and writes what of this room, and the guards in triggers (portal.tenancy.rls).

A fair is everybody's once it is confirmed; a delegation and all below it are its center's, the firm's own rows the firm's,
and an expert's while they are on duty.
"""

# ruff: noqa: S608 - the statements are put together from our own words

from __future__ import annotations

from portal.tenancy.rls import EVERY_ROW, SAME_CENTER, SAME_ENTERPRISE, SAME_USER, Rule, Rules, setting

ME = "nullif(nullif(current_setting('app.actor_id', true), ''), '0')::bigint"
# Days of a duty are days in China, as everywhere (settings.TIME_ZONE).
TODAY = "(now() at time zone 'Asia/Shanghai')::date"
READERS = ("logins", "scope_enterprise", "scope_expert", "scope_admin")

CONFIRMED = "confirmed_at is not null"
LISTED = dict.fromkeys(READERS, Rule(CONFIRMED, "select")) | {
    # The list is the nation's once it confirmed an entry.
    "scope_center": Rule(
        f"({CONFIRMED} or {SAME_CENTER})",
        check=f"{SAME_CENTER} and confirmed_at is null",
        change=f"{SAME_CENTER} and confirmed_at is null",
    ),
    "scope_national": Rule(EVERY_ROW, add=f"{SAME_CENTER} and confirmed_at is null", check=EVERY_ROW),
}

WITH_FILES = "select insert update delete"
OPEN_FOR_ALL = "(takes_sign_ups and state = 'open')"
# Row-level security of the inner table holds inside these as well: a firm's own rows, an expert's own posts.
OF_FIRM = f"from fairs_participant p where p.enterprise_id = {setting('enterprise_id')}"
OF_OWN = f"participant_id = any(array(select p.id {OF_FIRM}))"
OF_OWN_STANDING = f"participant_id = any(array(select p.id {OF_FIRM} and p.state in ('asked', 'confirmed')))"
OWN_POSTS = f"from fairs_post o where o.user_id = {setting('actor_id')}"
# What a center or a roster says of a firm is shown to people whom a center has seen.
PROVED = f"(select e.proved_at is not null from accounts_enterprise e where e.id = {setting('enterprise_id')})"
SIGNING_UP = (
    f"source = 'firm' and state = 'asked' and decided_by_id is null and signed_up_by_id = {setting('actor_id')}"
)
# The record in the bank is theirs, available, within its term, of a center where they still hold the seat of an expert.
POSTED = (
    "select o.delegation_id from fairs_post o join experts_expert e on e.id = o.expert_id"
    f" where o.user_id = {setting('actor_id')} and o.kind = 'expert' and o.state = 'active'"
    f" and {TODAY} between o.starts_on and o.ends_on"
    f" and e.user_id = o.user_id and e.is_active and {TODAY} between e.term_from and e.term_to"
    " and exists (select from tenancy_membership m"
    f" where m.user_id = {setting('actor_id')} and m.center_id = e.center_id and m.role = 'expert')"
)
ON_DUTY = f"delegation_id = any(array({POSTED}))"
SHOWN_ON_DUTY = (
    f"participant_id = any(array(select p.id from fairs_participant p where p.state = 'confirmed' and p.{ON_DUTY}))"
)
NATION = Rule(EVERY_ROW, add=SAME_CENTER, check=SAME_CENTER, change=SAME_CENTER)
NATION_WITH_FILES = Rule(EVERY_ROW, WITH_FILES, add=SAME_CENTER, check=SAME_CENTER, change=SAME_CENTER)


def below_participant(may: str) -> Rules:
    """Give the rules of a table below a participant, with what its center and its firm may do."""
    return {
        "scope_center": Rule(SAME_CENTER, may),
        "scope_national": Rule(EVERY_ROW, may, add=SAME_CENTER, check=SAME_CENTER, change=SAME_CENTER),
        "scope_enterprise": Rule(OF_OWN, may, check=OF_OWN_STANDING, change=OF_OWN_STANDING),
        "scope_expert": Rule(SHOWN_ON_DUTY, "select"),
    }


# Migration 0003 lays it.
AMENDMENTS: Rules = {"scope_national": Rule(EVERY_ROW)}

# Migration 0004 lays it. A firm reads which sessions prepare its delegation; what of them is announced is the events' rule.
TRAINING: Rules = {
    "scope_center": Rule(SAME_CENTER, "select insert delete"),
    "scope_national": Rule(EVERY_ROW, "select insert delete", add=SAME_CENTER, change=SAME_CENTER),
    "scope_enterprise": Rule(
        f"delegation_id = any(array(select p.delegation_id {OF_FIRM} and p.state in ('asked', 'confirmed')))", "select"
    ),
    "scope_expert": Rule(ON_DUTY, "select"),
}
TRAINING_KEYS: tuple[tuple[str, str, str], ...] = (
    ("fairs_training", "delegation_id, center_id", "fairs_delegation (id, center_id)"),
    ("fairs_training", "event_id, center_id", "events_event (id, center_id)"),
)

TABLES: dict[str, Rules] = {
    "fairs_fair": LISTED,
    "fairs_fairedition": LISTED,
    "fairs_delegation": {
        "logins": Rule(OPEN_FOR_ALL, "select"),
        "scope_center": Rule(SAME_CENTER),
        "scope_national": NATION,
        "scope_enterprise": Rule(
            f"({OPEN_FOR_ALL} or id = any(array(select p.delegation_id {OF_FIRM})))", "select"
        ),
        "scope_expert": Rule(f"id = any(array(select o.delegation_id {OWN_POSTS}))", "select"),
    },
    "fairs_post": {
        "scope_center": Rule(SAME_CENTER),
        "scope_national": NATION,
        "scope_expert": Rule(
            SAME_USER, "select update", update_columns=("state", "declaration", "declared_at", "ended_at")
        ),
    },
    "fairs_participant": {
        "scope_center": Rule(SAME_CENTER, add=f"{SAME_CENTER} and source <> 'firm'"),
        "scope_national": Rule(EVERY_ROW, add=f"{SAME_CENTER} and source <> 'firm'", check=SAME_CENTER, change=SAME_CENTER),
        "scope_enterprise": Rule(
            f"{SAME_ENTERPRISE} and (source = 'firm' or {PROVED})",
            add=f"{SAME_ENTERPRISE} and {SIGNING_UP}",
            change=f"{SAME_ENTERPRISE} and state in ('asked', 'confirmed')",
            update_columns=(
                "name_en", "hall", "booth", "contact_name", "contact_phone", "contact_email", "markets", "note", "state",
                "row_version",
            ),
        ),
        "scope_expert": Rule(f"state = 'confirmed' and {ON_DUTY}", "select"),
    },
    "fairs_exhibit": below_participant("select insert update"),
    "fairs_exhibitpicture": below_participant("select insert delete"),
    "fairs_ownright": below_participant(WITH_FILES),
    "fairs_rightcover": below_participant("select insert delete"),
    "fairs_rightdocument": below_participant("select insert delete"),
    "fairs_faircontact": {
        "logins": Rule("is_public", "select"),
        "scope_admin": Rule("is_public", "select"),
        "scope_center": Rule(
            f"(is_public or {SAME_CENTER})", WITH_FILES, check=f"{SAME_CENTER} and not is_public", change=SAME_CENTER
        ),
        "scope_national": NATION_WITH_FILES,
        "scope_enterprise": Rule(
            f"(is_public or center_id = any(array(select p.center_id {OF_FIRM} and p.state = 'confirmed')))",
            "select",
        ),
        "scope_expert": Rule(
            f"(is_public or center_id = any(array(select o.center_id {OWN_POSTS} and o.state = 'active')))", "select"
        ),
    },
}  # fmt: skip

# Children keep to the delegation, the firm and the center of what they hang on.
KEYS: tuple[tuple[str, str, str], ...] = (
    ("fairs_post", "delegation_id, center_id", "fairs_delegation (id, center_id)"),
    ("fairs_participant", "delegation_id, center_id", "fairs_delegation (id, center_id)"),
    ("fairs_exhibit", "participant_id, center_id", "fairs_participant (id, center_id)"),
    ("fairs_exhibitpicture", "exhibit_id, participant_id, center_id", "fairs_exhibit (id, participant_id, center_id)"),
    ("fairs_ownright", "participant_id, center_id", "fairs_participant (id, center_id)"),
    ("fairs_rightcover", "right_id, participant_id, center_id", "fairs_ownright (id, participant_id, center_id)"),
    ("fairs_rightcover", "exhibit_id, participant_id, center_id", "fairs_exhibit (id, participant_id, center_id)"),
    ("fairs_rightdocument", "right_id, participant_id, center_id", "fairs_ownright (id, participant_id, center_id)"),
)


def key_name(table: str, columns: str) -> str:
    """Give the name of the foreign key that keeps a row to what it hangs on."""
    return f"{table}_{columns.split('_id', 1)[0]}_tenant_fk"


LISTED_GUARD_BEFORE = f"""
create or replace function fairs_listed_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  me bigint := {ME};
begin
  if tg_op = 'INSERT' then
    if current_user <> 'scope_system' and new.created_by_id is distinct from me then
      raise exception 'it is put on the list in one''s own name' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if (new.public_id, new.center_id) is distinct from (old.public_id, old.center_id)
     or new.created_by_id is distinct from old.created_by_id and new.created_by_id is not null then
    raise exception 'who put it on the list stays' using errcode = 'integrity_constraint_violation';
  end if;
  if new.confirmed_at is distinct from old.confirmed_at and current_user not in ('scope_national', 'scope_system')
     or new.confirmed_by_id is distinct from old.confirmed_by_id and new.confirmed_by_id is not null
        and current_user <> 'scope_system' and new.confirmed_by_id is distinct from me then
    raise exception 'the nation confirms, in person' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
"""
LISTED_GUARD = f"""{LISTED_GUARD_BEFORE}
create trigger fairs_fair_guard before insert or update on fairs_fair
  for each row execute function fairs_listed_guard();
create trigger fairs_fairedition_guard before insert or update on fairs_fairedition
  for each row execute function fairs_listed_guard();
"""
NO_LISTED_GUARD = """
drop trigger fairs_fairedition_guard on fairs_fairedition;
drop trigger fairs_fair_guard on fairs_fair;
drop function fairs_listed_guard();
"""

# Only the expert opens a delegation to themselves, by declaring; what has ended stays ended.
POST_GUARD = f"""
create function fairs_post_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if current_user = 'scope_system' then return new; end if;
  if tg_op = 'INSERT' then
    if new.state <> (case when new.kind = 'expert' then 'proposed' else 'active' end) or new.declared_at is not null then
      raise exception 'an expert''s post begins as a proposal' using errcode = 'integrity_constraint_violation';
    end if;
    if new.kind = 'expert' and not exists
       (select from experts_expert e where e.id = new.expert_id and e.user_id = new.user_id
          and (not e.is_foreign or new.cross_border_basis <> '')) then
      raise exception 'an expert of a bank that the center may use; one abroad with an approval'
        using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if (new.public_id, new.delegation_id, new.kind, new.user_id, new.expert_id, new.cross_border_basis)
     is distinct from (old.public_id, old.delegation_id, old.kind, old.user_id, old.expert_id, old.cross_border_basis) then
    raise exception 'a post stays with its delegation and its person' using errcode = 'integrity_constraint_violation';
  end if;
  if new.state <> old.state and old.state in ('declined', 'ended') then
    raise exception 'a post that ended stays ended' using errcode = 'integrity_constraint_violation';
  end if;
  if new.kind = 'expert' and (new.state = 'active' and old.state <> 'active' or new.declared_at is distinct from old.declared_at
     or new.declaration <> old.declaration)
     and (current_user <> 'scope_expert' or new.user_id is distinct from {ME}) then
    raise exception 'only the expert declares' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger fairs_post_guard before insert or update on fairs_post
  for each row execute function fairs_post_guard();
"""
# Who closes a delegation or calls it off ends the experts' duties first, so that no firm stays open to them; nobody is asked
# for one that is not open. Whoever asks holds the delegation's row: it is not closed meanwhile, or it is closed already.
DUTY_GUARD = """
create or replace function fairs_duty_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_table_name = 'fairs_delegation' then
    if new.state <> 'open' and old.state = 'open' and exists (select from fairs_post o
       where o.delegation_id = new.id and o.kind = 'expert' and o.state in ('proposed', 'active')) then
      raise exception 'the duties of experts end first' using errcode = 'integrity_constraint_violation';
    end if;
  elsif new.kind = 'expert' and current_user <> 'scope_system' then
    perform from fairs_delegation d where d.id = new.delegation_id and d.state = 'open' for share;
    if not found then
      raise exception 'the delegation is not open' using errcode = 'integrity_constraint_violation';
    end if;
  end if;
  return new;
end $$;
"""
DUTY_TRIGGERS = """
create trigger fairs_delegation_duty_guard before update of state on fairs_delegation
  for each row execute function fairs_duty_guard();
create trigger fairs_post_duty_guard before insert on fairs_post
  for each row execute function fairs_duty_guard();
"""
NO_DUTY_GUARD = """
drop trigger fairs_post_duty_guard on fairs_post;
drop trigger fairs_delegation_duty_guard on fairs_delegation;
drop function fairs_duty_guard();
"""
NO_POST_GUARD = "drop trigger fairs_post_guard on fairs_post; drop function fairs_post_guard();"

# What waits is changed by whoever wrote it and confirmed as it stands by somebody else; what stands is changed only to
# what a colleague wrote down in an amendment. Who wrote stays written: with nobody there, anybody were somebody else.
AMENDED_GUARD = f"""
create or replace function fairs_listed_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  me bigint := {ME};
  course text[] := array['confirmed_at', 'confirmed_by_id', 'row_version'];
  was jsonb;
  becomes jsonb;
  amendment record;
begin
  if tg_op = 'INSERT' then
    if current_user <> 'scope_system' and (new.created_by_id is distinct from me or new.confirmed_at is not null) then
      raise exception 'it is put on the list in one''s own name, to be confirmed' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if (new.public_id, new.center_id) is distinct from (old.public_id, old.center_id)
     or new.created_by_id is distinct from old.created_by_id and current_user <> 'scope_system' then
    raise exception 'who put it on the list stays' using errcode = 'integrity_constraint_violation';
  end if;
  if current_user = 'scope_system' then return new; end if;
  if new.confirmed_at is distinct from old.confirmed_at
     and (current_user <> 'scope_national' or old.confirmed_at is not null or new.confirmed_by_id is distinct from me)
     or new.confirmed_at is not distinct from old.confirmed_at
        and new.confirmed_by_id is distinct from old.confirmed_by_id then
    raise exception 'the nation confirms, in person and once' using errcode = 'integrity_constraint_violation';
  end if;
  was := to_jsonb(old) - course;
  becomes := to_jsonb(new) - course;
  if was = becomes then return new; end if;
  if old.confirmed_at is null then
    if new.confirmed_at is not null or old.created_by_id is distinct from me then
      raise exception 'what waits is changed by whoever wrote it, and confirmed as it stands'
        using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if tg_table_name = 'fairs_fair' then
    select a.words, a.made_by_id into amendment from fairs_amendment a where a.fair_id = old.id and a.state = 'prepared';
  else
    select a.words, a.made_by_id into amendment from fairs_amendment a where a.edition_id = old.id and a.state = 'prepared';
  end if;
  if not found or amendment.made_by_id is not distinct from me or becomes <> was || amendment.words then
    raise exception 'what stands on the list changes to what a colleague wrote down' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
"""
AMENDMENT_GUARD = f"""
create or replace function fairs_amendment_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  me bigint := {ME};
begin
  if current_user = 'scope_system' then return new; end if;
  if tg_op = 'INSERT' then
    if new.made_by_id is distinct from me or new.state <> 'prepared' then
      raise exception 'an amendment is written in one''s own name' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if (new.public_id, new.fair_id, new.edition_id, new.words) is distinct from (old.public_id, old.fair_id, old.edition_id, old.words)
     or new.made_by_id is distinct from old.made_by_id
     or new.state <> old.state and (old.state <> 'prepared' or new.decided_by_id is distinct from me) then
    raise exception 'an amendment is decided once, in person' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
"""
AMENDMENT_TRIGGER = """
create trigger fairs_amendment_guard before insert or update on fairs_amendment
  for each row execute function fairs_amendment_guard();
"""
NO_AMENDMENT_GUARD = "drop trigger fairs_amendment_guard on fairs_amendment; drop function fairs_amendment_guard();"

# What everybody reads of a contact was written by one person and shown by another, who names the version that they read.
CONTACT_GUARD = f"""
create or replace function fairs_contact_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  me bigint := {ME};
  course text[] := array['is_public', 'created_by_id', 'row_version'];
begin
  if tg_op = 'UPDATE' then new.row_version := old.row_version + 1; end if;
  if current_user = 'scope_system' then return new; end if;
  if tg_op = 'INSERT' then
    if new.is_public or new.created_by_id is distinct from me then
      raise exception 'a contact is written in one''s own name and shown by another' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if (new.public_id, new.fair_id, new.center_id) is distinct from (old.public_id, old.fair_id, old.center_id) then
    raise exception 'a contact stays with its fair and its center' using errcode = 'integrity_constraint_violation';
  end if;
  if to_jsonb(new) - course <> to_jsonb(old) - course then
    if new.is_public or new.created_by_id is distinct from me then
      raise exception 'a changed contact waits to be shown again' using errcode = 'integrity_constraint_violation';
    end if;
  elsif new.created_by_id is distinct from old.created_by_id
     or new.is_public and not old.is_public and old.created_by_id is not distinct from me then
    raise exception 'another shows a contact than wrote it' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
"""
CONTACT_TRIGGER = """
create trigger fairs_contact_guard before insert or update on fairs_faircontact
  for each row execute function fairs_contact_guard();
"""
NO_CONTACT_GUARD = "drop trigger fairs_contact_guard on fairs_faircontact; drop function fairs_contact_guard();"

# Asked by the firm while the delegation takes firms, decided by the center in person; a firm may withdraw and nothing else.
PARTICIPANT_GUARD = f"""
create function fairs_participant_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if current_user = 'scope_system' then return new; end if;
  if tg_op = 'INSERT' then
    if new.source <> 'firm' and new.state <> 'confirmed' then
      raise exception 'whom the center enters takes part' using errcode = 'integrity_constraint_violation';
    end if;
    if new.source = 'firm' and not exists
       (select from fairs_delegation d where d.id = new.delegation_id and d.takes_sign_ups and d.state = 'open'
          and (d.sign_up_until is null or d.sign_up_until >= {TODAY})) then
      raise exception 'the delegation takes no firms' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if (new.public_id, new.delegation_id, new.source, new.signed_up_by_id)
     is distinct from (old.public_id, old.delegation_id, old.source, old.signed_up_by_id)
     or old.source = 'firm' and (new.enterprise_id, new.uscc) is distinct from (old.enterprise_id, old.uscc) then
    raise exception 'a participant stays with its delegation and its firm' using errcode = 'integrity_constraint_violation';
  end if;
  if new.state <> old.state then
    if (old.state, new.state) not in (('asked', 'confirmed'), ('asked', 'refused'), ('asked', 'withdrawn'),
        ('confirmed', 'withdrawn'), ('refused', 'confirmed')) then
      raise exception 'no such step' using errcode = 'integrity_constraint_violation';
    end if;
    if current_user = 'scope_enterprise' and new.state <> 'withdrawn'
       or new.state in ('confirmed', 'refused') and new.decided_by_id is distinct from {ME} then
      raise exception 'the center decides, in person' using errcode = 'integrity_constraint_violation';
    end if;
  end if;
  return new;
end $$;
create trigger fairs_participant_guard before insert or update on fairs_participant
  for each row execute function fairs_participant_guard();
"""
NO_PARTICIPANT_GUARD = (
    "drop trigger fairs_participant_guard on fairs_participant; drop function fairs_participant_guard();"
)
