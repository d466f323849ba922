-- What it takes that no revocation is lost. Additions, and one check that allows more than before, so
-- that replicas of the version before run beside new ones. push_not_before is theirs and no longer
-- read. They cannot read a grant whose cause they do not know: its task fails there until a new replica
-- takes it.
alter table access_grant
  add column absent_since timestamptz,
  add column push_due_at timestamptz,
  add column start_asked boolean not null default false,
  add column write_slot timestamptz,
  drop constraint access_grant_cause_check,
  add constraint access_grant_cause_check
    check (cause in ('EXPIRED', 'GIVEN_BACK', 'NEVER_ARRIVED', 'STANDING', 'NO_LONGER_APPROVED',
      'IMPOSSIBLE', 'REMOVED_ELSEWHERE'));

update access_grant set push_due_at = coalesce(push_not_before, now())
  where phase in ('SYNCING', 'CLEARING');

-- Found from next_look_at < … and due_at < … alone, whatever number of grants have ended.
drop index open_grant_look;
create index open_grant_look on access_grant (next_look_at) where next_look_at is not null;
create index open_grant_due on access_grant (due_at) where ended_at is null;
create index grant_pair on access_grant (group_id, holder, opened_at);
create index open_grant_push on access_grant (push_due_at) where push_due_at is not null;

-- adds_unanswered: adds that were begun, last at add_begun_at, and of which nobody has heard; they
-- may land yet. restorable_since: the group or the person is
-- gone, and a restore would bring the membership back. directly_removed_at: taken out of AWS behind
-- Entra's back, so Entra may not send it again. next_check_at: when to look after it without a grant.
alter table membership
  add column add_begun_at timestamptz,
  add column adds_unanswered int not null default 0,
  add column restorable_since timestamptz,
  add column directly_removed_at timestamptz,
  add column next_check_at timestamptz;

create index membership_ours on membership (next_check_at nulls first) where ours_since is not null;

-- The pace of writes to Entra once it has said that there were too many; shared by all replicas.
create table write_pace (
  id int primary key check (id = 1),
  paced_until timestamptz not null,
  next_slot timestamptz not null
);

insert into write_pace values (1, 'epoch', 'epoch');

-- Entra's SCIM job as it was last seen. An incident is from when it stopped to when it ran again.
create table scim_job (
  id int primary key check (id = 1),
  stopped_because text,
  since timestamptz,
  incident uuid,
  seen_at timestamptz,
  started_at timestamptz,
  check ((stopped_because is null) or (incident is not null and since is not null))
);

insert into scim_job (id) values (1);

-- Where Entra, AWS and the record differ, and since when; report: told together with others.
create table drift (
  id uuid primary key,
  kind text not null check (kind in ('STRANGER', 'MISSING_IN_AWS', 'LEFT_IN_AWS')),
  group_id text not null,
  group_name text not null,
  member text not null,
  name text not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  report uuid,
  removed boolean not null default false,
  resolved_at timestamptz
);

create unique index one_open_drift on drift (group_id, kind, member) where resolved_at is null;
create index drift_report on drift (report) where report is not null;

-- Workers of their own for what begins and for what is looked after: neither holds up an end.
create table scheduled_arrivals (like scheduled_tasks including all);
create table scheduled_clearings (like scheduled_tasks including all);
create table scheduled_upkeep (like scheduled_tasks including all);
