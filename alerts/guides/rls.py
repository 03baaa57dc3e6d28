"""Who sees the desk of the guides, and the guards that no code of ours can step around (portal.tenancy.rls)."""

# ruff: noqa: S608 - the statements are put together from our own words

from __future__ import annotations

from alerts.guides.models import MOST_MONTHS
from portal.tenancy.rls import SAME_CENTER, Rule

ME = "nullif(nullif(current_setting('app.actor_id', true), ''), '0')::bigint"
# Days of a review are days in China, as everywhere (settings.TIME_ZONE).
DAY = "({} at time zone 'Asia/Shanghai')::date"

CHAPTER = {"scope_national": Rule(SAME_CENTER)}
CHECK = {
    "scope_national": Rule(
        SAME_CENTER, "select insert update", update_columns=("answer", "reason", "answered_by_id", "answered_at")
    )
}

GUARD_CHECK = f"""
create function guide_check_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  me bigint := {ME};
begin
  if tg_op = 'INSERT' then
    if me is null or new.asked_by_id <> me or new.answer <> '' then
      raise exception 'a check is asked for in person' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if old.answer <> '' or me is null or new.answered_by_id is distinct from me or me = old.asked_by_id
     or (to_jsonb(new) - array['answer', 'reason', 'answered_by_id', 'answered_at'])
        <> (to_jsonb(old) - array['answer', 'reason', 'answered_by_id', 'answered_at']) then
    raise exception 'a check is answered once, in person, by somebody else' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger guide_check_guard before insert or update on guides_check for each row execute function guide_check_guard()
"""
NO_GUARD_CHECK = "drop trigger guide_check_guard on guides_check; drop function guide_check_guard()"

# The last door: no day of review is told to readers that two people do not stand for.
GUARD_PUBLIC = f"""
create function guide_public_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  vouched date;
begin
  select max(day) into vouched from (
    select {DAY.format("r.approved_at")} as day from publishing_edition e
      join publishing_revision r on r.id = e.revision_id
      where e.item_id = new.item_id and e.is_current and e.kind = 'guide' and not r.approved_by_id = any(r.writers)
    union all
    select {DAY.format("c.asked_at")} from guides_check c join guides_chapter h on h.id = c.chapter_id
      join publishing_edition e on e.item_id = h.item_id and e.is_current and e.number = c.edition
      where h.item_id = new.item_id and c.answer = 'confirmed' and c.answered_by_id <> c.asked_by_id
        and exists (select from tenancy_membership m join accounts_user u on u.id = m.user_id and u.is_active
          where m.user_id = c.answered_by_id and m.center_id = c.center_id and m.role = 'reviewer')
  ) days;
  if vouched is null or new.reviewed_on > vouched
     or new.stale_after > (new.reviewed_on + interval '{MOST_MONTHS} months')::date
     or not exists (select from guides_chapter h
        where h.item_id = new.item_id and h.country = new.country and h.code = new.code) then
    raise exception 'readers are told of a review for which two people stand' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger guide_public_guard before insert or update on guides_publicchapter
  for each row execute function guide_public_guard()
"""
NO_GUARD_PUBLIC = "drop trigger guide_public_guard on guides_publicchapter; drop function guide_public_guard()"
