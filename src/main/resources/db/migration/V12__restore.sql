-- Which database this is, written by Hourkey itself. After a restore the row no longer fits the
-- database it is read from: written_by is the transaction that wrote the row and must be its xmin, and
-- a dump that is loaded writes it again. The restore columns hold the last restore that was found.
create table database_identity (
  id int primary key check (id = 1),
  system_identifier bigint,
  timeline int,
  database_oid bigint not null,
  table_oid bigint not null,
  server_started_at timestamptz not null,
  written_by bigint not null,
  checked_at timestamptz not null,
  restore_id uuid,
  restore_found_at timestamptz,
  restore_last_known_at timestamptz,
  restore_evidence text,
  restore_certain boolean,
  restore_grants_ended int,
  restore_settled_at timestamptz,
  check ((restore_id is null) = (restore_found_at is null))
);

-- Groups whose members were compared with the record. gone_since: Entra was first asked in vain.
create table compared_group (
  group_id text primary key,
  group_name text not null,
  first_compared_at timestamptz not null,
  compared_at timestamptz,
  gone_since timestamptz
);

-- Members whom somebody else added. BASELINE: there when the group was first compared; APPEARED: seen
-- later, while the record had no gap; ADOPTED: an operator said so after a restore.
create table standing_membership (
  group_id text not null,
  person_id text not null,
  origin text not null check (origin in ('BASELINE', 'APPEARED', 'ADOPTED')),
  first_seen timestamptz not null,
  primary key (group_id, person_id)
);

-- unwatched_since: the finding was last compared then, and nobody knows whether it is still so.
alter table drift
  add column unwatched_since timestamptz,
  add column settled_as text check (settled_as in ('ADOPTED', 'REMOVED')),
  drop constraint drift_kind_check,
  add constraint drift_kind_check
    check (kind in ('STRANGER', 'MISSING_IN_AWS', 'LEFT_IN_AWS', 'UNEXPLAINED'));
