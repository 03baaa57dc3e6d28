"""Who sees subscribers, and the functions through which everybody else subscribes (portal.tenancy.rls).

The tables hold addresses of private persons. An account sees its own rows; the public's log-in sees none and has six
functions instead. What a function would have to answer with a secret it puts into the outbox itself: the link that
confirms an address leaves the database in a mail to that address alone, so that not even SQL injected into a site can
confirm somebody else's.
"""

# ruff: noqa: S608 - the statements are put together from our own words

from __future__ import annotations

from alerts.subscriptions.choices import MOST_PENDING, MOST_WISHES
from portal.tenancy.rls import SAME_USER, Rule, setting

OWN_ROW = Rule(SAME_USER, "select")
OWN_PERSON = (
    f"subscriber_id = any(array(select s.id from subscriptions_subscriber s where s.user_id = {setting('actor_id')}))"
)
SYSADMIN = "current_setting('app.admin_kind', true) = 'sysadmin'"
SUBSCRIBER = {"scopes": OWN_ROW, "logins": OWN_ROW}
WISH = {"scopes": Rule(OWN_PERSON, "select"), "logins": Rule(OWN_PERSON, "select")}
# No person stands in it: what was sent, and to how many.
DISPATCH = {"scope_national": Rule("true", "select"), "scope_admin": Rule(SYSADMIN, "select")}
FIGURES_FOR = ("scope_national", "scope_admin")

_LISTS = ("kinds", "countries", "industries", "ip_kinds", "tags", "rights", "centers")
_COLUMNS = ", ".join(_LISTS)
_VALUES = ", ".join(f"array(select jsonb_array_elements_text(p_wish -> '{name}') order by 1)" for name in _LISTS)
_LEVEL = "coalesce(p_wish ->> 'level', '')"
_SETTINGS = ("time_zone", "quiet_from", "quiet_to", "digest_hour", "digest_weekday")
_GIVEN = "p_settings ->> 'time_zone', " + ", ".join(f"(p_settings ->> '{name}')::smallint" for name in _SETTINGS[1:])
_FORGIVEN = "hard_bounces = 0, returned = 0, returned_soft = 0, returned_at = null, refused_at = null"
# Ended because the address took no mail: whoever still reads there may begin again.
_STOPPED = "s.ended_at is not null and s.end_reason = 'refused'"
_MAIL = """insert into notices_outboxevent
    (id, topic, queue, payload, state, attempts, available_at, last_error, created_at)
    values (uuidv7(), 'mail', 'bell', {payload}, 'pending', 0, now(), '', now());
  perform pg_notify('zhinan_outbox', '');"""


def _mail(template: str, language: str, *, address: str, context: str) -> str:
    payload = (
        f"jsonb_build_object('template', '{template}', 'to', jsonb_build_array({address}), 'language', {language},"
        f" 'context', jsonb_build_object({context}))"
    )
    return _MAIL.format(payload=payload)


# The acting account, when its address is proved. A national log-in does not exist for a center's site.
_ME = f"""select u.id, lower(u.email) as email from accounts_user u
   join account_emailaddress a on a.user_id = u.id and a.verified and lower(a.email) = lower(u.email)
   where u.id = {setting("actor_id")} and u.is_active and (not u.is_guarded or session_user <> 'portal_app')"""

# -- with an address alone ------------------------------------------------------------------------------------------
ASK = f"""
declare
  person subscriptions_subscriber%rowtype;
  asked uuid;
begin
  insert into subscriptions_subscriber (key, address, language, {", ".join(_SETTINGS)}, end_reason, hard_bounces, created_at)
    values (gen_random_uuid(), lower(p_address), p_language, {_GIVEN}, '', 0, now())
    on conflict (lower(address)) do nothing;
  select * into person from subscriptions_subscriber s where lower(s.address) = lower(p_address) for update;
  -- Asked for twice is asked for once.
  select w.key into asked from subscriptions_wish w where w.subscriber_id = person.id
    and (w.frequency, w.level, {", ".join(f"w.{name}" for name in _LISTS)}) = (p_frequency, {_LEVEL}, {_VALUES}) limit 1;
  if asked is null then
    -- What strangers typed in somebody's name does not crowd out the person's own wish.
    delete from subscriptions_wish w where w.id in (select o.id from subscriptions_wish o
      where o.subscriber_id = person.id and o.confirmed_at is null order by o.id desc offset {MOST_PENDING - 1});
  end if;
  if asked is null and (select count(*) from subscriptions_wish w
      where w.subscriber_id = person.id and w.confirmed_at is not null) >= {MOST_WISHES} then
    {_mail("subscriptions/link", "p_language", address="person.address", context="'person', person.key, 'full', true")}
    return;
  end if;
  if asked is null then
    insert into subscriptions_wish (key, subscriber_id, frequency, level, created_at, {_COLUMNS})
      values (gen_random_uuid(), person.id, p_frequency, {_LEVEL}, now(), {_VALUES}) returning key into asked;
  end if;
  {_mail("subscriptions/confirm", "p_language", address="person.address", context="'wish', asked, 'frequency', p_frequency, 'filter', p_wish")}
end
"""
LINK = f"""
declare
  person subscriptions_subscriber%rowtype;
begin
  select * into person from subscriptions_subscriber s
    where lower(s.address) = lower(p_address) and s.confirmed_at is not null and (s.ended_at is null or {_STOPPED});
  if found then
    {_mail("subscriptions/link", "p_language", address="person.address", context="'person', person.key, 'full', false")}
  end if;
end
"""
# -- with a key from a mail -----------------------------------------------------------------------------------------
LOOK = f"""
begin
  return (select jsonb_build_object('frequency', w.frequency, 'level', w.level, 'confirmed', w.confirmed_at is not null,
      {", ".join(f"'{name}', to_jsonb(w.{name})" for name in _LISTS)})
    from subscriptions_wish w where w.key = p_wish and (w.confirmed_at is not null or w.created_at > now() - interval '7 days'));
end
"""
CONFIRM = f"""
declare
  wish subscriptions_wish%rowtype;
  person subscriptions_subscriber%rowtype;
begin
  update subscriptions_wish w set confirmed_at = coalesce(w.confirmed_at, now())
    where w.key = p_wish and (w.confirmed_at is not null or w.created_at > now() - interval '7 days')
    returning * into wish;
  if not found then return null; end if;
  -- Whoever opens a mail at this address receives mail there.
  update subscriptions_subscriber s set confirmed_at = coalesce(s.confirmed_at, now()), ended_at = null, end_reason = '',
      {_FORGIVEN}
    where s.id = wish.subscriber_id returning * into person;
  return jsonb_build_object('id', person.id, 'key', person.key);
end
"""
READ = f"""
begin
  return (select jsonb_build_object('id', s.id, 'address', s.address, 'language', s.language, 'has_account', s.user_id is not null,
      'ended', s.ended_at is not null, 'stopped', {_STOPPED}, 'refused', s.refused_at is not null,
      {", ".join(f"'{name}', s.{name}" for name in _SETTINGS)},
      'wishes', coalesce((select jsonb_agg(jsonb_build_object('key', w.key, 'frequency', w.frequency, 'level', w.level,
          'confirmed', w.confirmed_at is not null, {", ".join(f"'{name}', to_jsonb(w.{name})" for name in _LISTS)})
        order by w.id) from subscriptions_wish w where w.subscriber_id = s.id), '[]'::jsonb))
    from subscriptions_subscriber s where s.key = p_key);
end
"""
SET = f"""
declare
  person bigint;
begin
  update subscriptions_subscriber s set language = p_language, ({", ".join(_SETTINGS)}) = ({_GIVEN})
    where s.key = p_key and s.ended_at is null returning s.id into person;
  return person;
end
"""
# Without a filter the wish is taken away; with the last one the subscription ends.
WISH_SAVE = f"""
declare
  person subscriptions_subscriber%rowtype;
begin
  select * into person from subscriptions_subscriber s where s.key = p_key and s.ended_at is null for update;
  if not found then return 'absent'; end if;
  if p_filter is null then
    delete from subscriptions_wish w where w.subscriber_id = person.id and w.key = p_wish;
    if not found then return 'absent'; end if;
    if not exists (select from subscriptions_wish w where w.subscriber_id = person.id and w.confirmed_at is not null) then
      perform subscription_end(p_key);
      return 'ended';
    end if;
    return 'gone';
  end if;
  if p_wish is not null then
    update subscriptions_wish w set (frequency, level, {_COLUMNS}) = (p_frequency, {_LEVEL}, {_VALUES})
      where w.subscriber_id = person.id and w.key = p_wish and w.confirmed_at is not null;
    return case when found then 'saved' else 'absent' end;
  end if;
  if (select count(*) from subscriptions_wish w
      where w.subscriber_id = person.id and w.confirmed_at is not null) >= {MOST_WISHES} then return 'full'; end if;
  insert into subscriptions_wish (key, subscriber_id, frequency, level, created_at, confirmed_at, {_COLUMNS})
    values (gen_random_uuid(), person.id, p_frequency, {_LEVEL}, now(), now(), {_VALUES});
  return 'saved';
end
""".replace("p_wish ->", "p_filter ->")
END = """
declare
  person bigint;
begin
  update subscriptions_subscriber s set ended_at = now(), end_reason = 'left' where s.key = p_key and s.ended_at is null
    returning s.id into person;
  if found then
    delete from subscriptions_wish w where w.subscriber_id = person;
    delete from subscriptions_portion p where p.subscriber_id = person and p.event is null;
  end if;
  return person;
end
"""
# Only what the portal stopped by itself: who unsubscribed asks anew.
RESTART = f"""
declare
  person bigint;
begin
  update subscriptions_subscriber s set ended_at = null, end_reason = '', {_FORGIVEN}
    where s.key = p_key and {_STOPPED} and s.confirmed_at is not null returning s.id into person;
  return person;
end
"""
# -- with an account ------------------------------------------------------------------------------------------------
MINE = f"""
begin
  return (select s.key from ({_ME}) me join subscriptions_subscriber s on s.user_id = me.id
    or s.user_id is null and lower(s.address) = me.email
    where (s.ended_at is null or {_STOPPED}) and s.confirmed_at is not null
    order by s.ended_at is not null, s.user_id nulls last limit 1);
end
"""
OPEN = f"""
declare
  me record;
  opened uuid;
begin
  select * into me from ({_ME}) found;
  if me.id is null then return null; end if;
  -- An address that subscribed before there was an account is this person's, because the account proved it.
  update subscriptions_subscriber s set user_id = me.id where lower(s.address) = me.email and s.user_id is null
    and not exists (select from subscriptions_subscriber o where o.user_id = me.id);
  insert into subscriptions_subscriber (key, address, user_id, language, {", ".join(_SETTINGS)}, confirmed_at, end_reason, hard_bounces, created_at)
    select gen_random_uuid(), me.email, me.id, p_language, {_GIVEN}, now(), '', 0, now()
    where not exists (select from subscriptions_subscriber s where s.user_id = me.id)
    on conflict do nothing;
  update subscriptions_subscriber s set ended_at = null, end_reason = '', confirmed_at = coalesce(s.confirmed_at, now()),
      {_FORGIVEN}
    where s.user_id = me.id returning s.key into opened;
  return opened;
end
"""
# -- figures ----------------------------------------------------------------------------------------------------------
FIGURES = """
begin
  return query select coalesce(d.state::text, 'waiting'), count(*) from subscriptions_portion p
    left join notices_delivery d on d.event_id = p.event and d.recipient = 's:' || p.subscriber_id and d.channel = 'email'
    where p.dispatch_id = p_dispatch group by 1;
end
"""
TOTALS = """
begin
  return (select jsonb_build_object(
      'people', count(*) filter (where s.confirmed_at is not null and s.ended_at is null),
      'unconfirmed', count(*) filter (where s.confirmed_at is null),
      'refused', count(*) filter (where s.refused_at is not null and s.ended_at is null),
      'ended_by_refusal', count(*) filter (where s.end_reason = 'refused'),
      'left', count(*) filter (where s.end_reason = 'left')) from subscriptions_subscriber s);
end
"""
# How many people's mails about these items were delivered, by item: for the room that counts what a campaign reached.
MAILED = """
begin
  return query select e.public_id, sum(coalesce(d.mailed, (
      select count(*) from subscriptions_portion p join notices_delivery v
        on v.event_id = p.event and v.recipient = 's:' || p.subscriber_id and v.channel = 'email' and v.state = 'sent'
      where p.dispatch_id = d.id)))::bigint
    from subscriptions_dispatch d join publishing_edition e on e.id = d.edition_id
    where e.public_id = any(p_items) and not d.is_retraction group by e.public_id;
end
"""
