"""Who sees and writes what, and what nobody may do by any path: release the own work, rewrite what is released."""

# ruff: noqa: S608 - the statements are put together from our own words

from django.db import migrations

from alerts.environment.rls import TABLES
from portal.notices.rls import put_rule
from portal.tenancy.rls import ReplacedPolicies, TenantTable

# The columns by which an edition moves on; everything else of it is what its authors wrote.
EDITION_COURSE = "array['state', 'return_reason', 'proposed_by_id', 'proposed_at', 'released_by_id', 'released_at']"
SURVEY_COURSE = "array['state', 'answers', 'closed_at', 'released_by_id', 'released_at']"

SAME_EDITION = """
alter table environment_indicator
  add constraint env_indicator_parent_here foreign key (parent_id, edition_id)
  references environment_indicator (id, edition_id);
alter table environment_score
  add constraint env_score_indicator_here foreign key (indicator_id, edition_id)
  references environment_indicator (id, edition_id);
alter table environment_participation add constraint env_participation_survey unique (id, survey_id);
alter table environment_answersheet
  add constraint env_sheet_survey_same foreign key (participation_id, survey_id)
  references environment_participation (id, survey_id);
"""
NOT_SAME_EDITION = """
alter table environment_answersheet drop constraint env_sheet_survey_same;
alter table environment_participation drop constraint env_participation_survey;
alter table environment_score drop constraint env_score_indicator_here;
alter table environment_indicator drop constraint env_indicator_parent_here;
"""

EDITION_GUARD = f"""
create function environment_edition_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  me bigint := nullif(current_setting('app.actor_id', true), '')::bigint;
begin
  if tg_op = 'DELETE' then
    raise exception 'an edition is kept' using errcode = 'integrity_constraint_violation';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'draft' then
      raise exception 'an edition begins as a draft' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if old.state = 'released' then
    raise exception 'a released edition is not rewritten' using errcode = 'integrity_constraint_violation';
  end if;
  if (old.state, new.state) not in
     (('draft', 'draft'), ('draft', 'proposed'), ('proposed', 'draft'), ('proposed', 'released')) then
    raise exception 'no such step' using errcode = 'integrity_constraint_violation';
  end if;
  if (old.state = 'proposed' or new.state <> 'draft')
     and to_jsonb(old) - {EDITION_COURSE} <> to_jsonb(new) - {EDITION_COURSE} then
    raise exception 'what is handed in waits unchanged' using errcode = 'integrity_constraint_violation';
  end if;
  if new.created_by_id is distinct from old.created_by_id then
    raise exception 'an edition stays its author''s' using errcode = 'integrity_constraint_violation';
  end if;
  if new.state = 'proposed' and new.proposed_by_id is distinct from me then
    raise exception 'an edition is handed in in person' using errcode = 'integrity_constraint_violation';
  end if;
  if new.state = 'released' then
    if new.released_by_id is distinct from me or new.proposed_by_id is distinct from old.proposed_by_id then
      raise exception 'an edition is released in person' using errcode = 'integrity_constraint_violation';
    end if;
    if exists (select from environment_contribution c where c.edition_id = new.id and c.user_id = me) then
      raise exception 'nobody releases what they wrote' using errcode = 'integrity_constraint_violation';
    end if;
    if new.basis <> 'facts' and exists (
      select from environment_indicator i where i.edition_id = new.id
       group by i.parent_id having abs(coalesce(sum(i.weight), 0) - 1) > 0.000001) then
      raise exception 'weights beside each other make 1' using errcode = 'integrity_constraint_violation';
    end if;
  end if;
  return new;
end $$;
create trigger environment_edition_guard before insert or update or delete on environment_edition
  for each row execute function environment_edition_guard();

create function environment_edition_author() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  me bigint := nullif(current_setting('app.actor_id', true), '')::bigint;
begin
  if me is not null and (tg_op = 'INSERT'
     or to_jsonb(old) - {EDITION_COURSE} <> to_jsonb(new) - {EDITION_COURSE}
     or (new.state = 'proposed' and old.state = 'draft')) then
    insert into environment_contribution (edition_id, user_id) values (new.id, me) on conflict do nothing;
  end if;
  return null;
end $$;
create trigger environment_edition_author after insert or update on environment_edition
  for each row execute function environment_edition_author();

create function environment_part_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  me bigint := nullif(current_setting('app.actor_id', true), '')::bigint;
  edition bigint := case when tg_op = 'DELETE' then old.edition_id else new.edition_id end;
begin
  if tg_op = 'UPDATE' and new.edition_id <> old.edition_id then
    raise exception 'a part stays with its edition' using errcode = 'integrity_constraint_violation';
  end if;
  if not exists (select from environment_edition e where e.id = edition and e.state = 'draft') then
    raise exception 'only a draft is written' using errcode = 'integrity_constraint_violation';
  end if;
  if me is not null then
    insert into environment_contribution (edition_id, user_id) values (edition, me) on conflict do nothing;
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger environment_indicator_guard before insert or update or delete on environment_indicator
  for each row execute function environment_part_guard();
create trigger environment_score_guard before insert or update or delete on environment_score
  for each row execute function environment_part_guard();

create function environment_tree_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if new.parent_id is not null and not exists (
    select from environment_indicator p where p.id = new.parent_id and p.level = new.level - 1) then
    raise exception 'an indicator stands one level below its parent' using errcode = 'integrity_constraint_violation';
  end if;
  if tg_op = 'UPDATE' and new.level <> old.level
     and exists (select from environment_indicator c where c.parent_id = new.id) then
    raise exception 'an indicator with others below it stays on its level' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger environment_tree_guard before insert or update on environment_indicator
  for each row execute function environment_tree_guard();
"""
NO_EDITION_GUARD = """
drop trigger environment_tree_guard on environment_indicator;
drop function environment_tree_guard();
drop trigger environment_score_guard on environment_score;
drop trigger environment_indicator_guard on environment_indicator;
drop function environment_part_guard();
drop trigger environment_edition_author on environment_edition;
drop function environment_edition_author();
drop trigger environment_edition_guard on environment_edition;
drop function environment_edition_guard();
"""

SURVEY_GUARD = f"""
create function environment_survey_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  me bigint := nullif(current_setting('app.actor_id', true), '')::bigint;
begin
  if tg_op = 'DELETE' then
    raise exception 'a survey is kept' using errcode = 'integrity_constraint_violation';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'draft' then
      raise exception 'a survey begins as a draft' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if old.state = 'released' then
    raise exception 'released results are not rewritten' using errcode = 'integrity_constraint_violation';
  end if;
  if (old.state, new.state) not in
     (('draft', 'draft'), ('draft', 'open'), ('open', 'open'), ('open', 'closed'), ('closed', 'released')) then
    raise exception 'no such step' using errcode = 'integrity_constraint_violation';
  end if;
  -- Firms answer what they were asked: once it is open, only its last day moves.
  if (old.state <> 'draft' or new.state <> 'draft')
     and to_jsonb(old) - {SURVEY_COURSE} - 'closes_on' <> to_jsonb(new) - {SURVEY_COURSE} - 'closes_on' then
    raise exception 'a survey that is open stays as it was asked' using errcode = 'integrity_constraint_violation';
  end if;
  if new.created_by_id is distinct from old.created_by_id then
    raise exception 'a survey stays its author''s' using errcode = 'integrity_constraint_violation';
  end if;
  if new.state = 'released' then
    if new.released_by_id is distinct from me then
      raise exception 'results are released in person' using errcode = 'integrity_constraint_violation';
    end if;
    if exists (select from environment_surveycontribution c where c.survey_id = new.id and c.user_id = me) then
      raise exception 'nobody releases what they wrote' using errcode = 'integrity_constraint_violation';
    end if;
  end if;
  return new;
end $$;
create trigger environment_survey_guard before insert or update or delete on environment_survey
  for each row execute function environment_survey_guard();

create function environment_survey_author() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  me bigint := nullif(current_setting('app.actor_id', true), '')::bigint;
begin
  if me is not null and (tg_op = 'INSERT' or new.state in ('draft', 'open')) then
    insert into environment_surveycontribution (survey_id, user_id) values (new.id, me) on conflict do nothing;
  end if;
  return null;
end $$;
create trigger environment_survey_author after insert or update on environment_survey
  for each row execute function environment_survey_author();

create function environment_question_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  me bigint := nullif(current_setting('app.actor_id', true), '')::bigint;
  survey bigint := case when tg_op = 'DELETE' then old.survey_id else new.survey_id end;
begin
  if tg_op = 'UPDATE' and new.survey_id <> old.survey_id then
    raise exception 'a question stays with its survey' using errcode = 'integrity_constraint_violation';
  end if;
  if not exists (select from environment_survey s where s.id = survey and s.state = 'draft') then
    raise exception 'a survey that is open stays as it was asked' using errcode = 'integrity_constraint_violation';
  end if;
  if me is not null then
    insert into environment_surveycontribution (survey_id, user_id) values (survey, me) on conflict do nothing;
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger environment_question_guard before insert or update or delete on environment_question
  for each row execute function environment_question_guard();

create function environment_result_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op <> 'INSERT' then
    raise exception 'released results are not rewritten' using errcode = 'integrity_constraint_violation';
  end if;
  if current_user <> 'scope_system'
     and not exists (select from environment_survey s where s.id = new.survey_id and s.state = 'closed')
     or not exists (select from environment_question q where q.id = new.question_id and q.survey_id = new.survey_id) then
    raise exception 'results are counted when a survey is closed' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger environment_result_guard before insert or update or delete on environment_result
  for each row execute function environment_result_guard();
"""
NO_SURVEY_GUARD = """
drop trigger environment_result_guard on environment_result;
drop function environment_result_guard();
drop trigger environment_question_guard on environment_question;
drop function environment_question_guard();
drop trigger environment_survey_author on environment_survey;
drop function environment_survey_author();
drop trigger environment_survey_guard on environment_survey;
drop function environment_survey_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("environment", "0001_initial"), ("notices", "0004_letterbox")]

    operations = [
        migrations.RunSQL(SAME_EDITION, NOT_SAME_EDITION),
        migrations.RunSQL(EDITION_GUARD, NO_EDITION_GUARD),
        migrations.RunSQL(SURVEY_GUARD, NO_SURVEY_GUARD),
        *(TenantTable(table, rules) for table, rules in TABLES.items()),
        # The topic "environment.report".
        ReplacedPolicies(
            "notices_outboxevent", "scope_national",
            before=put_rule("scope_national"), after=put_rule("scope_national"),
        ),
    ]  # fmt: skip
