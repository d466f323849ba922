-- An approver or an operator can revoke a grant. Replicas of the version before cannot read such a
-- grant: its task fails there until a new replica takes it over.
alter table access_grant
  drop constraint access_grant_cause_check,
  add constraint access_grant_cause_check
    check (cause in ('EXPIRED', 'GIVEN_BACK', 'NEVER_ARRIVED', 'STANDING', 'NO_LONGER_APPROVED',
      'IMPOSSIBLE', 'REMOVED_ELSEWHERE', 'REVOKED')),
  add column revoked_by text,
  add column revoke_reason text;

-- The same form may be sent again with a correction: the last one counts.
alter table submission
  drop constraint submission_kind_check,
  add constraint submission_kind_check
    check (kind in ('ASK', 'APPROVE', 'DENY', 'WITHDRAW', 'GIVE_BACK', 'REVOKE')),
  add column form text,
  add column too_late boolean not null default false,
  add column offers uuid;

create index submission_form on submission (form, received_at) where form is not null;

alter table access_request
  add column form text,
  add column card_problem text;

create index access_request_form on access_request (form) where form is not null;

-- How many submissions of one sender, or of all ('*'), were refused in an hour: the audit trail
-- records the first ones only.
create table refusal_count (
  sender text not null,
  hour timestamptz not null,
  refused int not null,
  primary key (sender, hour)
);
