"""Who sees and writes what of this room, and the guards in triggers (portal.tenancy.rls).

A screening is its center's, its expert's while they are on duty, and the firm's once it was signed. Checklists are the
nation's; the centers and experts read those in use.
"""

# ruff: noqa: S608 - the statements are put together from our own words

from __future__ import annotations

from exhibitions.fairs.rls import ME, NATION, OF_OWN, OF_OWN_STANDING, SHOWN_ON_DUTY
from portal.tenancy.rls import EVERY_ROW, SAME_CENTER, Rule, Rules, setting

BROKEN = "using errcode = 'integrity_constraint_violation'"
IN_USE = "(state = 'released' or state = 'retired')"
# Row-level security of the inner table holds inside these.
OF_IN_USE = "checklist_id = any(array(select c.id from screening_checklist c where c.state = 'released' or c.state = 'retired'))"
OF_SIGNED = f"{OF_OWN} and screening_id = any(array(select s.id from screening_screening s where s.state = 'signed'))"
# A seat of the acting person at the center of the row, as the role that signs there.
SIGNERS = (
    "select from tenancy_membership m where m.user_id = me and m.center_id = old.center_id"
    " and (m.stopped_until is null or m.stopped_until <= now())"
)
# The worker makes it: whoever orders one names neither bytes nor state.
ORDERED = f"state = 'pending' and storage_key = '' and sha256 = '' and ordered_by_id = {setting('actor_id')}"
FILED = "select insert delete"

TABLES: dict[str, Rules] = {
    "screening_checklist": {
        "scope_national": Rule(EVERY_ROW, add=SAME_CENTER),
        "scope_center": Rule(IN_USE, "select"),
        "scope_expert": Rule(IN_USE, "select"),
    },
    "screening_checklistitem": {
        "scope_national": Rule(EVERY_ROW, "select insert update delete"),
        "scope_center": Rule(OF_IN_USE, "select"),
        "scope_expert": Rule(OF_IN_USE, "select"),
    },
    "screening_screening": {
        "scope_center": Rule(SAME_CENTER),
        "scope_national": NATION,
        "scope_enterprise": Rule(f"(state = 'signed' and {OF_OWN})", "select"),
        "scope_expert": Rule(
            SHOWN_ON_DUTY,
            "select update",
            change=f"state = 'handed_in' and {SHOWN_ON_DUTY}",
            update_columns=(
                "state", "level", "handed_in_at", "signed_by_id", "signed_as", "signed_at", "returned_by_id", "returned_at",
                "reason", "row_version",
            ),
        ),
    },
    "screening_finding": {
        "scope_center": Rule(SAME_CENTER, FILED),
        "scope_national": Rule(EVERY_ROW, FILED, add=SAME_CENTER, change=SAME_CENTER),
        "scope_enterprise": Rule(OF_SIGNED, "select"),
        "scope_expert": Rule(SHOWN_ON_DUTY, "select"),
    },
    "screening_boothpack": {
        "scope_center": Rule(SAME_CENTER, "select insert", add=f"{SAME_CENTER} and {ORDERED}"),
        "scope_national": Rule(EVERY_ROW, "select insert", add=f"{SAME_CENTER} and {ORDERED}"),
        "scope_enterprise": Rule(OF_OWN, "select insert", add=f"{OF_OWN_STANDING} and {ORDERED}"),
        # The board says whether there is one; the bytes are the firm's and its center's (policy.py).
        "scope_expert": Rule(SHOWN_ON_DUTY, "select"),
    },
}  # fmt: skip

# Children keep to the participant and the center of what they hang on.
KEYS: tuple[tuple[str, str, str, str], ...] = (
    ("screening_exhibit_fk", "screening_screening", "exhibit_id, participant_id, center_id",
     "fairs_exhibit (id, participant_id, center_id)"),
    ("finding_screening_fk", "screening_finding", "screening_id, participant_id, center_id",
     "screening_screening (id, participant_id, center_id)"),
    ("boothpack_participant_fk", "screening_boothpack", "participant_id, center_id", "fairs_participant (id, center_id)"),
)  # fmt: skip

# A draft is its writer's; what waits does not change; somebody else of the nation releases it, in person. Every change counts,
# of the questions too, so that a release can name what was read.
CHECKLIST_GUARD = f"""
create or replace function screening_checklist_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  me bigint := {ME};
  course text[] := array['state', 'decided_by_id', 'decided_at', 'reason', 'retired_at', 'row_version'];
begin
  if tg_op = 'DELETE' then
    raise exception 'a checklist is kept' {BROKEN};
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'draft' or new.written_by_id is distinct from me or new.decided_by_id is not null then
      raise exception 'a checklist begins as a draft, in one''s own name' {BROKEN};
    end if;
    return new;
  end if;
  new.row_version := old.row_version + 1;
  if (new.public_id, new.center_id, new.code, new.version, new.written_by_id)
     is distinct from (old.public_id, old.center_id, old.code, old.version, old.written_by_id) then
    raise exception 'a checklist keeps its code, its version and its writer' {BROKEN};
  end if;
  if (old.state, new.state) in (('draft', 'draft'), ('draft', 'proposed')) then
    if me is distinct from old.written_by_id or new.decided_by_id is distinct from old.decided_by_id then
      raise exception 'a draft is its writer''s' {BROKEN};
    end if;
  end if;
  if (old.state, new.state) <> ('draft', 'draft') and to_jsonb(new) - course <> to_jsonb(old) - course then
    raise exception 'what was handed in is not rewritten' {BROKEN};
  end if;
  if (old.state, new.state) = ('proposed', 'released') then
    if me is null or me = old.written_by_id or new.decided_by_id is distinct from me then
      raise exception 'it is released in person, by somebody else than wrote it' {BROKEN};
    end if;
  elsif (old.state, new.state) = ('released', 'retired') then
    if (new.decided_by_id, new.decided_at) is distinct from (old.decided_by_id, old.decided_at) then
      raise exception 'who released it stays' {BROKEN};
    end if;
  elsif (old.state, new.state) not in (('draft', 'draft'), ('draft', 'proposed'), ('proposed', 'draft')) then
    raise exception 'no such step' {BROKEN};
  end if;
  return new;
end $$;
create or replace function screening_item_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  list bigint := case when tg_op = 'DELETE' then old.checklist_id else new.checklist_id end;
begin
  update screening_checklist c set row_version = c.row_version + 1
    where c.id = list and c.state = 'draft' and c.written_by_id = {ME};
  if not found or tg_op = 'UPDATE' and new.checklist_id <> old.checklist_id then
    raise exception 'only the writer changes the questions of a draft' {BROKEN};
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
"""
CHECKLIST_TRIGGER = """
create trigger screening_checklist_guard before insert or update or delete on screening_checklist
  for each row execute function screening_checklist_guard();
create trigger screening_item_guard before insert or update or delete on screening_checklistitem
  for each row execute function screening_item_guard();
"""
NO_CHECKLIST_GUARD = """
drop trigger screening_item_guard on screening_checklistitem;
drop function screening_item_guard();
drop trigger screening_checklist_guard on screening_checklist;
drop function screening_checklist_guard();
"""

# Whoever writes is one of its makers; none of them signs. What waits and what is signed does not change.
SCREENING_GUARD = f"""
create function screening_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  me bigint := {ME};
begin
  if tg_op = 'INSERT' then
    if new.state <> 'open' or new.begun_by_id is distinct from me or new.handed_in_by_id is not null
       or new.returned_by_id is not null then
      raise exception 'a screening begins open, in one''s own name' {BROKEN};
    end if;
    new.makers := array[me];
    return new;
  end if;
  if old.state = 'signed' then
    raise exception 'a signed screening is frozen' {BROKEN};
  end if;
  if (new.public_id, new.center_id, new.participant_id, new.exhibit_id, new.number, new.items, new.exhibit_version,
      new.begun_by_id, new.begun_at)
     is distinct from (old.public_id, old.center_id, old.participant_id, old.exhibit_id, old.number, old.items,
      old.exhibit_version, old.begun_by_id, old.begun_at) then
    raise exception 'a screening keeps its exhibit and its questions' {BROKEN};
  end if;
  if (old.state, new.state) <> ('open', 'open') and (new.answers, new.advice, new.conclusion)
     is distinct from (old.answers, old.advice, old.conclusion) then
    raise exception 'what waits for a signature is not rewritten' {BROKEN};
  end if;
  if old.state = 'open' and new.state in ('open', 'handed_in') then
    if current_user = 'scope_expert' or me is null
       or new.state = 'handed_in' and new.handed_in_by_id is distinct from me then
      raise exception 'the staff check and hand in, in person' {BROKEN};
    end if;
    new.makers := case when me = any(old.makers) then old.makers else old.makers || me end;
    return new;
  end if;
  new.makers := old.makers;
  if (old.state, new.state) = ('handed_in', 'open') then
    if me is null or not me = any(old.makers) and (new.returned_by_id is distinct from me or new.reason = '') then
      raise exception 'it is sent back in person, with a reason' {BROKEN};
    end if;
  elsif (old.state, new.state) = ('handed_in', 'signed') then
    if me is null or me = any(old.makers) or new.signed_by_id is distinct from me or new.level <> old.level then
      raise exception 'it is signed in person, by somebody who made nothing of it' {BROKEN};
    end if;
    if current_user <> 'scope_system' and (new.signed_as = 'expert') <> (current_user = 'scope_expert') then
      raise exception 'it is signed as what one is' {BROKEN};
    end if;
  else
    raise exception 'no such step' {BROKEN};
  end if;
  if current_user = 'scope_center' and not me = any(old.makers) and not exists ({SIGNERS} and m.role = 'supervisor')
     or current_user = 'scope_national' and not me = any(old.makers) and not exists ({SIGNERS} and m.role = 'coordinator') then
    raise exception 'a supervisor or an expert decides' {BROKEN};
  end if;
  return new;
end $$;
create trigger screening_guard before insert or update on screening_screening
  for each row execute function screening_guard();
create function screening_finding_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  of_screening bigint := case when tg_op = 'DELETE' then old.screening_id else new.screening_id end;
begin
  if exists (select from screening_screening s where s.id = of_screening and s.state <> 'open')
     or tg_op = 'INSERT' and new.added_by_id is distinct from {ME} then
    raise exception 'findings are added in one''s own name while it is being checked' {BROKEN};
  end if;
  -- Whoever adds or takes out makes something of it (screening_guard). One out of sight is left to the policies.
  update screening_screening s set row_version = s.row_version + 1 where s.id = of_screening;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger screening_finding_guard before insert or delete on screening_finding
  for each row execute function screening_finding_guard();
"""
NO_SCREENING_GUARD = """
drop trigger screening_finding_guard on screening_finding;
drop function screening_finding_guard();
drop trigger screening_guard on screening_screening;
drop function screening_guard();
"""
