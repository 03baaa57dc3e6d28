"""Who sees and writes what of events (portal.tenancy.rls).

What is announced is everybody's to read, to its audience. Who signed up is the center's alone: the public's log-in sees no
person and no joining address and has functions instead (sql.py), which tell each person their own row by a key that left the
database in a mail to that person's address.
"""

# ruff: noqa: S608 - the statements are put together from our own words

from __future__ import annotations

from portal.tenancy.rls import EVERY_ROW, SAME_CENTER, Rule, Rules, setting

ME = setting("actor_id")
ANNOUNCED = "state <> 'draft' and audience <> 'clients'"
# Centers that look after an enterprise for which the person acts.
OWN_CENTERS = (
    "array(select n.registered_center_id from accounts_enterprise n join accounts_enterprisemember m on m.enterprise_id = n.id"
    f" where m.user_id = {ME} and m.state = 'active' and (m.ends_on is null or m.ends_on >= current_date))"
)
FIRM_CENTER = f"array(select n.registered_center_id from accounts_enterprise n where n.id = {setting('enterprise_id')})"
# Row-level security of the event holds inside this.
EVENT_SEEN = "event_id = any(array(select v.id from events_event v))"
OWN_EVENT = f"event_id = any(array(select v.id from events_event v where v.center_id = {setting('center_id')}))"
# The public's log-in, and the seats that may look at public parts of pages.
READERS = ("logins", "scope_enterprise", "scope_expert", "scope_admin")
ALL_OF_IT = "select insert update delete"
ADDED = f"{SAME_CENTER} and {OWN_EVENT}"

EVENT_COLUMNS = (
    "series_id", "kind", "mode", "audience", "title_zh", "title_en", "summary_zh", "summary_en", "text_zh", "text_en",
    "starts_at", "ends_at", "zone", "venue", "address", "capacity", "has_queue", "signup_from", "signup_until", "pass_mark",
    "attempts", "gives_certificate", "state", "cancel_reason", "sequence", "updated_at",
)  # fmt: skip
SIGNUP_COLUMNS = ("state", "cancelled_at", "checked_in_at", "checked_in_by_id", "check_in_by")


def _desk(may: str = ALL_OF_IT, columns: tuple[str, ...] = (), *, add: str = ADDED) -> dict[str, Rule]:
    """A center's own rows for its staff; the nation reads all and writes those of the national center."""
    return {
        "scope_center": Rule(SAME_CENTER, may, add=add, update_columns=columns),
        "scope_national": Rule(
            EVERY_ROW, may, add=add, check=SAME_CENTER, change=SAME_CENTER, update_columns=columns
        ),
    }  # fmt: skip


def _announced(using: str) -> dict[str, Rule]:
    return dict.fromkeys(READERS, Rule(using, "select"))


TABLES: dict[str, Rules] = {
    "events_series": {
        **_desk("select insert update", add=SAME_CENTER),
        **_announced("is_shown"),
        "scope_center": Rule(f"({SAME_CENTER} or is_shown)", add=SAME_CENTER, check=SAME_CENTER, change=SAME_CENTER),
    },
    "events_event": {
        **_desk(ALL_OF_IT, EVENT_COLUMNS, add=SAME_CENTER),
        "scope_center": Rule(
            f"({SAME_CENTER} or {ANNOUNCED})",
            ALL_OF_IT,
            add=SAME_CENTER,
            check=SAME_CENTER,
            change=SAME_CENTER,
            update_columns=EVENT_COLUMNS,
        ),
        **_announced(ANNOUNCED),
        "logins": Rule(f"state <> 'draft' and (audience <> 'clients' or center_id = any({OWN_CENTERS}))", "select"),
        "scope_enterprise": Rule(
            f"state <> 'draft' and (audience <> 'clients' or center_id = any({FIRM_CENTER}))", "select"
        ),
    },
    "events_speaker": {
        **_desk(),
        **_announced(EVENT_SEEN),
        "scope_center": Rule(EVENT_SEEN, ALL_OF_IT, add=ADDED, check=ADDED, change=SAME_CENTER),
    },
    "events_material": {
        **_desk("select insert delete"),
        **_announced(f"reader = 'everyone' and state = 'clean' and {EVENT_SEEN}"),
    },
    "events_joining": _desk(),
    "events_question": _desk(),
    "events_signup": _desk("select insert update", SIGNUP_COLUMNS),
    "events_attempt": {name: Rule(rule.using, "select") for name, rule in _desk().items()},
    "events_certificate": {name: Rule(rule.using, "select") for name, rule in _desk().items()},
    # Nobody reads a key: event_key and the functions of the public compare.
    "events_signupkey": {},
    # Nobody reads an answer; event_ratings tells the sums of enough of them.
    "events_feedback": {},
}

EVENT_GUARD = """
create function events_event_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'DELETE' then
    if old.state <> 'draft' then
      raise exception 'what was announced is kept' using errcode = 'integrity_constraint_violation';
    end if;
    return old;
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'draft' or new.taken <> 0 or new.queued <> 0 then
      raise exception 'an event begins as a draft without people' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if new.center_id <> old.center_id or new.public_id <> old.public_id then
    raise exception 'an event stays with its center' using errcode = 'integrity_constraint_violation';
  end if;
  if new.state <> old.state and (old.state, new.state) not in (('draft', 'open'), ('open', 'cancelled'), ('open', 'held')) then
    raise exception 'no such step' using errcode = 'integrity_constraint_violation';
  end if;
  if new.state = 'held' and old.state = 'open' and new.ends_at > now() then
    raise exception 'it is not over yet' using errcode = 'integrity_constraint_violation';
  end if;
  -- Seats are counted where they are given (events_seats), by nobody's hand.
  if (new.taken, new.queued) is distinct from (old.taken, old.queued) and current_user <> 'portal_definer' then
    raise exception 'seats are counted, not written' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger events_event_guard before insert or update or delete on events_event
  for each row execute function events_event_guard();
create trigger events_seats after insert or update of state or delete on events_signup
  for each row execute function events_seats();
"""
NO_EVENT_GUARD = """
drop trigger events_seats on events_signup;
drop trigger events_event_guard on events_event;
drop function events_event_guard();
"""

# Seats and places in the queue are given by event_seat and event_fill alone, which lock the event first.
SIGNUP_GUARD = """
create or replace function events_signup_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'INSERT' then
    if new.state not in ('pending', 'walkin') or new.passed_at is not null or new.gave_feedback
       or new.state = 'walkin' and new.checked_in_at is null then
      raise exception 'a sign-up begins without a seat' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if (new.ticket, new.event_id, new.center_id) is distinct from (old.ticket, old.event_id, old.center_id) then
    raise exception 'a sign-up stays what it is for' using errcode = 'integrity_constraint_violation';
  end if;
  if new.state <> old.state and (old.state, new.state) not in (('pending', 'confirmed'), ('pending', 'waiting'),
      ('pending', 'cancelled'), ('waiting', 'confirmed'), ('waiting', 'cancelled'), ('waiting', 'walkin'),
      ('confirmed', 'cancelled'), ('walkin', 'cancelled')) then
    raise exception 'no such step' using errcode = 'integrity_constraint_violation';
  end if;
  if current_user <> 'portal_definer' and (new.state <> old.state and new.state in ('confirmed', 'waiting')
      or new.passed_at is distinct from old.passed_at or new.gave_feedback <> old.gave_feedback) then
    raise exception 'seats and results are given by the functions' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create or replace function events_question_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  -- Whoever takes the quiz holds the event's row (event_answer): they are judged by the questions that they read.
  perform from events_event e where e.id = old.event_id for no key update;
  if exists (select from events_attempt a where a.event_id = old.event_id) then
    raise exception 'a quiz that somebody took stays as it is' using errcode = 'integrity_constraint_violation';
  end if;
  return coalesce(new, old);
end $$;
"""
SIGNUP_TRIGGER = """
create trigger events_signup_guard before insert or update on events_signup
  for each row execute function events_signup_guard();
create trigger events_question_guard before update or delete on events_question
  for each row execute function events_question_guard();
"""
NO_SIGNUP_GUARD = """
drop trigger events_question_guard on events_question;
drop function events_question_guard();
drop trigger events_signup_guard on events_signup;
drop function events_signup_guard();
"""
CHILDREN = ("joining", "speaker", "signup", "feedback", "material", "question", "attempt", "certificate")


def tenant_key(child: str, parent: str = "event") -> tuple[str, str]:
    """Give the statements that tie a child's event (or sign-up) and center together, and that untie them."""
    name = f"events_{child}_{parent}_tenant_fk"
    return (
        f"alter table events_{child} add constraint {name} foreign key ({parent}_id, center_id)"
        f" references events_{parent} (id, center_id) on delete cascade",
        f"alter table events_{child} drop constraint {name}",
    )
