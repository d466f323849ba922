-- One hash chain. The payload is text, because jsonb reorders and loses bytes; what is asked for
-- often is generated from it, so that nothing outside the hash can be edited unseen.
create table audit_event (
  seq bigint primary key,
  payload text not null,
  prev_hash bytea not null,
  hash bytea not null unique,
  type text not null generated always as (payload::jsonb ->> 'type') stored,
  subject text not null generated always as (payload::jsonb ->> 'subject') stored
);

create index audit_event_subject on audit_event (subject, seq);

create table audit_head (
  id int primary key check (id = 1),
  seq bigint not null,
  hash bytea not null
);

insert into audit_head values (1, 0, '\x'::bytea);

-- The number comes from the head row and not from a sequence, which would leave gaps on rollback.
create function audit_append(new_payload text) returns bigint language plpgsql as $$
declare
  head audit_head%rowtype;
  next_seq bigint;
  next_hash bytea;
begin
  select * into head from audit_head where id = 1 for update;
  next_seq := head.seq + 1;
  next_hash := sha256(head.hash || int8send(next_seq) || convert_to(new_payload, 'UTF8'));
  insert into audit_event (seq, payload, prev_hash, hash)
    values (next_seq, new_payload, head.hash, next_hash);
  update audit_head set seq = next_seq, hash = next_hash where id = 1;
  return next_seq;
end $$;

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only: % refused', tg_op;
end $$;

create trigger audit_event_append_only before update or delete or truncate on audit_event
  for each statement execute function audit_is_append_only();

create trigger audit_head_stays before delete or truncate on audit_head
  for each statement execute function audit_is_append_only();
