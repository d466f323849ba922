-- A grant is a row with a deadline. The database refuses what the code also refuses.
create table access_grant (
  id uuid primary key,
  request uuid not null unique,
  holder text not null references person (id),
  aws_user_id text not null,
  entitlement text not null,
  entitlement_name text not null,
  group_id text not null,
  group_name text not null,
  account_id text not null,
  account_name text not null,
  permission_set text not null,
  session_seconds bigint,
  duration_seconds bigint not null check (duration_seconds > 0),
  warn_before_seconds bigint not null check (warn_before_seconds > 0),
  opened_at timestamptz not null,
  deadline timestamptz not null,
  phase text not null
    check (phase in ('PROVISIONING', 'SYNCING', 'LIVE', 'REVOKING', 'CLEARING', 'ENDED')),
  added_at timestamptz,
  live_since timestamptz,
  ends_at timestamptz,
  warned_at timestamptz,
  cause text check (cause in ('EXPIRED', 'GIVEN_BACK', 'NEVER_ARRIVED', 'STANDING', 'NO_LONGER_APPROVED', 'IMPOSSIBLE')),
  detail text,
  due_at timestamptz not null,
  removed_at timestamptz,
  ended_at timestamptz,
  pushes int not null default 0,
  push_not_before timestamptz,
  push_confirmed boolean not null default false,
  slow_told boolean not null default false,
  overdue_told boolean not null default false,
  failures int not null default 0,
  attempt int not null default 0,
  next_look_at timestamptz,
  check (deadline > opened_at),
  check (ends_at <= deadline),
  check ((live_since is null) = (ends_at is null)),
  check (phase <> 'SYNCING' or added_at is not null),
  check (phase <> 'LIVE' or live_since is not null),
  check ((phase in ('REVOKING', 'CLEARING', 'ENDED')) = (cause is not null)),
  check (phase <> 'CLEARING' or removed_at is not null),
  check ((phase = 'ENDED') = (ended_at is not null)),
  check ((phase = 'ENDED') = (next_look_at is null))
);

create unique index one_open_grant on access_grant (holder, entitlement) where ended_at is null;
create index open_grant_look on access_grant (next_look_at) where ended_at is null;
create index open_grant_pair on access_grant (group_id, holder) where ended_at is null;

-- What Hourkey did to a pair of group and person, counted over its grants. A lease keeps an add and
-- a removal of the same pair apart, because no transaction may span the call to Entra.
create table membership (
  group_id text not null,
  person_id text not null,
  ours_since timestamptz,
  removed_at timestamptz,
  leased_by uuid,
  leased_attempt int,
  leased_until timestamptz,
  primary key (group_id, person_id),
  check ((leased_by is null) = (leased_until is null)),
  check ((leased_by is null) = (leased_attempt is null))
);

-- Calls of provisioning on demand in the last seconds: a budget that all replicas share.
create table provisioning_call (
  called_at timestamptz not null
);
