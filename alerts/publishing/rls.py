"""Who sees what is being written, and the guards that no code of ours can step around (portal.tenancy.rls)."""

# ruff: noqa: S608 - the statements are put together from our own words

from __future__ import annotations

from alerts.publishing.choices import LOCAL_KINDS
from portal.tenancy.rls import SAME_CENTER, Rule, setting

ME = "nullif(nullif(current_setting('app.actor_id', true), ''), '0')::bigint"
# The rules of the tables' first migration; what the nation sees of others' items is narrower since (…_OF_NATION below).
OFFERED = f"item_id = any(array(select i.id from publishing_item i where i.offer <> '' and i.center_id <> {setting('center_id')}))"
_LOCAL = ", ".join(f"'{kind}'" for kind in sorted(LOCAL_KINDS))
ITEM = {
    "scope_center": Rule(SAME_CENTER, add=f"{SAME_CENTER} and kind in ({_LOCAL})"),
    # The nation writes its own and sees what centers offer; of those it decides the offer alone (item_guard).
    "scope_national": Rule(f"({SAME_CENTER} or offer <> '')", add=SAME_CENTER),
}
REVISION = {
    "scope_center": Rule(SAME_CENTER, "select insert update delete"),
    "scope_national": Rule(
        f"({SAME_CENTER} or {OFFERED})", "select insert update delete", check=SAME_CENTER, change=SAME_CENTER
    ),
}
STEP = {
    "scope_center": Rule(SAME_CENTER, "select insert"),
    "scope_national": Rule(f"({SAME_CENTER} or {OFFERED})", "select insert", check=SAME_CENTER),
}
# Nobody takes one away either: its id stands in what was approved, and must never come to name another file.
ATTACHMENT = {
    "scope_center": Rule(SAME_CENTER, "select insert"),
    "scope_national": Rule(f"({SAME_CENTER} or {OFFERED})", "select insert", check=SAME_CENTER),
}

# What a center offers is what it published, while the offer stands or was taken: no draft of it, no word between its editor and
# its reviewer. Whoever declines still sees the row in the very transaction, or could not write it (item_offer_stamp).
STANDS = "i.offer in ('offered', 'taken')"
_OFFERED_EDITIONS = f"publishing_edition e join publishing_item i on i.id = e.item_id where {STANDS} and i.center_id <> {setting('center_id')}"
ITEM_OF_NATION = Rule(f"({SAME_CENTER} or offer in ('offered', 'taken') or offer_decided_at = now())", add=SAME_CENTER)
REVISION_OF_NATION = Rule(
    f"({SAME_CENTER} or id = any(array(select e.revision_id from {_OFFERED_EDITIONS})))",
    "select insert update delete",
    check=SAME_CENTER,
    change=SAME_CENTER,
)
STEP_OF_NATION = Rule(SAME_CENTER, "select insert")
ATTACHMENT_OF_NATION = Rule(
    f"({SAME_CENTER} or id = any(array(select f.attachment from publishing_editionfile f"
    f" join publishing_edition e on e.id = f.edition_id join publishing_item i on i.id = e.item_id"
    f" where {STANDS} and i.center_id <> {setting('center_id')})))",
    "select insert",
    check=SAME_CENTER,
)
STAMP_OFFER = """
create function item_offer_stamp() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'INSERT' then
    new.offer_decided_at := null;
  elsif current_user = 'scope_national' and new.offer <> old.offer then
    new.offer_decided_at := now();
  elsif current_user <> 'scope_system' then
    new.offer_decided_at := old.offer_decided_at;
  end if;
  return new;
end $$;
create trigger item_offer_stamp before insert or update on publishing_item for each row execute function item_offer_stamp()
"""


def words_of(columns: tuple[str, ...]) -> str:
    """Give the body of the function that picks the words out of a row: what is approved is what goes out."""
    names = ", ".join(f"'{column}'" for column in columns)
    return f"""
begin
  return (select jsonb_object_agg(key, value) from jsonb_each(p_row) where key = any(array[{names}]));
end
"""


# Nobody is asked who wrote: the database keeps the list, from the one setting that says who acts.
GUARD_REVISION = f"""
create function revision_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  me bigint := {ME};
  last publishing_revision%rowtype;
  same boolean;
begin
  if tg_op = 'DELETE' then
    if old.handed_in_at is not null and current_user <> 'scope_system' then
      raise exception 'a revision that was handed in stays' using errcode = 'integrity_constraint_violation';
    end if;
    return old;
  end if;
  if tg_op = 'INSERT' then
    select * into last from publishing_revision r where r.item_id = new.item_id order by r.number desc limit 1;
    if new.number <> coalesce(last.number, 0) + 1 or new.handed_in_at is not null or new.approved_by_id is not null then
      raise exception 'a revision begins open and follows the last' using errcode = 'integrity_constraint_violation';
    end if;
    same := last.id is not null and publishing_words(to_jsonb(new)) = publishing_words(to_jsonb(last));
    -- What the public reads already was approved by somebody else; nothing short of that frees a text of its writers. What
    -- was taken back needs a second person once more; the worker marks the edition a moment after the item.
    new.writers := case when last.id is null or exists (select from publishing_edition e join publishing_item i
        on i.id = e.item_id where e.revision_id = last.id and e.retracted_at is null and i.state <> 'retracted')
      then '{{}}'::bigint[] else last.writers end;
  else
    same := publishing_words(to_jsonb(new)) = publishing_words(to_jsonb(old));
    new.writers := old.writers;
    if (new.item_id, new.center_id, new.number) is distinct from (old.item_id, old.center_id, old.number) then
      raise exception 'a revision stays with its item' using errcode = 'integrity_constraint_violation';
    end if;
    if old.handed_in_at is not null and (not same or new.handed_in_at is distinct from old.handed_in_at) then
      raise exception 'a revision that was handed in is closed' using errcode = 'integrity_constraint_violation';
    end if;
    if new.approved_by_id is distinct from old.approved_by_id or new.approved_at is distinct from old.approved_at then
      if old.approved_by_id is not null or new.handed_in_at is null or me is null or new.approved_by_id <> me
         or me = any(new.writers) then
        raise exception 'a revision is approved once, in person, by nobody who wrote in it'
          using errcode = 'integrity_constraint_violation';
      end if;
    end if;
  end if;
  if not same then
    if me is null then
      raise exception 'words are written by somebody' using errcode = 'integrity_constraint_violation';
    end if;
    if not me = any(new.writers) then new.writers := new.writers || me; end if;
  end if;
  return new;
end $$;
create trigger revision_guard before insert or update or delete on publishing_revision
  for each row execute function revision_guard();
alter table publishing_revision add constraint revision_not_by_writer check (not approved_by_id = any(writers))
"""
NO_GUARD_REVISION = """
alter table publishing_revision drop constraint revision_not_by_writer;
drop trigger revision_guard on publishing_revision; drop function revision_guard()
"""

GUARD_ITEM = f"""
create function item_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'draft' or new.edition is not null or new.offer <> '' then
      raise exception 'an item begins as a draft' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if (new.public_id, new.center_id, new.kind) is distinct from (old.public_id, old.center_id, old.kind)
     or new.slug <> old.slug and old.edition is not null then
    raise exception 'an item keeps its center, its kind and the address it was read at'
      using errcode = 'integrity_constraint_violation';
  end if;
  if current_user = 'scope_system' then return new; end if;
  if new.edition is distinct from old.edition or new.state in ('published', 'retracted') and new.edition is null then
    raise exception 'editions come from publication alone' using errcode = 'integrity_constraint_violation';
  end if;
  if new.state = 'scheduled' and old.state <> 'scheduled' and not coalesce((select r.approved_by_id = {ME}
      from publishing_revision r where r.item_id = new.id order by r.number desc limit 1), false) then
    raise exception 'only an approved revision is scheduled, by its approver' using errcode = 'integrity_constraint_violation';
  end if;
  if new.state = 'scheduled' and old.state = 'scheduled' and new.goes_out_at is distinct from old.goes_out_at then
    raise exception 'an embargo stays as it was approved' using errcode = 'integrity_constraint_violation';
  end if;
  if new.offer <> old.offer and (new.offer in ('taken', 'declined')) <> (current_user = 'scope_national') then
    raise exception 'a center offers, the nation decides' using errcode = 'integrity_constraint_violation';
  end if;
  if current_user = 'scope_national'
     and old.center_id is distinct from nullif(current_setting('app.center_id', true), '')::bigint
     and (to_jsonb(new) - array['offer', 'row_version', 'updated_at'])
         <> (to_jsonb(old) - array['offer', 'row_version', 'updated_at']) then
    raise exception 'a center writes its own items' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger item_guard before insert or update on publishing_item for each row execute function item_guard()
"""

# The last door: whatever led here, an edition carries the very words that a reviewer, who still is one, approved.
GUARD_EDITION = """
create function edition_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  source publishing_revision%rowtype;
  kept publishing_item%rowtype;
begin
  if tg_op = 'DELETE' then
    raise exception 'an edition stays' using errcode = 'integrity_constraint_violation';
  end if;
  if tg_op = 'UPDATE' then
    if (to_jsonb(new) - array['is_current', 'nation_wide', 'retracted_at', 'retraction_zh', 'retraction_en'])
       <> (to_jsonb(old) - array['is_current', 'nation_wide', 'retracted_at', 'retraction_zh', 'retraction_en'])
       or new.is_current and not old.is_current then
      raise exception 'an edition is not rewritten' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  select * into kept from publishing_item i where i.id = new.item_id;
  select * into source from publishing_revision r where r.id = new.revision_id and r.item_id = new.item_id
    and r.number = (select max(l.number) from publishing_revision l where l.item_id = new.item_id);
  if kept.state is distinct from 'scheduled' or kept.goes_out_at > clock_timestamp() or source.approved_by_id is null
     or source.approved_by_id = any(source.writers)
     or (new.center_id, new.public_id, new.kind, new.slug) is distinct from
        (kept.center_id, kept.public_id, kept.kind, kept.slug)
     or publishing_words(to_jsonb(new)) <> publishing_words(to_jsonb(source))
     or not exists (select from tenancy_membership m join accounts_user u on u.id = m.user_id and u.is_active
        join tenancy_center c on c.id = m.center_id and c.is_active
        where m.user_id = source.approved_by_id and m.center_id = kept.center_id
          and m.role = case c.kind when 'national' then 'reviewer' else 'supervisor' end) then
    raise exception 'an edition carries what a reviewer in office approved' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger edition_guard before insert or update or delete on publishing_edition
  for each row execute function edition_guard()
"""
