"""Which rows of this room are open to whom: the predicates of the policies in its migrations (portal.tenancy.rls)."""

# ruff: noqa: S608 - the statements are put together from our own words

from __future__ import annotations

from portal.tenancy.rls import EVERY_ROW, SAME_ENTERPRISE, Rule, Rules, setting

ACTOR = setting("actor_id")
TODAY = "(now() at time zone 'Asia/Shanghai')::date"
# Everybody but the nation: the bare log-ins of public pages, and every seat that reads them.
READERS = ("logins", "scope_center", "scope_enterprise", "scope_expert", "scope_admin")

RELEASED = "state = 'released'"
# `any(array(…))` runs the sub-query once per statement; row-level security of the inner table holds inside it.
RELEASED_INDEX = "id = any(array(select e.index_id from environment_edition e where e.state = 'released'))"
OF_RELEASED = "edition_id = any(array(select e.id from environment_edition e where e.state = 'released'))"
OF_DRAFT = "edition_id = any(array(select e.id from environment_edition e where e.state = 'draft'))"

BEGUN = "state <> 'draft'"
OF_BEGUN = "survey_id = any(array(select s.id from environment_survey s where s.state <> 'draft'))"
OF_PUBLISHED = "survey_id = any(array(select s.id from environment_survey s where s.state = 'released'))"
ANSWERABLE = (
    "survey_id = any(array(select s.id from environment_survey s"
    f" where s.state = 'open' and {TODAY} between s.opens_on and s.closes_on))"
)
OWN_SHEET = (
    "participation_id = any(array(select p.id from environment_participation p"
    f" where p.enterprise_id = {setting('enterprise_id')}))"
)
OWN_SHEET_OF_SURVEY = (
    "exists (select from environment_participation p where p.id = participation_id"
    f" and p.enterprise_id = {setting('enterprise_id')} and p.survey_id = environment_answersheet.survey_id)"
)
REPORT_CHANGES = ("state",)


def read(using: str, national: Rule) -> Rules:
    """Let everybody read `using` and the nation do `national`."""
    return dict.fromkeys(READERS, Rule(using, "select")) | {"scope_national": national}


# The rules of the tables' first migration; those of surveys are narrower since (0005: SURVEYS below).
TABLES: dict[str, Rules] = {
    "environment_index": read(RELEASED_INDEX, Rule(EVERY_ROW)),
    "environment_edition": read(RELEASED, Rule(EVERY_ROW)),
    # In one's own name alone: nobody can be made a contributor, so nobody can be kept from reviewing.
    "environment_contribution": {
        "scope_national": Rule(EVERY_ROW, "select insert", check=f"user_id = {ACTOR}"),
    },
    "environment_indicator": read(
        OF_RELEASED, Rule(EVERY_ROW, "select insert update delete", check=OF_DRAFT, change=OF_DRAFT)
    ),
    "environment_score": read(
        OF_RELEASED, Rule(EVERY_ROW, "select insert update delete", check=OF_DRAFT, change=OF_DRAFT)
    ),
    "environment_report": read(
        OF_RELEASED,
        Rule(
            EVERY_ROW, "select insert update", check=f"state = 'pending' and {OF_RELEASED}",
            change="state = 'failed'", update_columns=REPORT_CHANGES,
        ),
    ),
    "environment_survey": read(BEGUN, Rule(EVERY_ROW)),
    "environment_surveycontribution": {
        "scope_national": Rule(EVERY_ROW, "select insert", check=f"user_id = {ACTOR}"),
    },
    "environment_question": read(OF_BEGUN, Rule(EVERY_ROW, "select insert update delete")),
    # Who took part is the firm's own knowledge; the nation has no right on the table at all.
    "environment_participation": {
        "scope_enterprise": Rule(
            SAME_ENTERPRISE, "select insert", add=f"{SAME_ENTERPRISE} and answered_by_id = {ACTOR} and {ANSWERABLE}"
        ),
    },
    "environment_answersheet": {
        "scope_enterprise": Rule(OWN_SHEET, "select insert", add=OWN_SHEET_OF_SURVEY),
        "scope_national": Rule(EVERY_ROW, "select"),
    },
    "environment_result": read(OF_PUBLISHED, Rule(EVERY_ROW, "select insert")),
}  # fmt: skip

SHOWN = "state <> 'draft' and state <> 'proposed'"
OF_SHOWN = (
    "survey_id = any(array(select s.id from environment_survey s where s.state <> 'draft' and s.state <> 'proposed'))"
)
OF_CLOSED = "survey_id = any(array(select s.id from environment_survey s where s.state in ('closed', 'released')))"
# Who took part is the firm's to read, and nobody's to write but the function's; what was answered is read when it was shuffled.
PARTICIPATION = Rule(SAME_ENTERPRISE, "select")
SHEET_OF_NATION = Rule(OF_CLOSED, "select")

# 48 bits by chance: no counter that says in which order the sheets came.
_BY_CHANCE = "('x' || left(replace(gen_random_uuid()::text, '-', ''), 12))::bit(48)::bigint"
# The one way in, so that what says who and what says what are written together and bound by nothing.
ANSWER = f"""
declare
  firm bigint := nullif(nullif(current_setting('app.enterprise_id', true), ''), '0')::bigint;
  me bigint := nullif(nullif(current_setting('app.actor_id', true), ''), '0')::bigint;
begin
  if firm is null or me is null or jsonb_typeof(p_answers) <> 'object' then
    return 'closed';
  end if;
  -- Held until the commit, so that nobody closes the survey meanwhile.
  perform from environment_survey s where s.id = p_survey and s.state = 'open' and {TODAY} between s.opens_on and s.closes_on
    for share;
  if not found then
    return 'closed';
  end if;
  insert into environment_participation (survey_id, enterprise_id, answered_by_id, answered_at, consent_text)
    values (p_survey, firm, me, now(), p_consent) on conflict (survey_id, enterprise_id) do nothing;
  if not found then
    return 'again';
  end if;
  insert into environment_answersheet (id, survey_id, industry, province, answers)
    select {_BY_CHANCE}, p_survey, e.industry, e.province, p_answers from accounts_enterprise e where e.id = firm;
  return 'kept';
end
"""
COUNT = """
begin
  return (select count(*) from environment_answersheet a where a.survey_id = p_survey);
end
"""
# Rows lie in the order in which they were written, and bear the number of their transaction: both are exchanged.
SHUFFLE = f"""
begin
  with gone as (
    delete from environment_answersheet a where a.survey_id = p_survey returning a.survey_id, a.industry, a.province, a.answers
  )
  insert into environment_answersheet (id, survey_id, industry, province, answers)
    select {_BY_CHANCE}, g.survey_id, g.industry, g.province, g.answers from gone g order by random();
end
"""

_COURSE = "array['state', 'return_reason', 'answers', 'opened_by_id', 'opened_at', 'closed_at', 'released_by_id', 'released_at']"
SURVEY_GUARD = f"""
create or replace function environment_survey_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  me bigint := nullif(current_setting('app.actor_id', true), '')::bigint;
begin
  if tg_op = 'DELETE' then
    raise exception 'a survey is kept' using errcode = 'integrity_constraint_violation';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'draft' or new.opened_by_id is not null then
      raise exception 'a survey begins as a draft' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if old.state = 'released' then
    raise exception 'released results are not rewritten' using errcode = 'integrity_constraint_violation';
  end if;
  if (old.state, new.state) not in (('draft', 'draft'), ('draft', 'proposed'), ('proposed', 'draft'), ('proposed', 'open'),
     ('open', 'open'), ('open', 'closed'), ('closed', 'released')) then
    raise exception 'no such step' using errcode = 'integrity_constraint_violation';
  end if;
  -- What is handed in waits unchanged, and firms answer what they were asked: once it is open, only its last day moves.
  if (old.state <> 'draft' or new.state <> 'draft') and (to_jsonb(old) - {_COURSE} - 'closes_on'
       <> to_jsonb(new) - {_COURSE} - 'closes_on' or new.closes_on <> old.closes_on and old.state <> 'open') then
    raise exception 'a survey that is open stays as it was asked' using errcode = 'integrity_constraint_violation';
  end if;
  if new.created_by_id is distinct from old.created_by_id then
    raise exception 'a survey stays its author''s' using errcode = 'integrity_constraint_violation';
  end if;
  if old.state = 'proposed' and new.state = 'open' then
    if me is null or new.opened_by_id is distinct from me then
      raise exception 'a survey is opened in person' using errcode = 'integrity_constraint_violation';
    end if;
    if exists (select from environment_surveycontribution c where c.survey_id = new.id and c.user_id = me) then
      raise exception 'nobody opens what they wrote' using errcode = 'integrity_constraint_violation';
    end if;
  elsif new.opened_by_id is distinct from old.opened_by_id then
    raise exception 'who opened a survey stays known' using errcode = 'integrity_constraint_violation';
  end if;
  if old.state = 'open' and new.state = 'closed' then
    perform survey_shuffle(new.id);
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
create or replace function environment_survey_author() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  me bigint := nullif(current_setting('app.actor_id', true), '')::bigint;
begin
  -- Whoever opens or sends back what another wrote has written nothing.
  if me is not null and (tg_op = 'INSERT' or old.state in ('draft', 'open') and new.state in ('draft', 'proposed', 'open')) then
    insert into environment_surveycontribution (survey_id, user_id) values (new.id, me) on conflict do nothing;
  end if;
  return null;
end $$
"""
