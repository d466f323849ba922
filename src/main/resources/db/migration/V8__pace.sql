-- The chat takes so much at a time and no more, and all replicas share that. What may go next is
-- reserved in rows, so that nobody finds the limits by running into them.
create table notice_pace (
  destination text primary key,
  free_at timestamptz not null
);

-- What the chat limits as one. While it is held back nobody but one probe uses it; whoever waits has
-- a turn of its own after the hold, so that waiting costs the same however many wait.
create table notice_line (
  line text primary key,
  held_until timestamptz not null,
  probe_until timestamptz not null,
  turn_at timestamptz not null,
  failures int not null default 0 check (failures >= 0)
);

-- A fence tells an attempt that it was overtaken; a slot is what a notice has reserved.
alter table notice
  add column fence int not null default 0,
  add column urgent boolean not null default false,
  add column wanted_at timestamptz,
  add column slot_of text,
  add column slot_at timestamptz,
  add check ((slot_of is null) = (slot_at is null));

create index notice_urgent on notice (next_try_at) where urgent and next_try_at is not null;
