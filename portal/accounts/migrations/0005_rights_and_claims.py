"""Who may see sessions and tokens, two people behind every delicate role, and the doors a bare log-in may use."""

# ruff: noqa: S608 - the statements are put together from this module's own words

from django.db import migrations

from portal.tenancy.rls import DefinerFunction, MorePolicies, Rule, TenantTable, identity_rules, session_rules, setting

ACTOR = "nullif(current_setting('app.actor_id', true), '')::bigint"
TWO_PERSON = "('coordinator', 'editor', 'reviewer', 'analyst', 'sysadmin', 'secadmin', 'auditor')"

# Unknown to the ORM on purpose: which login opened a session is a fact, not a value to be written back.
OPENED_BY = "alter table accounts_session add column opened_by text not null default current_user"

# A center sees who asks for a record that it registered itself and that nobody acts for yet.
ASKED_OF_CENTER = f"asked_center_id = {setting('center_id')}"

# A seat is given or ended, never rewritten, and by nobody to themselves. National and administrator seats come only
# out of an invitation that two people stand behind (invitation_accept runs as portal_definer).
GUARD_MEMBERSHIP = f"""
create function membership_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  seat tenancy_membership := case when tg_op = 'DELETE' then old else new end;
  me bigint := {ACTOR};
begin
  if current_user = 'scope_system' then return seat; end if;
  if tg_op = 'INSERT' and seat.role in {TWO_PERSON}
     and (seat.granted_by_id is null or seat.confirmed_by_id is null or seat.granted_by_id = seat.confirmed_by_id) then
    raise exception 'this role needs two people' using errcode = 'check_violation', constraint = 'membership_two_people';
  end if;
  if current_user = 'portal_definer' then return seat; end if;
  if tg_op = 'UPDATE' then
    raise exception 'a seat is given or ended, never rewritten' using errcode = 'check_violation', constraint = 'membership_not_rewritten';
  end if;
  if seat.user_id = me then
    raise exception 'nobody changes their own seats' using errcode = 'check_violation', constraint = 'membership_not_own';
  end if;
  if current_user = 'scope_admin' and not (
       tg_op = 'DELETE' and (
         current_setting('app.admin_kind', true) = 'secadmin' and seat.role in {TWO_PERSON}
         or current_setting('app.admin_kind', true) = 'sysadmin' and seat.role = 'secadmin')) then
    raise exception 'not for this administrator' using errcode = 'check_violation', constraint = 'membership_admin';
  end if;
  if current_user = 'scope_national' and seat.role in {TWO_PERSON} then
    raise exception 'national seats are the security administrator''s' using errcode = 'check_violation', constraint = 'membership_admin';
  end if;
  return seat;
end $$;
create trigger membership_guard before insert or update or delete on tenancy_membership
  for each row execute function membership_guard();
"""

# What makes an invitation worth something is written by its functions alone.
GUARD_INVITATION = f"""
create function invitation_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if current_user in ('scope_system', 'portal_definer') then return new; end if;
  if tg_op = 'INSERT' then
    if new.confirmed_by_id is not null or new.accepted_at is not null or new.invited_by_id is distinct from {ACTOR} then
      raise exception 'an invitation begins open' using errcode = 'check_violation', constraint = 'invitation_begins_open';
    end if;
  elsif (new.confirmed_by_id, new.accepted_at, new.accepted_by_id, new.invited_by_id, new.role, new.email, new.center_id, new.enterprise_id)
     is distinct from
        (old.confirmed_by_id, old.accepted_at, old.accepted_by_id, old.invited_by_id, old.role, old.email, old.center_id, old.enterprise_id) then
    raise exception 'an invitation is not rewritten' using errcode = 'check_violation', constraint = 'invitation_not_rewritten';
  end if;
  return new;
end $$;
create trigger invitation_guard before insert or update on accounts_invitation
  for each row execute function invitation_guard();
"""

INVITATION_LOOK = """
begin
  return query select i.role::text, i.email::text, i.name::text, c.name_zh::text, c.name_en::text, e.name::text, e.name_en::text,
      u.name::text, i.ends_on, i.expires_at,
      case when i.accepted_at is not null then 'used' when i.revoked_at is not null then 'revoked'
           when i.expires_at <= now() then 'expired' else 'open' end
    from accounts_invitation i
    left join tenancy_center c on c.id = i.center_id
    left join accounts_enterprise e on e.id = i.enterprise_id
    left join accounts_user u on u.id = i.invited_by_id
    where i.token_hash = p_token_hash;
end
"""

# Answers with a word instead of an exception: the page says it in a sentence, and the attempt is committed.
INVITATION_ACCEPT = f"""
declare
  me bigint := {ACTOR};
  i accounts_invitation%rowtype;
  mine text;
begin
  -- Locks: the invitation, then the person's seat (by its unique key).
  select * into i from accounts_invitation where token_hash = p_token_hash for update;
  if not found then return 'unknown'; end if;
  if i.accepted_at is not null then return 'used'; end if;
  if i.revoked_at is not null then return 'revoked'; end if;
  if i.expires_at <= now() then return 'expired'; end if;
  select lower(u.email) into mine from accounts_user u
    join account_emailaddress a on a.user_id = u.id and lower(a.email) = lower(u.email) and a.verified
    where u.id = me and u.is_active;
  if mine is null or mine <> lower(i.email) then return 'other_person'; end if;
  if i.invited_by_id = me or i.confirmed_by_id = me then return 'own'; end if;
  if i.center_id is not null and i.role in {TWO_PERSON} and (i.confirmed_by_id is null or i.invited_by_id is null
     or i.confirmed_by_id = i.invited_by_id) then return 'unconfirmed'; end if;
  if i.center_id is not null then
    begin
      insert into tenancy_membership (user_id, center_id, role, granted_by_id, confirmed_by_id, created_at)
        values (me, i.center_id, i.role, i.invited_by_id, i.confirmed_by_id, now())
        on conflict (user_id, center_id, role) do nothing;
    exception when exclusion_violation then
      return 'three_people';
    end;
  else
    insert into accounts_enterprisemember (enterprise_id, user_id, role, state, decided_by_id, decided_at, ends_on,
        organisation, power_of_attorney, claimed_name, claimed_uscc, note, created_at)
      values (i.enterprise_id, me, i.role, 'active', i.invited_by_id, now(), i.ends_on, i.organisation, i.power_of_attorney,
        '', '', '', now())
      on conflict (enterprise_id, user_id) do update set state = 'active', role = excluded.role,
        decided_by_id = excluded.decided_by_id, decided_at = now(), ends_on = excluded.ends_on,
        organisation = excluded.organisation, power_of_attorney = excluded.power_of_attorney
        where accounts_enterprisemember.state <> 'active' or accounts_enterprisemember.role = 'agent';
  end if;
  update accounts_invitation set accepted_at = now(), accepted_by_id = me where id = i.id;
  return 'accepted';
end
"""

INVITATION_CONFIRM = f"""
declare
  me bigint := {ACTOR};
  i accounts_invitation%rowtype;
begin
  select * into i from accounts_invitation where id = p_invitation and center_id is not null and role in {TWO_PERSON} for update;
  if not found then return 'unknown'; end if;
  if i.accepted_at is not null or i.revoked_at is not null or i.expires_at <= now() then return 'closed'; end if;
  if i.confirmed_by_id is not null then return 'confirmed_before'; end if;
  if i.invited_by_id is null or i.invited_by_id = me then return 'own'; end if;
  if not exists (select from tenancy_membership m where m.user_id = me and m.role in ('sysadmin', 'coordinator')) then
    return 'not_yours';
  end if;
  if exists (select from accounts_user u where u.id = me and lower(u.email) = lower(i.email)) then return 'own'; end if;
  update accounts_invitation set confirmed_by_id = me, token_hash = p_token_hash, expires_at = p_expires_at where id = i.id;
  return 'confirmed';
end
"""

# The acting person's e-mail is proved: they could not have logged in otherwise.
ENTERPRISE_CLAIM = f"""
declare
  me bigint := {ACTOR};
  firm bigint;
  place bigint;
  mine accounts_enterprisemember%rowtype;
begin
  if me is null then raise exception 'nobody is logged in' using errcode = 'insufficient_privilege'; end if;
  if p_uscc <> '' then
    -- Two people who register the same code at once: the second waits here and then asks to join.
    perform pg_advisory_xact_lock(hashtextextended('accounts.uscc.' || p_uscc, 0));
    select e.id into firm from accounts_enterprise e where e.uscc = p_uscc;
  elsif p_kind = 'natural' then
    select e.id into firm from accounts_enterprise e join accounts_enterprisemember m on m.enterprise_id = e.id
      where m.user_id = me and m.state = 'active' and m.role = 'owner' and e.kind = 'natural' limit 1;
    if firm is not null then return query select 'member'::text, firm, null::bigint; return; end if;
  end if;
  if firm is null then
    insert into accounts_enterprise (kind, name, name_en, uscc, id_kind, province, city, industry, is_specialised, address,
        created_by_id, registered_center_id, created_at, is_demo)
      values (p_kind, p_name, p_name_en, p_uscc, p_id_kind, p_province, p_city, p_industry, p_specialised, p_address,
        me, null, now(), false) returning id into firm;
    insert into accounts_enterprisemember (enterprise_id, user_id, role, state, decided_by_id, decided_at, ends_on,
        organisation, power_of_attorney, claimed_name, claimed_uscc, note, created_at)
      values (firm, me, 'owner', 'active', me, now(), null, '', '', p_name, p_uscc, '', now());
    return query select 'registered'::text, firm, null::bigint;
    return;
  end if;
  select * into mine from accounts_enterprisemember m where m.enterprise_id = firm and m.user_id = me for update;
  if found and mine.state = 'active' and (mine.ends_on is null or mine.ends_on >= current_date) then
    return query select 'member'::text, firm, null::bigint;
    return;
  end if;
  if found and mine.state = 'pending' then
    return query select 'asked_before'::text, null::bigint, mine.id;
    return;
  end if;
  if found and mine.state = 'refused' and mine.decided_at > now() - interval '7 days' then
    return query select 'refused_lately'::text, null::bigint, null::bigint;
    return;
  end if;
  if not exists (select from accounts_enterprisemember o where o.enterprise_id = firm and o.role = 'owner' and o.state = 'active') then
    select e.registered_center_id into place from accounts_enterprise e where e.id = firm;
  end if;
  insert into accounts_enterprisemember as m (enterprise_id, user_id, role, state, decided_by_id, decided_at, ends_on,
      organisation, power_of_attorney, claimed_name, claimed_uscc, note, asked_center_id, created_at)
    values (firm, me, 'member', 'pending', null, null, null, '', '', p_name, p_uscc, p_note, place, now())
    on conflict (enterprise_id, user_id) do update set role = 'member', state = 'pending', decided_by_id = null,
      decided_at = null, ends_on = null, claimed_name = excluded.claimed_name, claimed_uscc = excluded.claimed_uscc,
      note = excluded.note, asked_center_id = excluded.asked_center_id, created_at = now()
    returning m.* into mine;
  -- One answer whether owners or a center will decide: a stranger learns that the code is known, nothing else.
  return query select 'asked'::text, null::bigint, mine.id;
end
"""

ENTERPRISE_CLAIM_WITHDRAW = f"""
begin
  update accounts_enterprisemember set state = 'ended', decided_at = now()
    where id = p_member and user_id = {ACTOR} and state = 'pending';
  return found;
end
"""

ENTERPRISE_CLAIM_DECIDE = f"""
declare
  me bigint := {ACTOR};
  place bigint := nullif(current_setting('app.center_id', true), '')::bigint;
  asked accounts_enterprisemember%rowtype;
begin
  -- Locks: the enterprise, then the request, so that two centers' people cannot both make somebody the first owner.
  perform from accounts_enterprise e where e.id = (select m.enterprise_id from accounts_enterprisemember m where m.id = p_member)
    for update;
  select m.* into asked from accounts_enterprisemember m
    where m.id = p_member and (current_setting('role', true) = 'scope_national' or m.asked_center_id = place)
    for update;
  if not found then return 'unknown'; end if;
  if asked.state <> 'pending' then return 'decided_before'; end if;
  if asked.user_id = me then return 'own'; end if;
  if exists (select from accounts_enterprisemember o where o.enterprise_id = asked.enterprise_id and o.role = 'owner'
     and o.state = 'active') then return 'has_owner'; end if;
  update accounts_enterprisemember set state = case when p_accept then 'active' else 'refused' end,
    role = case when p_accept then 'owner' else role end, decided_by_id = me, decided_at = now() where id = asked.id;
  if p_accept then
    -- From here on the new owner decides who else comes in.
    update accounts_enterprisemember set asked_center_id = null where enterprise_id = asked.enterprise_id;
  end if;
  return 'decided';
end
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_sessions_tokens_claims"),
        ("tenancy", "0003_identity"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.RunSQL(OPENED_BY, "alter table accounts_session drop column opened_by"),
        TenantTable("accounts_session", session_rules()),
        TenantTable("accounts_apitoken", identity_rules("accounts_apitoken")),
        MorePolicies("accounts_enterprisemember", {"scope_center": Rule(ASKED_OF_CENTER, "select")}),
        migrations.RunSQL(
            GUARD_MEMBERSHIP, "drop trigger membership_guard on tenancy_membership; drop function membership_guard()"
        ),
        migrations.RunSQL(
            GUARD_INVITATION, "drop trigger invitation_guard on accounts_invitation; drop function invitation_guard()"
        ),
        DefinerFunction(
            "invitation_look(p_token_hash text)",
            "table(role text, email text, name text, center_zh text, center_en text, enterprise text, enterprise_en text,"
            " inviter text, ends_on date, expires_at timestamptz, state text)",
            INVITATION_LOOK,
            ("logins",),
            volatility="stable",
        ),
        DefinerFunction("invitation_accept(p_token_hash text)", "text", INVITATION_ACCEPT, ("logins",)),
        DefinerFunction(
            "invitation_confirm(p_invitation bigint, p_token_hash text, p_expires_at timestamptz)",
            "text",
            INVITATION_CONFIRM,
            ("scope_national", "scope_admin"),
        ),
        DefinerFunction(
            "enterprise_claim(p_kind text, p_name text, p_name_en text, p_uscc text, p_id_kind text, p_province text,"
            " p_city text, p_industry text, p_specialised boolean, p_address text, p_note text)",
            "table(outcome text, firm_id bigint, member_id bigint)",
            ENTERPRISE_CLAIM,
            ("logins",),
        ),
        DefinerFunction(
            "enterprise_claim_withdraw(p_member bigint)", "boolean", ENTERPRISE_CLAIM_WITHDRAW, ("logins",)
        ),
        DefinerFunction(
            "enterprise_claim_decide(p_member bigint, p_accept boolean)",
            "text",
            ENTERPRISE_CLAIM_DECIDE,
            ("scope_center", "scope_national"),
        ),
    ]
