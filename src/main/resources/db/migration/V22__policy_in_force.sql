-- The last whole version of each policy file, by its path: it stays in force while the file is broken.
create table policy_version (
  path text primary key,
  content text,
  digest text,
  in_force_since timestamptz,
  check ((content is null) = (digest is null) and (content is null) = (in_force_since is null))
);

-- What keeps the catalog from being as the policy file says. An incident is from when it was first seen to
-- when it was over, and is kept so that its message can be drawn. told: operators know.
create table catalog_trouble (
  kind text primary key check (kind in ('POLICY_FILE', 'ENTRA', 'AWS', 'SLACK')),
  failing_since timestamptz,
  failed_at timestamptz,
  because text,
  incident uuid,
  told boolean not null default false,
  check ((failing_since is null)
    or (failed_at is not null and because is not null and incident is not null))
);

insert into catalog_trouble (kind) values ('POLICY_FILE'), ('ENTRA'), ('AWS'), ('SLACK');
