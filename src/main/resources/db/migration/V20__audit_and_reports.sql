-- Grants are read page by page, newest first, also those of one person.
create index access_grant_newest on access_grant (opened_at desc, id);
create index access_grant_of on access_grant (holder, opened_at desc);

-- Whom an entry is about or by, with their names as they were at that time.
create index audit_event_people on audit_event
  using gin ((payload::jsonb -> 'people') jsonb_path_ops);

-- How the last verification of the trail went. head_*: the head when it was last whole; an incident is
-- from when it was found changed to when it was found whole again.
create table audit_check (
  id int primary key check (id = 1),
  checked_at timestamptz,
  head_seq bigint not null default 0,
  head_hash bytea not null default '\x',
  broken_at bigint,
  because text,
  broken_since timestamptz,
  incident uuid,
  check ((broken_since is null) = (broken_at is null)),
  check ((broken_since is null) = (because is null)),
  check (broken_since is null or incident is not null)
);

insert into audit_check (id) values (1);

-- Entries are appended with the rights of whoever owns the tables. A role that works in tables of
-- another owner can then append, and neither change nor delete what is there. Where one role does
-- both, nothing changes.
do $$
declare
  here text := current_schema();
  worker text;
begin
  execute format(
    'alter function audit_append_all(text[]) security definer set search_path = pg_catalog, %I, pg_temp',
    here);
  revoke all on function audit_append_all(text[]), audit_append(text) from public;
  for worker in
    select distinct pg_get_userbyid(granted.grantee)
    from pg_class, aclexplode(relacl) granted
    where oid in ('audit_event'::regclass, 'audit_head'::regclass)
      and granted.grantee not in (0, relowner)
  loop
    execute format(
      'revoke insert, update, delete, truncate, references, trigger on audit_event, audit_head from %I',
      worker);
    execute format(
      'grant execute on function audit_append_all(text[]), audit_append(text) to %I', worker);
  end loop;
end $$;
