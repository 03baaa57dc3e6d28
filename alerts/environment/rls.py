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
