-- A user of the Identity Store is resolved at every look: one that was deleted and provisioned again
-- has another id, so person.aws_user_id is no longer written or read; it stays for replicas of the
-- version before. aws_presence is what the last look showed, and since when it has.

alter table access_grant
  alter column aws_user_id drop not null,
  add column aws_presence text not null default 'UNKNOWN'
    check (aws_presence in ('MEMBER', 'DISABLED_MEMBER', 'NOT_MEMBER', 'NO_USER', 'NO_GROUP',
      'ANOTHER_PERSONS_USER', 'UNKNOWN')),
  add column aws_presence_since timestamptz not null default 'epoch',
  -- Since when Entra has answered "not found" to the add or the removal, and whether the removal is
  -- certain.
  add column not_found_since timestamptz,
  add column removal_confirmed boolean not null default false,
  -- Since when neither side has shown the membership; an end needs that to hold.
  add column gone_since timestamptz,
  -- AWS showed the membership again after the grant had ended.
  add column returned_at timestamptz;

-- A grant that only waits for the proof of its end does not keep its holder from a new one.
drop index one_open_grant;
create unique index one_wanted_grant on access_grant (holder, entitlement)
  where phase in ('PROVISIONING', 'SYNCING', 'LIVE');

create index ended_grant_removed on access_grant (removed_at) where ended_at is not null;
