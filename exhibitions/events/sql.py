"""The functions of the database through which people sign up, come, learn and judge (docs/events.md).

Each asks for a key that only one person's mails carry, or for the acting account, and tells that person's own matter alone;
keys lie in a table that no log-in reads (events_signupkey).
Seats are given in two of them (SEAT, FILL), both behind a lock on the event; what has to reach a person goes into the
outbox from here, so that not even SQL injected into a site learns somebody else's key.
"""

# ruff: noqa: S608 - the statements are put together from our own words

from __future__ import annotations

from exhibitions.events.choices import AFTER_DAYS, ITEMS, LEAST_ANSWERS

CONFIRM_DAYS = 7
# Whether people may sign up at this moment.
_TAKES = "e.state = 'open' and now() >= coalesce(e.signup_from, '-infinity') and now() < coalesce(e.signup_until, e.starts_at)"
_FRESH = f"(s.state <> 'pending' or s.created_at > now() - interval '{CONFIRM_DAYS} days')"
# Staff act for their own center; a function of the public that calls another is nobody's seat.
_OWN = """(current_setting('role', true) not in ('scope_center', 'scope_national')
    or {row}.center_id = nullif(nullif(current_setting('app.center_id', true), ''), '0')::bigint)"""
_ROOM = "(e.capacity is null or e.taken < e.capacity)"
_LATER = f"now() > e.starts_at and now() < e.ends_at + interval '{AFTER_DAYS} days' and e.state <> 'cancelled'"
_ME = """select u.id, lower(u.email) as email from accounts_user u
   join account_emailaddress a on a.user_id = u.id and a.verified and lower(a.email) = lower(u.email)
   where u.id = nullif(nullif(current_setting('app.actor_id', true), ''), '0')::bigint
     and u.is_active and (not u.is_guarded or session_user <> 'portal_app')"""
_FIRMS = """select m.enterprise_id from accounts_enterprisemember m where m.user_id = me.id and m.state = 'active'
   and (m.ends_on is null or m.ends_on >= current_date)"""
_GIVEN_WORDS = ("name", "organisation", "phone", "province", "language")
_WORDS = ", ".join(_GIVEN_WORDS)
_VALUES = ", ".join(f"p_person ->> '{word}'" for word in _GIVEN_WORDS)
_GIVEN = ", ".join(f"{word} = p_person ->> '{word}'" for word in _GIVEN_WORDS)
_ASKED = ", ".join(f"'{word}', p_person ->> '{word}'" for word in _GIVEN_WORDS)
_CONFIRMED = ", ".join(f"{word} = k.asked ->> '{word}'" for word in _GIVEN_WORDS)
# The sign-up whose own page a key opens.
_KEYED = "(select k.signup_id from events_signupkey k where k.key = p_key and k.asked is null)"
# What was asked for and not confirmed is not kept once somebody confirmed.
_SETTLED = "update events_signupkey o set asked = '{}' where o.signup_id = s.id and o.asked is not null"
_PUT = """insert into notices_outboxevent
    (id, topic, queue, payload, state, attempts, available_at, last_error, created_at)
    values (uuidv7(), {topic}, {queue}, {payload}, 'pending', 0, now(), '', now());
  perform pg_notify('zhinan_outbox', '');"""

# After each change of a place: what the event says of its seats, under the event's own row lock.
SEATS = f"""
declare
  given integer := 0;
  queued_by integer := 0;
  event bigint;
begin
  if tg_op <> 'INSERT' then
    event := old.event_id;
    given := given - (old.state = 'confirmed')::int;
    queued_by := queued_by - (old.state = 'waiting')::int;
  end if;
  if tg_op <> 'DELETE' then
    event := new.event_id;
    given := given + (new.state = 'confirmed')::int;
    queued_by := queued_by + (new.state = 'waiting')::int;
  end if;
  if given <> 0 or queued_by <> 0 then
    update events_event v set taken = v.taken + given, queued = v.queued + queued_by where v.id = event;
    {_PUT.format(topic="'pages.touch'", queue="'feed'", payload="jsonb_build_object('tags', jsonb_build_array('event-seats'))")}
  end if;
  return null;
end
"""
# The key of somebody's own page, made when it is first needed. For the functions here and for workers.
KEY = """
begin
  insert into events_signupkey (key, signup_id, center_id)
    select gen_random_uuid(), s.id, s.center_id from events_signup s where s.id = p_signup
    on conflict (signup_id) where asked is null do nothing;
  return (select k.key from events_signupkey k where k.signup_id = p_signup and k.asked is null);
end
"""
# Write to one person, with the key of their own page or with the one that `p_more` names. The joining address never travels by
# mail.
MAIL = f"""
declare
  s events_signup%rowtype;
  e events_event%rowtype;
  c tenancy_center%rowtype;
begin
  select * into s from events_signup g where g.id = p_signup and g.email <> '';
  if not found then return; end if;
  select * into e from events_event v where v.id = s.event_id;
  select * into c from tenancy_center t where t.id = e.center_id;
  {
    _PUT.format(
        topic="'mail'",
        queue="p_queue",
        payload='''jsonb_build_object('template', p_template,
      'to', jsonb_build_array(s.email), 'language', coalesce(p_more ->> 'language', s.language),
      'context', p_more || jsonb_build_object('key', coalesce(p_more ->> 'key', event_key(s.id)::text),
        'event', jsonb_build_object('id', e.public_id, 'title', jsonb_build_object('zh', e.title_zh, 'en', e.title_en),
          'center', jsonb_build_object('zh', c.name_zh, 'en', c.name_en), 'begins', e.starts_at, 'ends', e.ends_at,
          'zone', e.zone, 'venue', e.venue, 'address', e.address, 'mode', e.mode)))''',
    )
}
end
"""
# Laid by migration 0004: who has an account finds it under the bell as well, without a second mail. A notice is kept and so
# carries no key; it leads to the list of one's own events.
BELL_FOR = ("moved", "changed", "cancelled", "removed")
_NOTICE = """jsonb_build_object('template', 'events/told', 'link', '/events/mine/', 'mailed', true, 'include_actor', false,
      'recipients', jsonb_build_object('users', jsonb_build_array(s.user_id), 'seat', ''),
      'context', p_more || jsonb_build_object('event', jsonb_build_object('title',
        jsonb_build_object('zh', e.title_zh, 'en', e.title_en))))"""
_BELL = f"""if s.user_id is not null and p_more ->> 'what' in ({", ".join(f"'{what}'" for what in BELL_FOR)}) then
    {_PUT.format(topic="'notice'", queue="'bell'", payload=_NOTICE)}
  end if;
end
"""
MAIL_AND_BELL = MAIL.rstrip().removesuffix("end") + _BELL
# Give one sign-up its place: a seat, else a place in the queue, else none. Locks the event, so places are given one by one.
SEAT = f"""
declare
  s events_signup%rowtype;
  e events_event%rowtype;
begin
  select * into s from events_signup g where g.id = p_signup;
  if not found or not {_OWN.format(row="s")} then return null; end if;
  select * into e from events_event v where v.id = s.event_id for update;
  select * into s from events_signup g where g.id = p_signup for update;
  if s.state <> 'pending' then return s.state; end if;
  if e.state <> 'open' or now() > e.ends_at then return 'closed'; end if;
  if {_ROOM} and e.queued = 0 then
    update events_signup g set state = 'confirmed', seated_at = clock_timestamp() where g.id = s.id;
    perform event_mail(s.id, 'events/place', 'bell', '{{"what": "confirmed"}}');
    return 'confirmed';
  end if;
  if e.has_queue then
    update events_signup g set state = 'waiting', queued_at = clock_timestamp() where g.id = s.id;
    perform event_mail(s.id, 'events/place', 'bell', '{{"what": "waiting"}}');
    return 'waiting';
  end if;
  update events_signup g set state = 'cancelled', cancelled_at = now() where g.id = s.id;
  return 'full';
end
"""
# Seats that became free go to who waited longest. Nobody is moved up once it has begun.
FILL = f"""
declare
  e events_event%rowtype;
  next_one bigint;
  moved integer := 0;
begin
  loop
    select * into e from events_event v where v.id = p_event for update;
    exit when not found or not {_OWN.format(row="e")} or e.state <> 'open' or now() >= e.starts_at or not {_ROOM};
    select g.id into next_one from events_signup g where g.event_id = e.id and g.state = 'waiting'
      order by g.queued_at, g.id limit 1 for update;
    exit when not found;
    update events_signup g set state = 'confirmed', seated_at = clock_timestamp() where g.id = next_one;
    perform event_mail(next_one, 'events/place', 'bell', '{{"what": "moved"}}');
    moved := moved + 1;
  end loop;
  return moved;
end
"""
VACATE = f"""
declare
  s events_signup%rowtype;
  e events_event%rowtype;
begin
  select * into s from events_signup g where g.id = p_signup;
  if not found or not {_OWN.format(row="s")} then return false; end if;
  select * into e from events_event v where v.id = s.event_id for update;
  update events_signup g set state = 'cancelled', cancelled_at = now()
    where g.id = p_signup and g.state in ('pending', 'confirmed', 'waiting') and g.checked_in_at is null;
  if not found then return false; end if;
  if p_told then perform event_mail(p_signup, 'events/change', 'bell', '{{"what": "removed"}}'); end if;
  perform event_fill(e.id);
  return true;
end
"""
# -- with an address alone --------------------------------------------------------------------------------------------
ASK = f"""
declare
  e events_event%rowtype;
  s events_signup%rowtype;
  link uuid;
begin
  select * into e from events_event v where v.public_id = p_event and v.audience <> 'clients';
  if not found or not ({_TAKES}) then return 'closed'; end if;
  if not {_ROOM} and not e.has_queue then return 'full'; end if;
  select * into s from events_signup g where g.event_id = e.id and lower(g.email) = lower(p_person ->> 'email')
    and g.state <> 'cancelled' for update;
  if found and s.state <> 'pending' then
    -- Whoever lost the mail gets their link again; whoever asks for somebody else learns nothing.
    perform event_mail(s.id, 'events/place', 'bell', '{{"what": "known"}}');
    return 'asked';
  end if;
  -- Each who asks gives their own words and gets their own key for them, which goes to the address: the one that is confirmed
  -- there counts. What a stranger writes changes nothing of what somebody asked for before.
  if found then
    update events_signup g set created_at = now() where g.id = s.id;
  else
    insert into events_signup (ticket, event_id, center_id, email, via, state, created_at, check_in_by, {_WORDS})
      values (gen_random_uuid(), e.id, e.center_id, lower(p_person ->> 'email'), 'mail', 'pending', now(), '',
        {_VALUES})
      on conflict do nothing returning * into s;
  end if;
  if s.id is not null then
    insert into events_signupkey (key, signup_id, center_id, asked)
      values (gen_random_uuid(), s.id, s.center_id, jsonb_build_object({_ASKED})) returning key into link;
    perform event_mail(s.id, 'events/confirm', 'bell', jsonb_build_object('key', link, 'language', p_person ->> 'language'));
  end if;
  return 'asked';
end
"""
# By the key of what was asked, or by that of the own page, which confirmed before there were two.
CONFIRM = f"""
declare
  k record;
  s events_signup%rowtype;
  outcome text;
begin
  select * into k from events_signupkey o where o.key = p_key;
  select * into s from events_signup g where g.id = k.signup_id;
  if not found or not {_FRESH} then return null; end if;
  -- The event's row first, as wherever places are given.
  perform from events_event v where v.id = s.event_id for update;
  if k.asked ? 'name' then
    update events_signup g set {_CONFIRMED} where g.id = s.id and g.state = 'pending';
  end if;
  outcome := event_seat(s.id);
  if outcome <> 'closed' then {_SETTLED}; end if;
  return jsonb_build_object('id', s.id, 'state', outcome, 'key', event_key(s.id));
end
"""
# -- with an account ----------------------------------------------------------------------------------------------------
JOIN = f"""
declare
  me record;
  e events_event%rowtype;
  s events_signup%rowtype;
  firm bigint := (p_person ->> 'enterprise')::bigint;
begin
  select * into me from ({_ME}) found;
  if me.id is null then return jsonb_build_object('state', 'unproved'); end if;
  select * into e from events_event v where v.public_id = p_event and (v.audience <> 'clients' or v.center_id in
    (select n.registered_center_id from accounts_enterprise n where n.id in ({_FIRMS})));
  if not found then return jsonb_build_object('state', 'closed'); end if;
  if firm is not null and firm not in ({_FIRMS}) then firm := null; end if;
  select * into s from events_signup g where g.event_id = e.id and lower(g.email) = me.email and g.state <> 'cancelled'
    for update;
  if found then
    -- The account proved the address, so what was asked for with it alone is this person's.
    update events_signup g set user_id = me.id, enterprise_id = coalesce(g.enterprise_id, firm) where g.id = s.id;
    if s.state = 'pending' then
      update events_signup g set {_GIVEN} where g.id = s.id;
      {_SETTLED};
    else return jsonb_build_object('state', s.state, 'key', event_key(s.id)); end if;
  end if;
  if not ({_TAKES}) then return jsonb_build_object('state', 'closed'); end if;
  if s.id is null then
    insert into events_signup (ticket, event_id, center_id, user_id, enterprise_id, email, via, state, created_at,
        check_in_by, {_WORDS})
      values (gen_random_uuid(), e.id, e.center_id, me.id, firm, me.email, 'account', 'pending', now(), '',
        {_VALUES})
      returning * into s;
  end if;
  return jsonb_build_object('state', event_seat(s.id), 'key', event_key(s.id), 'id', s.id);
end
"""
MINE = f"""
declare
  me record;
begin
  select * into me from ({_ME}) found;
  return (select coalesce(jsonb_agg(jsonb_build_object('key', event_key(g.id), 'state', g.state, 'came', g.checked_in_at is not null,
      'event', g.event_id) order by v.starts_at desc), '[]'::jsonb)
    from events_signup g join events_event v on v.id = g.event_id
    where g.state <> 'pending' and (g.user_id = me.id or g.user_id is null and lower(g.email) = me.email)
      and v.starts_at > now() - interval '3 years');
end
"""
# -- with a key from a mail -------------------------------------------------------------------------------------------
# Opened by the key of what was asked too: it shows what is to be confirmed.
READ = f"""
declare
  k record;
  s events_signup%rowtype;
  e events_event%rowtype;
  c tenancy_center%rowtype;
begin
  select * into k from events_signupkey o where o.key = p_key;
  select * into s from events_signup g where g.id = k.signup_id;
  if not found or not {_FRESH} then return null; end if;
  select * into e from events_event v where v.id = s.event_id;
  select * into c from tenancy_center t where t.id = e.center_id;
  return jsonb_build_object('id', s.id, 'ticket', s.ticket, 'name', coalesce(k.asked ->> 'name', s.name),
    'organisation', coalesce(k.asked ->> 'organisation', s.organisation), 'email', s.email,
    'state', s.state, 'came', s.checked_in_at is not null, 'has_account', s.user_id is not null,
    'event', jsonb_build_object('public_id', e.public_id, 'state', e.state, 'title_zh', e.title_zh, 'title_en', e.title_en,
      'starts_at', e.starts_at, 'ends_at', e.ends_at, 'zone', e.zone, 'venue', e.venue, 'address', e.address, 'mode', e.mode,
      'summary_zh', e.summary_zh, 'summary_en', e.summary_en, 'cancel_reason', e.cancel_reason, 'sequence', e.sequence,
      'updated_at', e.updated_at, 'center_zh', c.name_zh, 'center_en', c.name_en, 'phone', c.phone,
      'gives_certificate', e.gives_certificate, 'is_demo', e.is_demo),
    'ahead', case when s.state = 'waiting' then (select count(*) from events_signup o where o.event_id = e.id
      and o.state = 'waiting' and (o.queued_at, o.id) < (s.queued_at, s.id)) end,
    'joining', case when s.state in ('confirmed', 'walkin') and e.state = 'open' and now() < e.ends_at then
      (select jsonb_build_object('url', j.url, 'note', j.note) from events_joining j where j.event_id = e.id) end,
    'materials', coalesce((select jsonb_agg(jsonb_build_object('public_id', m.public_id, 'title', m.title, 'name', m.name,
        'size', m.size) order by m.id) from events_material m where m.event_id = e.id and m.state = 'clean'
        and (m.reader = 'everyone' or s.state in ('confirmed', 'walkin'))), '[]'::jsonb),
    'quiz', case when e.pass_mark is not null and exists (select from events_question q where q.event_id = e.id) then
      jsonb_build_object('pass_mark', e.pass_mark, 'allowed', e.attempts, 'passed', s.passed_at is not null,
        'used', (select count(*) from events_attempt a where a.signup_id = s.id),
        'best', (select max(round(100.0 * a."right" / a.asked)) from events_attempt a where a.signup_id = s.id),
        'open', s.checked_in_at is not null and {_LATER}) end,
    'feedback', case when s.gave_feedback then 'given' when s.checked_in_at is not null and {_LATER} then 'open' end,
    'certificate', (select jsonb_build_object('number', paper.number, 'state', paper.state) from events_certificate paper
      where paper.signup_id = s.id),
    'may_certify', e.gives_certificate and s.checked_in_at is not null and now() > e.ends_at and e.state <> 'cancelled'
      and (e.pass_mark is null or s.passed_at is not null));
end
"""
LEAVE = f"""
declare
  s events_signup%rowtype;
begin
  select g.* into s from events_signup g join events_event e on e.id = g.event_id where g.id = {_KEYED} and now() < e.ends_at;
  if not found or not event_vacate(s.id, false) then return null; end if;
  return s.id;
end
"""
# Say where to join, and that the person came when it is time. Half an hour early is in time.
ENTER = f"""
declare
  s events_signup%rowtype;
  e events_event%rowtype;
  address text;
begin
  select * into s from events_signup g where g.id = {_KEYED} and g.state in ('confirmed', 'walkin') for update;
  if not found then return null; end if;
  select * into e from events_event v where v.id = s.event_id and v.state = 'open' and now() < v.ends_at;
  if not found then return null; end if;
  select j.url into address from events_joining j where j.event_id = e.id;
  if address is not null and s.checked_in_at is null and now() > e.starts_at - interval '30 minutes' then
    update events_signup g set checked_in_at = now(), check_in_by = 'online' where g.id = s.id;
  end if;
  return address;
end
"""
FILE = f"""
begin
  return (select jsonb_build_object('key', m.storage_key, 'name', m.name, 'type', m.media_type)
    from events_signup s join events_material m on m.event_id = s.event_id
    where s.id = {_KEYED} and m.public_id = p_file and m.state = 'clean'
      and (m.reader = 'everyone' or s.state in ('confirmed', 'walkin')));
end
"""
# The questions without the answers.
QUIZ = f"""
begin
  return (select jsonb_agg(jsonb_build_object('id', q.id, 'text', q.text, 'options', to_jsonb(q.options))
      order by q.position, q.id)
    from events_signup s join events_event e on e.id = s.event_id join events_question q on q.event_id = e.id
    where s.id = {_KEYED} and s.checked_in_at is not null and s.passed_at is null and e.pass_mark is not null and {_LATER}
      and (select count(*) from events_attempt a where a.signup_id = s.id) < e.attempts);
end
"""
ANSWER = f"""
declare
  s events_signup%rowtype;
  e events_event%rowtype;
  used integer;
  total integer;
  good integer;
  enough boolean;
begin
  -- The event's row first, as wherever places are given; its questions stay as they are meanwhile (events_question_guard).
  perform from events_event v where v.id = (select g.event_id from events_signup g where g.id = {_KEYED}) for share;
  select * into s from events_signup g where g.id = {_KEYED} for update;
  if not found or s.checked_in_at is null or s.passed_at is not null then return null; end if;
  select * into e from events_event v where v.id = s.event_id;
  select count(*) into used from events_attempt a where a.signup_id = s.id;
  if e.pass_mark is null or used >= e.attempts or not ({_LATER}) then return null; end if;
  select count(*), count(*) filter (where p_answers ->> q.id::text = q."right"::text) into total, good
    from events_question q where q.event_id = e.id;
  if total = 0 then return null; end if;
  enough := 100 * good >= e.pass_mark * total;
  insert into events_attempt (signup_id, event_id, center_id, number, "right", asked, passed, created_at)
    values (s.id, e.id, e.center_id, used + 1, good, total, enough, now());
  if enough then update events_signup g set passed_at = now() where g.id = s.id; end if;
  return jsonb_build_object('right', good, 'asked', total, 'passed', enough, 'left', e.attempts - used - 1);
end
"""
# The row of the answer names nobody and has no time; the sign-up only remembers that there is one. Answers come into the sums
# by the batch of enough of them: whoever looks after each learns nothing of the last. The event's row orders those who answer.
RATE = f"""
declare
  s events_signup%rowtype;
  e events_event%rowtype;
begin
  perform from events_event v where v.id = (select g.event_id from events_signup g where g.id = {_KEYED}) for no key update;
  select * into s from events_signup g where g.id = {_KEYED} for update;
  if not found or s.checked_in_at is null or s.gave_feedback then return false; end if;
  select * into e from events_event v where v.id = s.event_id;
  if not ({_LATER}) then return false; end if;
  insert into events_feedback (id, event_id, center_id, is_counted, text, {", ".join(ITEMS)})
    values (gen_random_uuid(), e.id, e.center_id, false, coalesce(p_answer ->> 'text', ''),
      {", ".join(f"(p_answer ->> '{item}')::smallint" for item in ITEMS)});
  if (select count(*) from events_feedback f where f.event_id = e.id and not f.is_counted) >= {LEAST_ANSWERS} then
    update events_feedback f set is_counted = true where f.event_id = e.id and not f.is_counted;
  end if;
  update events_signup g set gave_feedback = true where g.id = s.id;
  return true;
end
"""
# Number and row of a certificate for whoever earned it, once; the paper is drawn by a worker.
AWARD = f"""
declare
  s events_signup%rowtype;
  e events_event%rowtype;
  c tenancy_center%rowtype;
  next_serial integer;
  this_year integer := extract(year from now() at time zone 'Asia/Shanghai');
  made bigint;
begin
  select * into s from events_signup g where g.id = p_signup for update;
  if not found or s.checked_in_at is null or not {_OWN.format(row="s")} then return null; end if;
  select * into e from events_event v where v.id = s.event_id;
  if not e.gives_certificate or e.state = 'cancelled' or now() <= e.ends_at or e.pass_mark is not null and s.passed_at is null
     or exists (select from events_certificate k where k.signup_id = s.id) then return null; end if;
  select * into c from tenancy_center t where t.id = e.center_id;
  perform pg_advisory_xact_lock(hashtext('events_certificate'), c.id::int);
  select coalesce(max(k.serial), 0) + 1 into next_serial from events_certificate k
    where k.center_id = c.id and k.year = this_year;
  insert into events_certificate (signup_id, event_id, center_id, year, serial, number, name, state, storage_key, sha256,
      content_hash, size, pages, ordered_at)
    values (s.id, e.id, e.center_id, this_year, next_serial,
      format('%s-PX-%s-%s', c.code, this_year, lpad(next_serial::text, 5, '0')), s.name, 'pending', '', '', '', 0, 0, now())
    returning id into made;
  {_PUT.format(topic="'events.certificate'", queue="'paper'", payload="jsonb_build_object('certificate_id', made)")}
  return made;
end
"""
CERTIFY = f"""
begin
  return event_award({_KEYED});
end
"""
PAPER = f"""
begin
  return (select jsonb_build_object('key', k.storage_key, 'number', k.number)
    from events_signup s join events_certificate k on k.signup_id = s.id where s.id = {_KEYED} and k.state = 'ready');
end
"""
VERIFY = """
begin
  return query select k.number::text, k.name::text, e.title_zh::text, e.title_en::text, e.starts_at, e.zone::text,
      c.name_zh::text, c.name_en::text, k.ready_at, k.content_hash::text, e.is_demo
    from events_certificate k join events_event e on e.id = k.event_id join tenancy_center c on c.id = k.center_id
    where k.number = p_number and length(p_hash) >= 16 and left(k.content_hash, length(p_hash)) = lower(p_hash)
      and k.state = 'ready';
end
"""
# -- figures ------------------------------------------------------------------------------------------------------------
# Counts always, sums and words only of batches of enough answers that nobody is found behind one.
RATINGS = f"""
begin
  return query select f.event_id, count(*),
      {", ".join(f"avg(f.{item}) filter (where f.is_counted)" for item in ITEMS)},
      array_agg(f.text order by f.id) filter (where f.text <> '' and f.is_counted)::text[]
    from events_feedback f where f.event_id = any(p_events)
      and (current_setting('role', true) in ('scope_national', 'scope_system') or f.center_id =
        nullif(nullif(current_setting('app.center_id', true), ''), '0')::bigint)
    group by f.event_id;
end
"""
