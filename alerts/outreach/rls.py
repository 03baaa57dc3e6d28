"""Who sees and writes what of this room, and the guards in triggers (portal.tenancy.rls)."""

# ruff: noqa: S608 - the statements are put together from our own words

from __future__ import annotations

from portal.tenancy.rls import EVERY_ROW, SAME_CENTER, Rule, Rules, setting

ME = "nullif(nullif(current_setting('app.actor_id', true), ''), '0')::bigint"
# The public's log-in and every seat that looks at the home page.
READERS = ("logins", "scope_center", "scope_enterprise", "scope_expert", "scope_admin")
# Countries of the acting overseas center; nothing for any other center.
OWN_COUNTRIES = (
    "country = any(array(select unnest(c.countries) from tenancy_center c"
    f" where c.id = {setting('center_id')} and c.kind = 'overseas'))"
)
OVERSEAS = f"center_id = any(array(select c.id from tenancy_center c where c.id = {setting('center_id')} and c.kind = 'overseas'))"
# Row-level security of the inner table holds inside these.
OFFICE_SEEN = "office_id = any(array(select o.id from outreach_office o))"
CAMPAIGN_SEEN = "campaign_id = any(array(select c.id from outreach_campaign c))"
OWN_CONTACT = "contact_id = any(array(select c.id from outreach_contact c))"
NATION_OWN = Rule(EVERY_ROW, add=SAME_CENTER, change=EVERY_ROW)
ORDERED = "state = 'pending' and storage_key = '' and sha256 = ''"
FILE = "select insert delete"

TABLES: dict[str, Rules] = {
    "outreach_office": {
        "scope_national": Rule(EVERY_ROW, add=SAME_CENTER),
        "scope_center": Rule(
            f"({SAME_CENTER} or {OWN_COUNTRIES})",
            check=f"{SAME_CENTER} and {OWN_COUNTRIES}", change=SAME_CENTER,
        ),
    },
    # Who receives what goes out in bulk is the nation's alone.
    "outreach_recipient": {"scope_national": Rule(EVERY_ROW)},
    "outreach_mailing": {"scope_national": Rule(EVERY_ROW, "select")},
    "outreach_contact": {
        # The nation reads what centers wrote; it changes its own.
        "scope_national": Rule(EVERY_ROW, add=SAME_CENTER, check=SAME_CENTER, change=SAME_CENTER),
        "scope_center": Rule(SAME_CENTER, add=f"{OVERSEAS} and {OFFICE_SEEN}", check=f"{SAME_CENTER} and {OFFICE_SEEN}"),
    },
    "outreach_contactfile": {
        "scope_national": Rule(EVERY_ROW, FILE, add=f"{SAME_CENTER} and {OWN_CONTACT}", change=SAME_CENTER),
        "scope_center": Rule(SAME_CENTER, FILE, add=f"{SAME_CENTER} and {OWN_CONTACT}"),
    },
    "outreach_campaign": {
        "scope_national": Rule(EVERY_ROW, add=SAME_CENTER),
        "scope_center": Rule("open_to_centers", "select"),
    },
    "outreach_planitem": {
        "scope_national": Rule(EVERY_ROW, "select insert update delete", check=SAME_CENTER, change=SAME_CENTER),
        "scope_center": Rule(SAME_CENTER, "select insert update delete", check=f"{SAME_CENTER} and {CAMPAIGN_SEEN}"),
    },
    "outreach_figure": {
        "scope_national": Rule(EVERY_ROW, "select insert update delete", check=SAME_CENTER, change=SAME_CENTER),
        "scope_center": Rule(SAME_CENTER, "select insert update delete", check=f"{SAME_CENTER} and {CAMPAIGN_SEEN}"),
    },
    # A report holds the figures of all centers. It is ordered here, and settled by the worker that makes it.
    "outreach_campaignreport": {"scope_national": Rule(EVERY_ROW, "select insert", add=ORDERED)},
    "outreach_feature": dict.fromkeys(READERS, Rule("state = 'released'", "select"))
    | {"scope_national": Rule(EVERY_ROW)},
}  # fmt: skip

COURSE = "array['state', 'decided_by_id', 'decided_at', 'reason', 'ended_at', 'end_reason']"
# Prepared in one's own name, decided in person by somebody else, never rewritten; the CHECK …_by_another says it once more.
STANDING_GUARD = f"""
create function outreach_standing_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  me bigint := {ME};
begin
  if tg_op = 'DELETE' then
    raise exception 'what was prepared is kept' using errcode = 'integrity_constraint_violation';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'prepared' or new.decided_by_id is not null or new.prepared_by_id is distinct from me then
      raise exception 'it begins as prepared, in one''s own name' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if to_jsonb(new) - {COURSE} <> to_jsonb(old) - {COURSE} then
    raise exception 'what was prepared is not rewritten' using errcode = 'integrity_constraint_violation';
  end if;
  if (old.state, new.state) not in (('prepared', 'released'), ('prepared', 'refused'), ('prepared', 'withdrawn'),
      ('released', 'ended')) then
    raise exception 'no such step' using errcode = 'integrity_constraint_violation';
  end if;
  if new.state in ('released', 'refused') then
    if me is null or new.decided_by_id is distinct from me or me = old.prepared_by_id then
      raise exception 'it is decided in person, by somebody else than prepared it'
        using errcode = 'integrity_constraint_violation';
    end if;
  elsif new.decided_by_id is distinct from old.decided_by_id then
    raise exception 'who decided stays' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger outreach_recipient_guard before insert or update or delete on outreach_recipient
  for each row execute function outreach_standing_guard();
create trigger outreach_feature_guard before insert or update or delete on outreach_feature
  for each row execute function outreach_standing_guard();
"""
NO_STANDING_GUARD = """
drop trigger outreach_feature_guard on outreach_feature;
drop trigger outreach_recipient_guard on outreach_recipient;
drop function outreach_standing_guard();
"""

# The home page shows a campaign while it runs: what is shown ends before the campaign does.
CAMPAIGN_GUARD = """
create function outreach_campaign_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'planned' then
      raise exception 'a campaign begins as planned' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if new.center_id <> old.center_id or old.state <> new.state and (old.state, new.state) not in
     (('planned', 'running'), ('planned', 'ended'), ('running', 'ended'), ('ended', 'running')) then
    raise exception 'no such step' using errcode = 'integrity_constraint_violation';
  end if;
  if new.state <> 'running'
     and exists (select from outreach_feature f where f.campaign_id = new.id and f.state = 'released') then
    raise exception 'what the home page shows of it ends first' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger outreach_campaign_guard before insert or update on outreach_campaign
  for each row execute function outreach_campaign_guard();
create function outreach_showing_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if new.state = 'released' and not exists
     (select from outreach_campaign c where c.id = new.campaign_id and c.state = 'running' for share) then
    raise exception 'only a running campaign is shown' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger outreach_showing_guard before update on outreach_feature
  for each row execute function outreach_showing_guard();
"""
NO_CAMPAIGN_GUARD = """
drop trigger outreach_showing_guard on outreach_feature;
drop function outreach_showing_guard();
drop trigger outreach_campaign_guard on outreach_campaign;
drop function outreach_campaign_guard();
"""

# Whoever has the key has the mail. Without p_end it says whose entry it is; with it, the entry ends.
STOP = """
declare
  entry outreach_recipient%rowtype;
begin
  select * into entry from outreach_recipient r where r.key = p_key for update;
  if not found then return null; end if;
  if p_end and entry.state = 'released' then
    update outreach_recipient r set state = 'ended', ended_at = now(), end_reason = 'office' where r.id = entry.id;
    entry.state := 'ended';
  end if;
  return (select jsonb_build_object('name_zh', o.name_zh, 'name_en', o.name_en, 'ended', entry.state <> 'released',
      'public_id', entry.public_id) from outreach_office o where o.id = entry.office_id);
end
"""
# The nation sees what became of its mails, not the letterbox they lie in.
STATES = """
begin
  if current_setting('role') not in ('scope_national', 'scope_system') then return; end if;
  return query select m.id, coalesce(nullif(m.outcome, ''), d.state, 'queued')::text,
      coalesce(nullif(m.trouble, ''), d.last_error, '')::text, coalesce(m.settled_at, d.updated_at, m.created_at)
    from outreach_mailing m left join notices_delivery d on d.event_id = m.event and d.channel = 'email'
    where m.id = any(p_mailings);
end
"""
# Counts alone, so a center may see how often a page that it linked was mailed.
COUNTS = """
begin
  return query select e.public_id, count(*) filter (where 'sent' in (m.outcome, d.state)),
      count(*) filter (where 'failed' in (m.outcome, d.state)), count(*)
    from outreach_mailing m join publishing_edition e on e.id = m.edition_id
    left join notices_delivery d on d.event_id = m.event and d.channel = 'email'
    where e.public_id = any(p_items) and not m.is_retraction group by e.public_id;
end
"""
