"""Who sees and writes what of this room, and the guards in triggers (portal.tenancy.rls).

Outcomes and reports are their center's and read by the nation; what a firm says is its center's, and the firm's own.
"""

# ruff: noqa: S608 - the statements are put together from our own words

from __future__ import annotations

from exhibitions.fairs.rls import ME, OF_OWN, OF_OWN_STANDING
from exhibitions.results.choices import LEAST_ANSWERS
from portal.tenancy.rls import EVERY_ROW, SAME_CENTER, Rule, Rules, setting

BROKEN = "using errcode = 'integrity_constraint_violation'"
BY_ME = f"by_id = {setting('actor_id')}"
LISTED = "select insert delete"
# The worker makes it: whoever orders one names neither bytes nor state.
ORDERED = "state = 'pending' and storage_key = '' and sha256 = ''"
ANSWERED = (
    "preparation", "desk", "experts", "material", "happened", "hindered", "wishes", "by_id", "row_version", "changed_at",
)  # fmt: skip


def _of_center(may: str, add: str = SAME_CENTER) -> Rules:
    return {
        "scope_center": Rule(SAME_CENTER, may, add=add),
        "scope_national": Rule(EVERY_ROW, may, add=add, check=SAME_CENTER, change=SAME_CENTER),
    }


TABLES: dict[str, Rules] = {
    "results_outcome": _of_center("select insert update", f"{SAME_CENTER} and {BY_ME}"),
    "results_sum": _of_center(LISTED),
    # The nation learns means alone (results_ratings); its own center's firms are read like any center's.
    "results_feedback": {
        "scope_center": Rule(SAME_CENTER, "select"),
        "scope_national": Rule(SAME_CENTER, "select"),
        "scope_enterprise": Rule(
            OF_OWN, add=f"{OF_OWN_STANDING} and {BY_ME}", check=f"{OF_OWN_STANDING} and {BY_ME}",
            change=OF_OWN_STANDING, update_columns=ANSWERED,
        ),
    },
    # Written by the job alone.
    "results_invitation": {"scope_center": Rule(SAME_CENTER, "select"), "scope_national": Rule(EVERY_ROW, "select")},
    "results_report": _of_center("select insert update"),
    "results_picture": _of_center(LISTED),
    "results_reportfile": _of_center("select insert", f"{SAME_CENTER} and {ORDERED}"),
}  # fmt: skip

# Children keep to the center of what they hang on.
KEYS: tuple[tuple[str, str, str, str], ...] = (
    ("outcome_incident_fk", "results_outcome", "incident_id, center_id", "desk_incident (id, center_id)"),
    ("sum_outcome_fk", "results_sum", "outcome_id, center_id", "results_outcome (id, center_id)"),
    ("fairfeedback_participant_fk", "results_feedback", "participant_id, center_id", "fairs_participant (id, center_id)"),
    ("invitation_participant_fk", "results_invitation", "participant_id, center_id", "fairs_participant (id, center_id)"),
    ("fairreport_delegation_fk", "results_report", "delegation_id, center_id", "fairs_delegation (id, center_id)"),
    ("reportpicture_report_fk", "results_picture", "report_id, center_id", "results_report (id, center_id)"),
    ("reportfile_report_fk", "results_reportfile", "report_id, center_id", "results_report (id, center_id)"),
)  # fmt: skip

# An incident is finished with its outcome, and its outcome stands while it is finished. Whoever writes how it ended holds the
# incident's row, so that it is not finished meanwhile; whoever finishes it waits for them and then reads what they wrote.
CLOSING_GUARD = f"""
create or replace function results_closing_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if new.state = 'closed' and (tg_op = 'INSERT' or old.state <> 'closed') and not exists
     (select from results_outcome o where o.incident_id = new.id and (o.result <> 'case' or new.case_id is not null)) then
    raise exception 'an incident is finished with its outcome' {BROKEN};
  end if;
  return new;
end $$;
create or replace function results_outcome_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'UPDATE' and ((new.public_id, new.incident_id, new.center_id) is distinct from
     (old.public_id, old.incident_id, old.center_id)
     or to_jsonb(new) - 'by_id' is distinct from to_jsonb(old) - 'by_id' and new.row_version <> old.row_version + 1) then
    raise exception 'it was changed meanwhile' {BROKEN};
  end if;
  perform from desk_incident i where i.id = new.incident_id for share;
  -- Whoever merely forgets the writer changes nothing of what is said.
  if exists (select from desk_incident i where i.id = new.incident_id and i.state = 'closed')
     and (tg_op = 'INSERT' or to_jsonb(new) - 'by_id' is distinct from to_jsonb(old) - 'by_id') then
    raise exception 'a finished incident keeps its outcome' {BROKEN};
  end if;
  return new;
end $$;
create or replace function results_sum_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  of_outcome bigint := case when tg_op = 'DELETE' then old.outcome_id else new.outcome_id end;
begin
  perform from results_outcome o join desk_incident i on i.id = o.incident_id where o.id = of_outcome for share of i;
  if exists (select from results_outcome o join desk_incident i on i.id = o.incident_id
             where o.id = of_outcome and i.state = 'closed') then
    raise exception 'a finished incident keeps its amounts' {BROKEN};
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
"""
CLOSING_TRIGGERS = """
create trigger results_closing_guard before insert or update on desk_incident
  for each row execute function results_closing_guard();
create trigger results_outcome_guard before insert or update on results_outcome
  for each row execute function results_outcome_guard();
create trigger results_sum_guard before insert or update or delete on results_sum
  for each row execute function results_sum_guard();
"""
NO_CLOSING_GUARD = """
drop trigger results_sum_guard on results_sum;
drop function results_sum_guard();
drop trigger results_outcome_guard on results_outcome;
drop function results_outcome_guard();
drop trigger results_closing_guard on desk_incident;
drop function results_closing_guard();
"""

# A firm speaks after the last day, and until the report of its delegation is released.
TAKES_FEEDBACK = f"""
begin
  return exists (
    select from fairs_participant p
      join fairs_delegation d on d.id = p.delegation_id
      join fairs_fairedition e on e.id = d.edition_id
    where p.id = p_participant and p.state = 'confirmed' and d.state <> 'cancelled'
      and (current_setting('role', true) <> 'scope_enterprise' or p.enterprise_id = {setting("enterprise_id")})
      and e.ends_on < (now() at time zone 'Asia/Shanghai')::date
      and not exists (select from results_report r where r.delegation_id = d.id and r.state = 'released'));
end
"""
# Whoever speaks and whoever releases wait for each other (services/reports.py takes it before it gathers what firms said).
RELEASE_LOCK = "hashtext('results_report'), mod({delegation}, 2147483647)::int"
FEEDBACK_GUARD = f"""
create or replace function results_feedback_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - 'by_id' is not distinct from to_jsonb(old) - 'by_id' then
    return new;
  end if;
  perform pg_advisory_xact_lock_shared({RELEASE_LOCK.format(delegation="p.delegation_id")})
    from fairs_participant p where p.id = new.participant_id;
  -- One out of sight is left to the policies.
  if exists (select from fairs_participant p where p.id = new.participant_id)
     and not results_takes_feedback(new.participant_id) then
    raise exception 'feedback is given after the fair and before the report' {BROKEN};
  end if;
  if tg_op = 'UPDATE' and ((new.public_id, new.participant_id, new.center_id, new.given_at) is distinct from
     (old.public_id, old.participant_id, old.center_id, old.given_at) or new.row_version <> old.row_version + 1) then
    raise exception 'it was changed meanwhile' {BROKEN};
  end if;
  return new;
end $$;
"""
FEEDBACK_TRIGGER = """
create trigger results_feedback_guard before insert or update on results_feedback
  for each row execute function results_feedback_guard();
"""
NO_FEEDBACK_GUARD = """
drop trigger results_feedback_guard on results_feedback;
drop function results_feedback_guard();
"""
# Means for the nation, over groups of delegations. Only delegations with enough answers count, each once: what two groups
# differ by is then never the word of a few. And only those whose feedback is over, which is when their report is released:
# whoever looks before and after one more answer would learn that answer.
RATINGS = f"""
begin
  return query select g.name, count(*)::integer,
      round(avg(f.preparation), 2), round(avg(f.desk), 2),
      round(avg(f.experts) filter (where told.experts >= {LEAST_ANSWERS}), 2), round(avg(f.material), 2)
    from (select distinct * from unnest(p_delegations, p_groups) as u(delegation, name)) g
      join (
        select p.delegation_id, count(*) as answers, count(f.experts) as experts
        from fairs_participant p join results_feedback f on f.participant_id = p.id
        where p.delegation_id = any(p_delegations)
          and exists (select from results_report r where r.delegation_id = p.delegation_id and r.state = 'released')
        group by p.delegation_id
      ) told on told.delegation_id = g.delegation and told.answers >= {LEAST_ANSWERS}
      join fairs_participant p on p.delegation_id = g.delegation
      join results_feedback f on f.participant_id = p.id
    group by g.name;
end
"""

# Whoever writes is one of its makers; somebody else releases it, in person; then it stays.
REPORT_GUARD = f"""
create or replace function results_report_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  me bigint := {ME};
begin
  if tg_op = 'INSERT' then
    if new.state <> 'draft' then
      raise exception 'a report begins as a draft' {BROKEN};
    end if;
    new.makers := case when me is null then array[]::bigint[] else array[me] end;
    return new;
  end if;
  if old.state = 'released' then
    if to_jsonb(new) - 'released_by_id' is distinct from to_jsonb(old) - 'released_by_id'
       or new.released_by_id is not null and new.released_by_id is distinct from old.released_by_id then
      raise exception 'a released report is frozen' {BROKEN};
    end if;
    return new;
  end if;
  if (new.public_id, new.delegation_id, new.center_id) is distinct from (old.public_id, old.delegation_id, old.center_id)
     or new.row_version <> old.row_version + 1 then
    raise exception 'it was changed meanwhile' {BROKEN};
  end if;
  if (old.state, new.state) <> ('draft', 'draft') and (new.introduction, new.assessment, new.recommendations)
     is distinct from (old.introduction, old.assessment, old.recommendations) then
    raise exception 'what was handed in is not rewritten' {BROKEN};
  end if;
  if old.state = 'draft' and new.state in ('draft', 'handed_in') then
    if me is null then
      raise exception 'it is written in person' {BROKEN};
    end if;
    new.makers := case when me = any(old.makers) then old.makers else old.makers || me end;
    return new;
  end if;
  new.makers := old.makers;
  if (old.state, new.state) = ('handed_in', 'draft') then
    if me is null or not me = any(old.makers) and new.reason = '' then
      raise exception 'it is sent back in person, with a reason' {BROKEN};
    end if;
  elsif (old.state, new.state) = ('handed_in', 'released') then
    if me is null or me = any(old.makers) or new.released_by_id is distinct from me then
      raise exception 'it is released in person, by somebody who wrote nothing of it' {BROKEN};
    end if;
    perform pg_advisory_xact_lock({RELEASE_LOCK.format(delegation="old.delegation_id")});
  else
    raise exception 'no such step' {BROKEN};
  end if;
  if not me = any(old.makers) and current_user in ('scope_center', 'scope_national') and not exists (
     select from tenancy_membership m where m.user_id = me and m.center_id = old.center_id
       and (m.stopped_until is null or m.stopped_until <= now())
       and m.role = case current_user when 'scope_center' then 'supervisor' else 'coordinator' end) then
    raise exception 'a supervisor decides' {BROKEN};
  end if;
  return new;
end $$;
"""
REPORT_TRIGGER = """
create trigger results_report_guard before insert or update on results_report
  for each row execute function results_report_guard();
"""
PICTURE_GUARD = f"""
create function results_picture_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  of_report bigint := case when tg_op = 'DELETE' then old.report_id else new.report_id end;
begin
  if exists (select from results_report r where r.id = of_report and r.state <> 'draft') then
    raise exception 'photos are chosen while the report is being written' {BROKEN};
  end if;
  if tg_op <> 'DELETE' and exists (select from results_report r where r.id = new.report_id) and not exists (
     select from desk_incidentfile f join desk_incident i on i.id = f.incident_id
       join results_report r on r.id = new.report_id and r.delegation_id = i.delegation_id
     where f.id = new.file_id and f.kind = 'photo' and f.state = 'clean') then
    raise exception 'a clean photo of this delegation' {BROKEN};
  end if;
  -- Whoever chooses makes something of it (results_report_guard). One out of sight is left to the policies.
  update results_report r set row_version = r.row_version + 1 where r.id = of_report;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger results_picture_guard before insert or update or delete on results_picture
  for each row execute function results_picture_guard();
create function results_reportfile_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  -- One out of sight is left to the policies.
  if current_user <> 'scope_system' and exists
     (select from results_report r where r.id = new.report_id and r.state <> 'released') then
    raise exception 'files are made of what was released' {BROKEN};
  end if;
  return new;
end $$;
create trigger results_reportfile_guard before insert on results_reportfile
  for each row execute function results_reportfile_guard();
"""
NO_REPORT_GUARD = """
drop trigger results_reportfile_guard on results_reportfile;
drop function results_reportfile_guard();
drop trigger results_picture_guard on results_picture;
drop function results_picture_guard();
drop trigger results_report_guard on results_report;
drop function results_report_guard();
"""
