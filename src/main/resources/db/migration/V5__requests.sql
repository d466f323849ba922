create table access_request (
  id uuid primary key,
  asker text not null references person (id),
  entitlement text not null,
  entitlement_name text not null,
  group_id text not null,
  account_id text not null,
  account_name text not null,
  permission_set text not null,
  channel text,
  high_risk boolean not null,
  duration_seconds bigint not null check (duration_seconds > 0),
  justification text not null,
  approvals_needed int not null check (approvals_needed >= 0),
  asked_at timestamptz not null,
  lapses_at timestamptz not null,
  remind_after_seconds bigint[] not null,
  reminders_sent int not null default 0,
  next_wake_at timestamptz,
  phase text not null check (phase in ('PENDING', 'APPROVED', 'DENIED', 'WITHDRAWN', 'LAPSED')),
  decided_at timestamptz,
  decided_by text references person (id),
  reason text,
  check ((phase = 'PENDING') = (decided_at is null)),
  check ((phase = 'PENDING') = (next_wake_at is not null)),
  check ((phase = 'DENIED') = (reason is not null))
);

create unique index one_pending_request on access_request (asker, entitlement)
  where phase = 'PENDING';
create index pending_request_wake on access_request (next_wake_at) where next_wake_at is not null;

create table review (
  request uuid not null references access_request (id),
  reviewer text not null references person (id),
  approved boolean not null,
  reason text not null,
  reviewed_at timestamptz not null,
  primary key (request, reviewer)
);

alter table access_grant add foreign key (request) references access_request (id);

-- What people sent in: written down before the chat is answered, judged afterwards.
create table submission (
  id uuid primary key,
  key text not null unique,
  team_id text not null,
  chat_id text not null,
  channel text,
  kind text not null check (kind in ('ASK', 'APPROVE', 'DENY', 'WITHDRAW', 'GIVE_BACK')),
  subject uuid,
  entitlement text,
  duration_seconds bigint,
  reason text not null default '',
  received_at timestamptz not null,
  failures int not null default 0,
  next_try_at timestamptz,
  answer text,
  check ((kind = 'ASK') = (subject is null)),
  check ((kind = 'ASK') = (entitlement is not null and duration_seconds is not null))
);

create index submission_due on submission (next_try_at) where next_try_at is not null;

-- Signed deliveries that were taken, so that none is taken twice by any replica.
create table delivery (
  fingerprint text primary key,
  seen_at timestamptz not null
);

create index delivery_seen on delivery (seen_at);
