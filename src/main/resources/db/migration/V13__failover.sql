-- Readiness writes here to find out whether PostgreSQL takes writes. Nobody reads it.
create table write_check (
  id int primary key check (id = 1),
  checked_at timestamptz not null
);

insert into write_check values (1, now());

-- A lease that was taken to remove a member: a later attempt of the same grant need not wait for it.
alter table membership add column leased_for_removal boolean not null default false;
