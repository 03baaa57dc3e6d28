"""Who sees and writes what of this room, the guards in triggers, and the functions behind a device's key.

A center's incidents are its own; the nation reads all; an expert on duty reads the delegation's, adds to its logs and changes
nothing; a firm reads what is about itself. A device and its key are its owner's.
"""

# ruff: noqa: S608 - the statements are put together from our own words

from __future__ import annotations

from exhibitions.fairs.rls import ME, OF_FIRM, ON_DUTY, OWN_POSTS
from portal.tenancy.rls import EVERY_ROW, SAME_CENTER, SAME_USER, Rule, Rules, setting

BY_ME = f"by_id = {setting('actor_id')}"
# Row-level security of the inner tables holds inside these.
OF_OWN_FIRM = f"participant_id = any(array(select p.id {OF_FIRM}))"
ABOUT_OWN_FIRM = f"incident_id = any(array(select i.id from desk_incident i where i.{OF_OWN_FIRM}))"
SEEN_ON_DUTY = f"incident_id = any(array(select i.id from desk_incident i where i.{ON_DUTY}))"
# The centers whose delegations an expert is on duty for.
CENTERS_ON_DUTY = f"center_id = any(array(select o.center_id {OWN_POSTS} and o.state = 'active'))"
# Grants by column: what a device is, and whose, stays.
DEVICE_COLUMNS = ("name", "clock_offset", "last_seen_at", "revoked_at", "revoked_by_id", "wiped_at")
TAKEN = ("taken_by_id", "taken_at")
SETTLED = ("state", "outcome", "settled_by_id", "settled_at")
KEEP = "select insert"

NATION = Rule(EVERY_ROW, add=SAME_CENTER, check=SAME_CENTER, change=SAME_CENTER)
NATION_BY_ME = Rule(EVERY_ROW, KEEP, add=f"{SAME_CENTER} and {BY_ME}")

TABLES: dict[str, Rules] = {
    "desk_device": {
        "scope_center": Rule(
            SAME_CENTER, add=f"{SAME_CENTER} and {SAME_USER}", change=SAME_CENTER, update_columns=DEVICE_COLUMNS
        ),
        "scope_national": Rule(EVERY_ROW, add=f"{SAME_CENTER} and {SAME_USER}", update_columns=DEVICE_COLUMNS),
        "scope_expert": Rule(SAME_USER, add=f"{SAME_USER} and {CENTERS_ON_DUTY}", update_columns=DEVICE_COLUMNS),
    },
    # Nobody's: desk_device_key gives one out.
    "desk_devicekey": {},
    "desk_receipt": dict.fromkeys(("scope_center", "scope_national", "scope_expert"), Rule(SAME_USER, KEEP)),
    "desk_incident": {
        "scope_center": Rule(SAME_CENTER, add=f"{SAME_CENTER} and {BY_ME}"),
        "scope_national": Rule(EVERY_ROW, add=f"{SAME_CENTER} and {BY_ME}", check=SAME_CENTER, change=SAME_CENTER),
        "scope_enterprise": Rule(OF_OWN_FIRM, "select"),
        "scope_expert": Rule(ON_DUTY, "select"),
    },
    # Written once: nobody holds a right to change a line of the log.
    "desk_incidententry": {
        "scope_center": Rule(SAME_CENTER, KEEP, add=f"{SAME_CENTER} and {BY_ME}"),
        "scope_national": NATION_BY_ME,
        "scope_enterprise": Rule(f"not is_internal and {ABOUT_OWN_FIRM}", "select"),
        "scope_expert": Rule(SEEN_ON_DUTY, KEEP, add=f"{SEEN_ON_DUTY} and {BY_ME}"),
    },
    # Pictures and voices are the desk's; a firm is given what it needs of them by a person.
    "desk_incidentfile": {
        "scope_center": Rule(SAME_CENTER, KEEP),
        "scope_national": Rule(EVERY_ROW, KEEP, add=SAME_CENTER),
        "scope_expert": Rule(SEEN_ON_DUTY, KEEP),
    },
    "desk_clash": {
        "scope_center": Rule(SAME_CENTER, add=f"{SAME_CENTER} and {BY_ME}", change=SAME_CENTER, update_columns=SETTLED),
        "scope_national": Rule(
            EVERY_ROW, add=f"{SAME_CENTER} and {BY_ME}", check=SAME_CENTER, change=SAME_CENTER, update_columns=SETTLED
        ),
        "scope_expert": Rule(SEEN_ON_DUTY, "select"),
    },
    "desk_shift": {
        "scope_center": Rule(SAME_CENTER, "select insert update delete"),
        "scope_national": Rule(
            EVERY_ROW, "select insert update delete", add=SAME_CENTER, check=SAME_CENTER, change=SAME_CENTER
        ),
        "scope_expert": Rule(ON_DUTY, "select"),
    },
    "desk_handover": {
        "scope_center": Rule(SAME_CENTER, add=f"{SAME_CENTER} and {BY_ME}", change=SAME_CENTER, update_columns=TAKEN),
        "scope_national": Rule(
            EVERY_ROW, add=f"{SAME_CENTER} and {BY_ME}", check=SAME_CENTER, change=SAME_CENTER, update_columns=TAKEN
        ),
        "scope_expert": Rule(ON_DUTY, add=f"{ON_DUTY} and {BY_ME}", update_columns=TAKEN),
    },
}  # fmt: skip

# The log's lines and receipts stay as they were written, whoever runs the statement.
WRITTEN_ONCE = frozenset({"desk_incidententry", "desk_receipt", "desk_devicekey"})

_OF_INCIDENT = ("incident_id, center_id", "desk_incident (id, center_id) on delete cascade")
_OF_DELEGATION = ("delegation_id, center_id", "fairs_delegation (id, center_id) on delete cascade")
_OF_DEVICE = ("device_id, user_id", "desk_device (id, user_id) on delete cascade")
# Children keep to the center, the firm or the person of what they hang on.
KEYS: tuple[tuple[str, str, str], ...] = (
    ("desk_incident", "delegation_id, center_id", "fairs_delegation (id, center_id)"),
    ("desk_incident", "participant_id, center_id", "fairs_participant (id, center_id)"),
    ("desk_incident", "exhibit_id, participant_id, center_id", "fairs_exhibit (id, participant_id, center_id)"),
    *((f"desk_{child}", *_OF_INCIDENT) for child in ("incidententry", "incidentfile", "clash")),
    *((f"desk_{child}", *_OF_DELEGATION) for child in ("shift", "handover")),
    *((f"desk_{child}", *_OF_DEVICE) for child in ("devicekey", "receipt")),
)


def key_name(table: str, columns: str) -> str:
    """Give the name of the foreign key that keeps a row to what it hangs on."""
    return f"{table}_{columns.split('_id', 1)[0]}_tenant_fk"


DEVICE_GUARD = f"""
create function desk_device_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if old.revoked_at is not null and (new.revoked_at is distinct from old.revoked_at
     or new.revoked_by_id is distinct from old.revoked_by_id and new.revoked_by_id is not null) then
    raise exception 'what was revoked stays revoked' using errcode = 'integrity_constraint_violation';
  end if;
  if new.revoked_at is distinct from old.revoked_at and current_user <> 'scope_system'
     and new.revoked_by_id is distinct from {ME} then
    raise exception 'it is revoked in person' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger desk_device_guard before update on desk_device for each row execute function desk_device_guard();
"""
NO_DEVICE_GUARD = "drop trigger desk_device_guard on desk_device; drop function desk_device_guard();"

# It begins as open and goes by the steps of workflow.py; whoever changes it has read what stood (row_version).
INCIDENT_GUARD = """
create function desk_incident_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if new.participant_id is not null and (tg_op = 'INSERT' or new.participant_id is distinct from old.participant_id)
     and not exists (select from fairs_participant p where p.id = new.participant_id and p.delegation_id = new.delegation_id) then
    raise exception 'a firm of this delegation' using errcode = 'integrity_constraint_violation';
  end if;
  -- Whoever links a request sees it; one that moves to another center later stays linked.
  if new.case_id is not null and (tg_op = 'INSERT' or new.case_id is distinct from old.case_id)
     and not exists (select from cases_case c where c.id = new.case_id) then
    raise exception 'a request that is seen here' using errcode = 'integrity_constraint_violation';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'open' and current_user <> 'scope_system' then
      raise exception 'an incident begins as open' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if (new.public_id, new.delegation_id, new.center_id, new.device_at, new.clock_offset, new.recorded_at)
     is distinct from (old.public_id, old.delegation_id, old.center_id, old.device_at, old.clock_offset, old.recorded_at)
     or new.by_id is distinct from old.by_id and new.by_id is not null then
    raise exception 'who recorded it, where and when stays' using errcode = 'integrity_constraint_violation';
  end if;
  if new.state <> old.state and (old.state, new.state) not in
     (('open', 'handled'), ('open', 'closed'), ('handled', 'closed'), ('handled', 'open'), ('closed', 'open')) then
    raise exception 'no such step' using errcode = 'integrity_constraint_violation';
  end if;
  if to_jsonb(new) - 'by_id' - 'case_id' is distinct from to_jsonb(old) - 'by_id' - 'case_id'
     and new.row_version <> old.row_version + 1 then
    raise exception 'it was changed meanwhile' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger desk_incident_guard before insert or update on desk_incident
  for each row execute function desk_incident_guard();
"""
NO_INCIDENT_GUARD = "drop trigger desk_incident_guard on desk_incident; drop function desk_incident_guard();"

ONCE_GUARD = f"""
create function desk_clash_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if old.state = 'settled' and (new.state, new.outcome) is distinct from (old.state, old.outcome) then
    raise exception 'what was settled stays' using errcode = 'integrity_constraint_violation';
  end if;
  if new.state = 'settled' and old.state = 'open' and new.settled_by_id is distinct from {ME} then
    raise exception 'it is settled in person' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger desk_clash_guard before update on desk_clash for each row execute function desk_clash_guard();
create function desk_handover_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if old.taken_at is not null and new.taken_at is distinct from old.taken_at then
    raise exception 'a hand-over is taken once' using errcode = 'integrity_constraint_violation';
  end if;
  if old.taken_at is null and new.taken_at is not null and new.taken_by_id is distinct from {ME} then
    raise exception 'it is taken in person' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger desk_handover_guard before update on desk_handover for each row execute function desk_handover_guard();
"""
NO_ONCE_GUARD = """
drop trigger desk_handover_guard on desk_handover;
drop function desk_handover_guard();
drop trigger desk_clash_guard on desk_clash;
drop function desk_clash_guard();
"""

# The seats that work at a desk: those of the device's center, an expert's where the center asked them to a delegation. Without
# one the device is as good as revoked, whatever its person may do elsewhere.
SEATED = """exists (select from tenancy_membership m where m.user_id = d.user_id and (
      m.center_id = d.center_id and m.role in ('intake', 'handler', 'supervisor', 'coordinator')
      or m.role = 'expert' and exists (select from fairs_post o join experts_expert e on e.id = o.expert_id
        where o.user_id = d.user_id and o.center_id = d.center_id and o.kind = 'expert' and e.center_id = m.center_id)))"""
# 32 bytes out of three random UUIDs (366 bits of the server's strong source), made when it is first asked for.
DEVICE_KEY = f"""
declare
  found_id bigint;
  me bigint := {ME};
begin
  select d.id into found_id from desk_device d
    where d.public_id = p_device and d.user_id = me and d.revoked_at is null and {SEATED} for share;
  if not found then return null; end if;
  insert into desk_devicekey (device_id, user_id, secret)
    values (found_id, me, encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text
      || gen_random_uuid()::text, 'UTF8')), 'base64'))
    on conflict (device_id) do nothing;
  return (select k.secret from desk_devicekey k where k.device_id = found_id);
end
"""
# So many days after it heard that its person has no seat at the desk a device erases itself.
SEALED_DAYS = 7
# Asked by a device whose person is logged out too, by an id that only it and its center know: 'erase' when it was revoked,
# 'seal' while its person has no seat there. A sealed one forgets the key that the PIN opens and keeps what it did not send: a
# seat that is given again gives the key again (desk_device_key).
DEVICE_WORD = f"""
declare
  found_one record;
  word text := '';
begin
  select d.id, d.revoked_at, d.unseated_at, d.wiped_at, {SEATED} as is_seated into found_one
    from desk_device d where d.public_id = p_device;
  if not found then return ''; end if;
  if found_one.revoked_at is not null then
    word := 'erase';
  elsif not found_one.is_seated then
    word := case when found_one.unseated_at < now() - interval '{SEALED_DAYS} days' then 'erase' else 'seal' end;
  end if;
  if (word = 'seal') <> (found_one.unseated_at is not null) and word <> 'erase' then
    update desk_device d set unseated_at = case when word = 'seal' then now() end where d.id = found_one.id;
  end if;
  if p_wiped and word = 'erase' and found_one.wiped_at is null then
    update desk_device d set wiped_at = now() where d.id = found_one.id;
  end if;
  return word;
end
"""
