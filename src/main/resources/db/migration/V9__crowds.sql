-- What a transaction says is appended at once: the chain's head is read and written once, however
-- many entries there are.
create function audit_append_all(new_payloads text[]) returns bigint language plpgsql as $$
declare
  head audit_head%rowtype;
  previous bytea;
  new_payload text;
begin
  select * into head from audit_head where id = 1 for update;
  foreach new_payload in array new_payloads loop
    previous := head.hash;
    head.seq := head.seq + 1;
    head.hash := sha256(previous || int8send(head.seq) || convert_to(new_payload, 'UTF8'));
    insert into audit_event (seq, payload, prev_hash, hash)
      values (head.seq, new_payload, previous, head.hash);
  end loop;
  update audit_head set seq = head.seq, hash = head.hash where id = 1;
  return head.seq;
end $$;

create or replace function audit_append(new_payload text) returns bigint language sql as
  'select audit_append_all(array[new_payload])';

-- Grants are written several times within minutes; the new version of a row fits beside the old.
alter table access_grant set (fillfactor = 70);
alter table membership set (fillfactor = 70);

-- Asked by every end that is late, and in a crowd all of them are.
create index open_grant_overdue_told on access_grant (id) where overdue_told and ended_at is null;
