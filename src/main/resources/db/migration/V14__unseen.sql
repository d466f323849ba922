-- What Hourkey cannot see. Additions only: replicas of the version before leave these columns alone.

-- The SCIM job cannot be looked at, since then and for this reason; told: operators know.
alter table scim_job
  add column unseen_since timestamptz,
  add column unseen_because text,
  add column unseen_incident uuid,
  add column unseen_told boolean not null default false,
  add check ((unseen_since is null) or (unseen_because is not null and unseen_incident is not null));

-- Whether Hourkey's own credentials work, of each vendor; shared by all replicas. An incident is from
-- when they failed to when a call succeeded again, and is kept so that its message can be drawn.
create table vendor_credentials (
  vendor text primary key check (vendor in ('ENTRA', 'AWS')),
  failing_since timestamptz,
  failed_at timestamptz,
  because text,
  incident uuid,
  told boolean not null default false,
  check ((failing_since is null)
    or (failed_at is not null and because is not null and incident is not null))
);

insert into vendor_credentials (vendor) values ('ENTRA'), ('AWS');
