-- What people should hear. A row is one message: it is wanted in some version, which is a redraw
-- from the rows it is about, and was sent in another; the two meet in the end.
create table notice (
  key text primary key,
  kind text not null,
  subject uuid not null,
  number int not null default 0,
  wanted int not null default 1 check (wanted >= 1),
  sent int not null default 0 check (sent between 0 and wanted),
  channel text,
  message text,
  attempts int not null default 0,
  given_up text,
  created_at timestamptz not null,
  next_try_at timestamptz,
  check ((channel is null) = (message is null)),
  check ((next_try_at is null) = (sent = wanted or given_up is not null))
);

create index notice_due on notice (next_try_at) where next_try_at is not null;
