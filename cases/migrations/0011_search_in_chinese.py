"""Search that finds Chinese words by index: two or three characters side by side instead of trigrams of letters.

pg_trgm looks at words of letters and digits in parts of three, so 华为 has no part to look for and every case of the
nation was read (16.7 s at 1,000,000 cases). `case_grams` cuts any text into all its parts of two and of three characters.
"""

from importlib import import_module

from django.db import migrations, models
from django.db.models import deletion

from portal.sql import GRAMS
from portal.tenancy.models import DRAWER_ID
from portal.tenancy.rls import SCOPES, DefinerFunction, InvokerFunction

TRIGRAMS = import_module("cases.migrations.0006_search_by_scope")
BEFORE = import_module("cases.migrations.0010_for_caller")

# Whoever writes a case computes its entry in the index.
WRITERS = (*SCOPES, "scope_system", "portal_definer")

# Parts that follow one another without overlap are enough to find the rows, which are then read whole. Every part more is
# one more list to intersect.
CASE_SEARCH = """
declare scope text := current_setting('role', true);
declare mine bigint := nullif(current_setting(
  case scope when 'scope_center' then 'app.center_id' else 'app.enterprise_id' end, true), '')::bigint;
declare words text := '(k.number || '' '' || k.applicant_name || '' '' || k.foreign_number || '' '' || k.cause)';
declare pattern text := '%' || replace(replace(replace(p_term, chr(92), chr(92) || chr(92)), '%', chr(92) || '%'), '_', chr(92) || '_') || '%';
declare term text := lower(p_term);
declare parts text[] := case
  when length(term) > 2 then array(
    select distinct substr(term, at, 3) from (
      select generate_series(1, length(term) - 2, 3) union all select length(term) - 2) places(at))
  when length(term) = 2 then array[term] end;
declare found text := 'select k.id from cases_case k where ' || words || ' ilike $1 and ';
declare filed text := found || 'k.submitted_at is not null and '
  || case when parts is null then '' else 'case_grams' || words || ' @> $3 and ' end;
declare newest text := ' order by k.submitted_at desc, k.id desc limit 500';
begin
  if scope = 'scope_center' then
    return query execute '(' || filed || 'k.center_id = $2' || newest || ') union all ('
      || found || 'k.center_id = $2 and k.submitted_at is null limit 500)' using pattern, mine, parts;
  elsif scope = 'scope_enterprise' then
    return query execute found || 'k.enterprise_id = $2 and (not k.for_caller or '
      || '(select e.proved_at is not null from accounts_enterprise e where e.id = $2)) order by k.id desc limit 500'
      using pattern, mine;
  elsif scope = 'scope_national' then
    return query execute filed || 'k.center_id > 0' || newest using pattern, mine, parts;
  end if;
end
"""
# Drafts are found by their center or firm, so writing one costs nothing here.
INDEX = """
drop index case_words;
create index case_words on cases_case
 using gin (center_id, case_grams(number || ' ' || applicant_name || ' ' || foreign_number || ' ' || cause))
 where submitted_at is not null;
analyze cases_case
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_for_caller")]

    operations = [
        InvokerFunction(
            "case_grams(p_text text)", "text[]", GRAMS, WRITERS, volatility="immutable strict parallel safe cost 1000"
        ),
        migrations.RunSQL(
            INDEX, f"drop index case_words; create index case_words on cases_case using gin (center_id, {TRIGRAMS.WORDS})"
        ),
        TRIGRAMS.Retired(
            TRIGRAMS.SIGNATURE, "setof bigint", BEFORE.CASE_SEARCH, TRIGRAMS.CALLERS, volatility="stable"
        ),
        DefinerFunction(TRIGRAMS.SIGNATURE, "setof bigint", CASE_SEARCH, TRIGRAMS.CALLERS, volatility="stable"),
        # case_rollup and case_enterprise begin with the same columns.
        migrations.AlterField(
            "case",
            "center",
            models.ForeignKey(
                "tenancy.Center", default=DRAWER_ID, db_index=False, on_delete=deletion.PROTECT, related_name="cases"
            ),
        ),
        migrations.AlterField(
            "case",
            "enterprise",
            models.ForeignKey("accounts.Enterprise", db_index=False, on_delete=deletion.PROTECT, related_name="cases"),
        ),
    ]
