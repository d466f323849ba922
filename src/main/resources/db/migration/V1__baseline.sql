-- People. The Entra object id is the identity; a chat user is linked to at most one account. The row stays
-- when the link is removed, because requests, reviews and grants refer to it. replaced_by: the account that the
-- chat user was linked to instead: messages still reach them, and both accounts count as one person.
-- missing_since, missing_at: since when Entra has not shown the account, and when the last look-up failed to
-- find it.
create table person (
  id text primary key,
  team_id text,
  chat_id text,
  name text not null,
  principal_name text not null,
  linked_at timestamptz not null,
  replaced_by text references person (id),
  missing_since timestamptz,
  missing_at timestamptz,
  unique (team_id, chat_id),
  constraint person_linked_or_not check ((team_id is null) = (chat_id is null))
);

create index person_replaced on person (replaced_by) where replaced_by is not null;

-- The audit trail: one hash chain. The payload is text, because jsonb would change its bytes. Columns that
-- are searched are generated from it, so that nothing outside the hash can be edited unseen.
create table audit_event (
  seq bigint primary key,
  payload text not null,
  prev_hash bytea not null,
  hash bytea not null unique,
  type text not null generated always as (payload::jsonb ->> 'type') stored,
  subject text not null generated always as (payload::jsonb ->> 'subject') stored
) with (autovacuum_vacuum_insert_scale_factor = 0.02); -- Index-only scans need vacuumed pages.

create index audit_event_subject on audit_event (subject, seq);
-- Queries for the grants that were open at a moment read this index alone, in its order.
create index audit_event_spans on audit_event (seq) include (subject, type)
  where type in ('grant_opened', 'member_returned', 'grant_ended');
-- Finds people by a former principal name.
create index audit_event_renamed on audit_event (lower(payload::jsonb ->> 'formerPrincipalName'))
  where type = 'person_renamed';
-- The people that an entry names, with their names as they were at that time.
create index audit_event_people on audit_event
  using gin ((payload::jsonb -> 'people') jsonb_path_ops);

-- The events of a type, such as refused requests, new versions of the policy file and exports.
create index audit_event_type on audit_event (type, seq);

-- The last entry. latest: the latest time of any entry. set_back: the longest time by which an entry was ever earlier than a
-- previous one, because the clock was set back or its transaction was slow.
create table audit_head (
  id int primary key check (id = 1),
  seq bigint not null,
  hash bytea not null,
  latest timestamptz,
  set_back interval
);

insert into audit_head values (1, 0, '\x'::bytea);

-- Appends the entries of one transaction, so that the head is read and written once. The number comes
-- from the head row and not from a sequence, which would leave gaps on rollback.
create function audit_append_all(new_payloads text[]) returns bigint language plpgsql as $$
declare
  head audit_head%rowtype;
  previous bytea;
  new_payload text;
  new_time timestamptz;
begin
  select * into head from audit_head where id = 1 for update;
  foreach new_payload in array new_payloads loop
    previous := head.hash;
    head.seq := head.seq + 1;
    head.hash := sha256(previous || int8send(head.seq) || convert_to(new_payload, 'UTF8'));
    insert into audit_event (seq, payload, prev_hash, hash)
      values (head.seq, new_payload, previous, head.hash);
    new_time := (new_payload::jsonb ->> 'at')::timestamptz;
    head.set_back := greatest(head.set_back, head.latest - new_time);
    head.latest := greatest(head.latest, new_time);
  end loop;
  update audit_head
    set seq = head.seq, hash = head.hash, latest = head.latest, set_back = head.set_back
    where id = 1;
  return head.seq;
end $$;

create function audit_append(new_payload text) returns bigint language sql as
  'select audit_append_all(array[new_payload])';

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only: % refused', tg_op;
end $$;

create trigger audit_event_append_only before update or delete or truncate on audit_event
  for each statement execute function audit_is_append_only();

create trigger audit_head_stays before delete or truncate on audit_head
  for each statement execute function audit_is_append_only();

-- The result of the last verification. head_*: the head when the trail was last intact; signed_size: the size
-- of the largest signed checkpoint that agreed with the trail at that time; unread: what could not be
-- compared with it. An incident lasts from when the trail was found changed to when it was found intact
-- again. differing*: the same for records that differ from the trail.
create table audit_check (
  id int primary key check (id = 1),
  checked_at timestamptz,
  head_seq bigint not null default 0,
  head_hash bytea not null default '\x',
  signed_size bigint not null default 0,
  unread text,
  broken_at bigint,
  because text,
  broken_since timestamptz,
  incident uuid,
  differing text,
  differing_since timestamptz,
  differing_incident uuid,
  check ((broken_since is null) = (broken_at is null)),
  check ((broken_since is null) = (because is null)),
  check (broken_since is null or incident is not null),
  check ((differing_since is null) = (differing is null)),
  check (differing_since is null or differing_incident is not null)
);

insert into audit_check (id) values (1);

-- How far the audit events are delivered to each destination: position is the last one that it has accepted.
-- An incident lasts from when it accepted nothing to when it accepted something again. removed, here and in
-- all tables of incidents: the incident is over because its subject is no longer in the settings or the
-- policy file.
create table audit_delivery (
  destination text primary key,
  position bigint not null,
  failures int not null default 0,
  next_try_at timestamptz not null,
  failing_since timestamptz,
  failed_at timestamptz,
  because text,
  incident uuid,
  alerted boolean not null default false,
  removed boolean not null default false,
  check ((failing_since is null)
    or (failed_at is not null and because is not null and incident is not null))
);

-- The names under which the trail is signed; the newest is the current one. A later one is begun when the
-- trail contradicts an earlier signed checkpoint. keys: the verifier keys of the last checkpoint. covered_at:
-- when a checkpoint last covered all entries.
create table audit_origin (
  origin text primary key,
  begun_at timestamptz not null,
  begun_by text not null,
  because text not null,
  keys text[] not null default '{}',
  covered_at timestamptz
);

-- Signed checkpoints: the root of the Merkle tree over the first tree_size entries. An entry's leaf is its
-- hash. edge: the hashes of the tree's complete subtrees, from which the next checkpoint is computed. note: the
-- signed text.
create table audit_checkpoint (
  origin text not null references audit_origin (origin),
  tree_size bigint not null check (tree_size >= 0),
  root bytea not null check (length(root) = 32),
  edge bytea not null,
  note text not null,
  made_at timestamptz not null,
  primary key (origin, tree_size)
);

-- Where each checkpoint is kept outside the database, and what the place returned: signature lines of a
-- witness, a time stamp, the version of an object.
create table audit_checkpoint_copy (
  origin text not null,
  tree_size bigint not null,
  place text not null check (place in ('WITNESS', 'TIMESTAMP', 'DIRECTORY', 'S3')),
  evidence bytea not null,
  stored_at timestamptz not null,
  primary key (origin, tree_size, place),
  foreign key (origin, tree_size) references audit_checkpoint (origin, tree_size)
);

-- Why no checkpoint is signed (INCONSISTENT), or why a place does not get them. An incident lasts from when
-- it was first seen to when it was over, and is kept so that its message can be drawn.
create table audit_checkpoint_trouble (
  what text primary key
    check (what in ('INCONSISTENT', 'WITNESS', 'TIMESTAMP', 'DIRECTORY', 'S3')),
  failing_since timestamptz,
  failed_at timestamptz,
  because text,
  incident uuid,
  alerted boolean not null default false,
  removed boolean not null default false,
  check ((failing_since is null)
    or (failed_at is not null and because is not null and incident is not null))
);

insert into audit_checkpoint_trouble (what)
values ('INCONSISTENT'), ('WITNESS'), ('TIMESTAMP'), ('DIRECTORY'), ('S3');

create trigger audit_checkpoint_append_only before update or delete or truncate on audit_checkpoint
  for each statement execute function audit_is_append_only();

create trigger audit_checkpoint_copy_append_only before update or delete or truncate on audit_checkpoint_copy
  for each statement execute function audit_is_append_only();

-- Notifications. A row is one message. wanted is its newest version, sent the one that was delivered last; the two are equal in
-- the end. digest: of what the message shows, so that an update that would change nothing is not sent. The fence shows an attempt
-- that a later one has begun. reservation_at is the sending time that the notification has reserved. since, over_at, changes: for
-- an alarm, since when the problem has lasted, when it was over, and how often it ended or came back. alarm: the key of the alarm
-- that this is a copy of for one operator, or a reply to; operator: their id in the chat.
create table notification (
  key text primary key,
  kind text not null,
  subject uuid not null,
  number int not null default 0,
  wanted int not null default 1 check (wanted >= 1),
  sent int not null default 0 check (sent between 0 and wanted),
  channel text,
  message text,
  digest text,
  attempts int not null default 0,
  given_up text,
  created_at timestamptz not null,
  next_try_at timestamptz,
  fence int not null default 0,
  urgent boolean not null default false,
  wanted_at timestamptz,
  reservation_key text,
  reservation_at timestamptz,
  alarm text,
  operator text,
  since timestamptz,
  over_at timestamptz,
  changes int not null default 0,
  check ((alarm is not null) = (kind in ('OperatorCopy', 'AlarmChanged'))),
  check ((channel is null) = (message is null)),
  check ((next_try_at is null) = (sent = wanted or given_up is not null)),
  check ((reservation_key is null) = (reservation_at is null))
);

create index notification_due on notification (next_try_at) where next_try_at is not null;
create index notification_urgent on notification (next_try_at)
  where urgent and next_try_at is not null;
create index notification_of_alarm on notification (alarm) where kind = 'OperatorCopy';
create index notification_followed on notification (channel, message)
  where kind in ('RequestTaken', 'RequestsTaken', 'RequestedForYou', 'ApproverMessaged');
create index notification_open_alarm on notification (kind, created_at) where urgent and over_at is null;
create index notification_old on notification (created_at) where next_try_at is null;

-- People who opened their Home, and what the directories said about them then: why they cannot request
-- anything, whether they are operators, and whose requests they may decide on: the entitlements with a stage
-- that they may approve, the approvers of those stages in words, and the requests for which they are the
-- manager. The row only decides what the Home lists; every click is authorized again. id is derived from the
-- user's ids.
create table home_visit (
  id uuid primary key,
  team_id text not null,
  chat_id text not null,
  person text not null,
  opened_at timestamptz not null,
  cannot_request text,
  operator boolean not null default false,
  entitlements text[] not null default '{}',
  stages text[] not null default '{}',
  requests uuid[] not null default '{}'
);

create index home_visit_opened on home_visit (opened_at);

-- When the next reservation under each key is due at an even rate. Shared by all replicas.
create table rate_limit (
  key text primary key,
  free_at timestamptz not null
);

-- Circuit breakers for the methods of the chat's API. While one is open, nothing is sent; while it is
-- half-open, only its probe is sent. A notification that waits reserves a time after the pause ends, so that
-- waiting costs little.
create table circuit_breaker (
  method text primary key,
  open_until timestamptz not null,
  probe_until timestamptz not null,
  failures int not null default 0 check (failures >= 0)
);

-- Requests. opens: everything that the group opened when it was requested, as JSON. stage_began_at: when
-- a later stage began, or a new policy named other approvers; reminders_before_stage: the reminders that were sent before.
create table access_request (
  id uuid primary key,
  requester text not null references person (id),
  entitlement text not null,
  entitlement_name text not null,
  group_id text not null,
  group_name text not null,
  opens text not null default '{"targets":[],"complete":false}',
  channel text,
  decide_with text not null default 'CHAT' check (decide_with in ('CHAT', 'ENTRA')),
  high_risk boolean not null,
  duration_seconds bigint not null check (duration_seconds > 0),
  starts_at timestamptz,
  justification text not null,
  ticket text,
  progress text not null default '[]',
  requested_at timestamptz not null,
  expires_at timestamptz not null,
  remind_after_seconds bigint[] not null,
  reminders_sent int not null default 0,
  next_wake_at timestamptz,
  phase text not null check (phase in ('PENDING', 'APPROVED', 'DENIED', 'CANCELLED', 'EXPIRED')),
  decided_at timestamptz,
  decided_by text references person (id),
  reason text,
  form text,
  card_problem text,
  by_chat_guest boolean not null default false,
  sent_by text references person (id), -- who requested it for the requester
  evaluated_against text, -- the digest of the policy file that it was evaluated against while pending
  approved_seconds bigint check (approved_seconds between 1 and duration_seconds),
  reminders_before_stage int not null default 0,
  stage_began_at timestamptz,
  last_approved_at timestamptz, -- the time before an escalation is counted from here
  nudge_offered boolean not null default false, -- the requester can remind the approvers, once
  nudged_at timestamptz, -- when the requester did so
  card uuid, -- the card that it may share with others; null if it has its own
  together uuid, -- the submission that made it and others
  extends_grant uuid, -- the active grant that it extends; the duration is then the total
  extends_from timestamptz, -- when the grant ends without this request
  extends_seconds bigint check (extends_seconds between 1 and duration_seconds - 1), -- its length until then
  check ((phase = 'PENDING') = (decided_at is null)),
  check ((phase = 'PENDING') = (next_wake_at is not null)),
  check (phase <> 'DENIED' or reason is not null),
  check (phase in ('DENIED', 'CANCELLED') or reason is null),
  check ((extends_grant is null) = (extends_from is null)),
  check ((extends_grant is null) = (extends_seconds is null)),
  check (nudge_offered or nudged_at is null),
  check (approved_seconds > extends_seconds)
) with (autovacuum_vacuum_scale_factor = 0.02); -- As for audit events.

create unique index one_pending_request on access_request (requester, entitlement)
  where phase = 'PENDING';
create index pending_request_wake on access_request (next_wake_at) where next_wake_at is not null;
create index access_request_card on access_request (card) where card is not null;
create index access_request_together on access_request (together) where together is not null;
create index access_request_extending on access_request (extends_grant)
  include (id, phase) -- For service levels.
  where extends_grant is not null;

create table decision_card (
  id uuid primary key, -- the id of the only request on it, or the id that its requests share
  channel text, -- where the chat shows it
  message text,
  unreachable boolean not null default false, -- the chat does not accept it
  number int not null default 1 check (number >= 1), -- how often its approvers were notified
  occasion text not null
    check (occasion in ('REQUEST', 'STAGE', 'REMINDER', 'NUDGE', 'ESCALATION')),
  stage int not null default 0, -- of the request that the last notification was about
  notified_at timestamptz not null,
  recipients text, -- JSON; null until the recipients of the last notification are known
  deciders text, -- JSON; who can decide, by the directories' last answer
  told text[] not null default '{}', -- the chat users who were notified so far
  check ((channel is null) = (message is null)),
  check (not unreachable or channel is null)
);

create index decision_card_place on decision_card (channel, message) where channel is not null;

-- What people write about the requests on a card, in its thread (channel, thread) or in that of the
-- requester's own message. author: null until it is known who wrote it. The text of a deleted message
-- is empty.
create table discussion_message (
  id uuid primary key,
  card uuid not null,
  channel text not null,
  message text not null,
  thread text not null,
  team_id text not null,
  chat_id text not null,
  author text references person (id),
  text text not null,
  written_at timestamptz not null,
  edited_at timestamptz,
  deleted_at timestamptz,
  check (deleted_at is null or text = '')
);
create index discussion_message_card on discussion_message (card, written_at);
create index discussion_message_old on discussion_message (written_at);

create table approver_message (
  id uuid primary key,
  card uuid not null references decision_card (id) on delete cascade,
  number int not null,
  ordinal int not null, -- Numbers the messages of a card; the numbers of their threads follow from it.
  chat_id text not null,
  unique (card, number, chat_id),
  unique (card, ordinal)
);
create index access_request_form on access_request (form) where form is not null;
-- Service levels need only the included columns of each request, so they read no rows.
create index access_request_requested on access_request (requested_at)
  include (id, phase, decided_at, last_approved_at);
-- Somebody's earlier requests for an entitlement.
create index access_request_of on access_request (requester, entitlement, requested_at desc);
create index access_request_by on access_request (requester, requested_at desc);
create index access_request_for on access_request (entitlement, requested_at desc);
-- Most are approved, and the index by time finds those.
create index access_request_not_approved on access_request (phase, requested_at desc)
  where phase <> 'APPROVED';
create index access_request_opens on access_request
  using gin ((opens::jsonb -> 'targets') jsonb_path_ops);
-- Requests without a grant, which retention deletes.
create index access_request_old on access_request (decided_at) where phase <> 'APPROVED';
-- For the longest wait for a decision: no review precedes its grant by more than that.
create index access_request_longest on access_request ((decided_at - requested_at))
  where decided_at is not null;

-- number: the place of a review in the order of the request's reviews.
create table review (
  request uuid not null references access_request (id),
  number int not null,
  reviewer text not null references person (id),
  approved boolean not null,
  reason text not null,
  reviewed_at timestamptz not null,
  signed_in_at timestamptz, -- what Entra said about the sign-in for it; null for a click in the chat
  sign_in_context text,
  sign_in_methods text[],
  primary key (request, reviewer),
  unique (request, number),
  check ((signed_in_at is null) = (sign_in_methods is null)),
  check (signed_in_at is not null or sign_in_context is null)
) with (autovacuum_vacuum_insert_scale_factor = 0.02); -- As for audit events.

-- The latest reviews, with their requests.
create index review_latest on review (reviewed_at, request);
create index review_of_reviewer on review (reviewer, reviewed_at, request);

-- Whose requests each approver has approved. requester: the requester, or the person who sent the request for
-- them. Written with each approval, so that pairs are found without reading all reviews. mutual: each of the
-- two has approved a request of the other.
create table approval_pair (
  requester text not null references person (id),
  approver text not null references person (id),
  approvals bigint not null check (approvals > 0),
  last_at timestamptz not null,
  last_request uuid not null,
  mutual boolean not null,
  primary key (requester, approver)
);

create index approval_pair_approver on approval_pair (approver);
create index approval_pair_own on approval_pair (requester) where requester = approver;
create index approval_pair_mutual on approval_pair (requester, approver) where mutual;

-- Reviews of break-glass requests. next_wake_at: when reviewers are reminded, null once it is done. late: it
-- was not done in time. impossible: nobody could do it at the last check.
create table break_glass_review (
  request uuid primary key references access_request (id),
  begun_at timestamptz not null,
  due_at timestamptz not null,
  next_wake_at timestamptz,
  reminders_sent int not null default 0,
  late boolean not null default false,
  impossible boolean not null default false,
  justified boolean,
  comment text,
  reviewer text references person (id),
  reviewed_at timestamptz,
  check (due_at > begun_at),
  check ((reviewed_at is null) = (next_wake_at is not null)),
  check ((reviewed_at is null) = (justified is null)),
  check ((reviewed_at is null) = (comment is null)),
  check ((reviewed_at is null) = (reviewer is null))
);

create index break_glass_review_wake on break_glass_review (next_wake_at)
  where next_wake_at is not null;
create index break_glass_review_newest on break_glass_review (begun_at desc, request desc);

-- Access reviews: whether the people who may request some entitlements still need to. A review covers what the policy file and
-- Entra showed when it began. snapshot: the SHA-256 of all items, which the audit trail has as well. unlisted: entries whose
-- people could not be listed.
create table access_review (
  id uuid primary key,
  entitlements text[] not null check (cardinality(entitlements) > 0),
  policy_digest text not null,
  snapshot text not null,
  unlisted text[] not null,
  begun_at timestamptz not null,
  begun_by text not null references person (id),
  due_at timestamptz not null,
  closed_at timestamptz,
  closed_by text references person (id),
  comment text,
  next_wake_at timestamptz,
  reminders_sent int not null default 0,
  check ((closed_at is null) = (closed_by is null)),
  check ((closed_at is null) = (comment is null)),
  check ((closed_at is null) = (next_wake_at is not null))
);

create index access_review_wake on access_review (next_wake_at) where next_wake_at is not null;
create index access_review_newest on access_review (begun_at desc, id desc);

-- A person who may request an entitlement. entries: those of the policy file that name them.
-- last_used_at: when they were last granted it before the review began. keep: the decision.
create table access_review_item (
  review uuid not null references access_review (id),
  number int not null,
  entitlement text not null,
  person text not null,
  name text not null,
  principal_name text not null,
  guest boolean,
  entries text[] not null,
  last_used_at timestamptz,
  keep boolean,
  comment text,
  decided_by text references person (id),
  decided_at timestamptz,
  primary key (review, number),
  unique (review, entitlement, person),
  check ((keep is null) = (comment is null)),
  check ((keep is null) = (decided_by is null)),
  check ((keep is null) = (decided_at is null))
);

-- Revocations of all access that one person has, or of all access to one entitlement. swept_at: when the end
-- of everything that was open had begun. requests: how many were stopped. The counts of grants are those of
-- the last update, including grants that were already ending. next_wake_at: null once all have ended.
create table bulk_revocation (
  id uuid primary key,
  person text references person (id),
  entitlement text,
  revoked_by text not null,
  role text not null check (role in ('OPERATOR', 'COMMAND_LINE')),
  reason text not null,
  begun_at timestamptz not null,
  swept_at timestamptz,
  requests bigint not null default 0,
  grants bigint not null default 0,
  removed bigint not null default 0,
  gone bigint not null default 0,
  kept bigint not null default 0,
  done_at timestamptz,
  sessions_until timestamptz,
  next_wake_at timestamptz,
  check (num_nonnulls(person, entitlement) = 1),
  check ((done_at is null) = (next_wake_at is not null)),
  check (done_at is null or swept_at is not null)
);

create index bulk_revocation_wake on bulk_revocation (next_wake_at) where next_wake_at is not null;

-- Forms and clicks: stored before the chat is answered, processed afterwards. The same form may be sent again
-- with a correction; the last one counts. settled: those of the entitlements that were requested or refused;
-- refusals: why, one sentence each. part_of: the click or form for several requests that this one is a part
-- of.
create table submission (
  id uuid primary key,
  key text not null unique,
  team_id text not null,
  chat_id text not null,
  channel text,
  kind text not null check (kind in ('REQUEST', 'APPROVE', 'DENY', 'CANCEL', 'NUDGE', 'END', 'REVOKE',
    'REVOKE_ALL', 'REVIEW_JUSTIFIED', 'REVIEW_NOT_JUSTIFIED', 'PAUSE', 'RESUME')),
  subject uuid,
  entitlements text[],
  duration_seconds bigint,
  starts_at timestamptz,
  for_chat_user text,
  for_address text,
  extends_grant uuid, -- the grant that a request extends
  revoked_person text,
  revoked_entitlement text,
  reason text not null default '',
  break_glass boolean not null default false,
  received_at timestamptz not null,
  failures int not null default 0,
  next_try_at timestamptz,
  answer text,
  form text,
  needs_help boolean not null default false,
  too_late boolean not null default false,
  offers uuid,
  refused boolean not null default false,
  settled text[] not null default '{}',
  refusals text[] not null default '{}',
  part_of uuid,
  signed_in_at timestamptz, -- as in review
  sign_in_context text,
  sign_in_methods text[],
  check (kind in ('APPROVE', 'DENY') or signed_in_at is null),
  check ((signed_in_at is null) = (sign_in_methods is null)),
  check (kind = 'REQUEST' or coalesce(for_chat_user, for_address) is null),
  check (kind = 'REQUEST' or extends_grant is null),
  check ((kind in ('REQUEST', 'PAUSE', 'RESUME')) = (subject is null)),
  check ((kind = 'REVOKE_ALL') = (num_nonnulls(revoked_person, revoked_entitlement) = 1)),
  check ((kind = 'REQUEST') = (entitlements is not null)),
  check (kind <> 'REQUEST' or duration_seconds is not null),
  check (kind in ('REQUEST', 'APPROVE') or duration_seconds is null)
);

create index submission_due on submission (next_try_at) where next_try_at is not null;
create index submission_part on submission (part_of) where part_of is not null;
create index submission_form on submission (form, received_at) where form is not null;
create index submission_old on submission (received_at) where next_try_at is null;

-- Decisions that people made in the console and that count once they have signed in for them. card: the requests that are decided
-- together. browser: the digest of a secret that is known only to the browser in which the decision was made. token: the digest
-- of the ID token with which it counted, so that a sign-in counts for one decision only. problem: why it did not count.
create table awaited_decision (
  id uuid primary key,
  person text not null,
  card uuid not null,
  browser text not null,
  approves boolean not null,
  shorter_seconds bigint,
  reason text not null,
  begun_at timestamptz not null,
  token text unique,
  problem text,
  check (approves or shorter_seconds is null),
  check (token is null or problem is null)
);

create index awaited_decision_old on awaited_decision (begun_at);

-- Signed deliveries that were accepted, so that no replica accepts one again.
create table delivery (
  fingerprint text primary key,
  seen_at timestamptz not null
);

create index delivery_seen on delivery (seen_at);

-- How many submissions of one sender, or of all ('*'), were refused in an hour: the audit trail
-- records only the first ones.
create table refusal_count (
  sender text not null,
  hour timestamptz not null,
  refused int not null,
  primary key (sender, hour)
);

-- Grants. A grant is a row with a deadline. The database refuses what the code also refuses.
--
-- opens: everything that the group opened when the grant was approved, as JSON. starts_at: when the grant
-- begins, if that is later than its approval. extended_by, extended_seconds: the last request that extended
-- it, and the total duration since then; the deadline has moved by as much as the end. aws_user_id,
-- aws_presence, aws_presence_since: what the last check of AWS showed, and since when. The user is resolved
-- at every check, because one that was deleted and provisioned again has another id. on_demand_*:
-- provisioning on demand for the change that is under way. not_found_since: since when Entra has answered
-- "not found" to the add or the removal. gone_since: since when neither side has shown the membership.
-- proof_from: the first of the checks that prove the end; checks that are minutes apart may all be stale, so
-- it may be later than gone_since. returned_at: when AWS showed the membership again after the grant had
-- ended. trouble: what a vendor answered when the last attempt at the next step failed.
create table access_grant (
  id uuid primary key,
  request uuid not null unique references access_request (id),
  card uuid,
  together uuid,
  holder text not null references person (id),
  entitlement text not null,
  entitlement_name text not null,
  group_id text not null,
  group_name text not null,
  opens text not null default '{"targets":[],"complete":false}',
  duration_seconds bigint not null check (duration_seconds > 0),
  warn_before_seconds bigint not null check (warn_before_seconds > 0),
  opened_at timestamptz not null,
  starts_at timestamptz check (starts_at > opened_at),
  deadline timestamptz not null,
  extended_by uuid references access_request (id),
  extended_seconds bigint check (extended_seconds > duration_seconds),
  extensions int not null default 0,
  phase text not null
    check (phase in ('SCHEDULED', 'PROVISIONING', 'SYNCING', 'LIVE', 'REVOKING', 'CLEARING', 'ENDED')),
  added_at timestamptz,
  live_since timestamptz,
  ends_at timestamptz,
  warned_at timestamptz,
  cause text check (cause in ('EXPIRED', 'ENDED_EARLY', 'NEVER_ARRIVED', 'STANDING',
    'NO_LONGER_APPROVED', 'IMPOSSIBLE', 'REMOVED_ELSEWHERE', 'REVOKED')),
  detail text,
  revoked_by text,
  revoke_reason text,
  due_at timestamptz not null,
  removed_at timestamptz,
  ended_at timestamptz,
  aws_user_id text,
  aws_presence text not null default 'UNKNOWN'
    check (aws_presence in ('MEMBER', 'DISABLED_MEMBER', 'NOT_MEMBER', 'NO_USER', 'NO_GROUP',
      'ANOTHER_PERSONS_USER', 'UNKNOWN')),
  aws_presence_since timestamptz not null default 'epoch',
  on_demand_calls int not null default 0,
  on_demand_due_at timestamptz,
  on_demand_confirmed boolean not null default false,
  job_start_requested boolean not null default false,
  absent_since timestamptz,
  not_found_since timestamptz,
  removal_confirmed boolean not null default false,
  gone_since timestamptz,
  proof_from timestamptz,
  returned_at timestamptz,
  returns int not null default 0,
  write_slot timestamptz,
  slow_alerted boolean not null default false,
  overdue_alerted_at timestamptz,
  trouble text,
  failures int not null default 0,
  attempt int not null default 0,
  next_check_at timestamptz,
  check (deadline > coalesce(starts_at, opened_at)),
  check ((extended_by is null) = (extended_seconds is null)),
  check ((extended_by is null) = (extensions = 0)),
  check (extended_by is null or live_since is not null),
  check (phase <> 'SCHEDULED' or starts_at is not null),
  check (ends_at <= deadline),
  check ((live_since is null) = (ends_at is null)),
  check (phase <> 'SYNCING' or added_at is not null),
  check (phase <> 'LIVE' or live_since is not null),
  check ((phase in ('REVOKING', 'CLEARING', 'ENDED')) = (cause is not null)),
  check (phase <> 'CLEARING' or removed_at is not null),
  check ((phase = 'ENDED') = (ended_at is not null)),
  check ((phase = 'ENDED') = (next_check_at is null))
) with (fillfactor = 70, -- A grant is written several times; the new version fits beside the old.
  autovacuum_vacuum_scale_factor = 0.02); -- As for audit events.

-- A grant that only waits for the proof of its end does not keep its holder from a new one.
create unique index one_wanted_grant on access_grant (holder, entitlement)
  where phase in ('SCHEDULED', 'PROVISIONING', 'SYNCING', 'LIVE');
create index open_grant_pair on access_grant (group_id, holder) where ended_at is null;
-- Each queue of grants has workers of its own, which look for what is due in it.
create index provisioning_grant_check on access_grant (next_check_at)
  where phase in ('SCHEDULED', 'PROVISIONING', 'SYNCING');
create index ending_grant_check on access_grant (next_check_at) where phase in ('LIVE', 'REVOKING');
create index clearing_grant_check on access_grant (next_check_at) where phase = 'CLEARING';
create index open_grant_due on access_grant (due_at) where ended_at is null;
create index open_grant_on_demand on access_grant (on_demand_due_at)
  where on_demand_due_at is not null;
create index open_grant_overdue_alerted on access_grant (id)
  where overdue_alerted_at is not null and ended_at is null;
create index ended_grant_removed on access_grant (removed_at)
  include (ended_at, due_at, returned_at, overdue_alerted_at, request) -- For service levels.
  where ended_at is not null;
-- Finds who held a grant of a group when AWS shows their user in it again.
create index ended_grant_of_user on access_grant (group_id, aws_user_id) where phase = 'ENDED';
-- Before a request is deleted, PostgreSQL looks for a grant that it extended.
create index access_grant_extended_by on access_grant (extended_by) where extended_by is not null;
create index grant_pair on access_grant (group_id, holder, opened_at);
-- For how long somebody has had an entitlement.
create index grant_of_holder on access_grant (holder, entitlement);
-- Who has an entitlement now.
create index grant_of_entitlement on access_grant (entitlement, opened_at)
  where phase in ('PROVISIONING', 'SYNCING', 'LIVE');
-- Grants are read page by page, newest first, for everybody or for one person.
create index access_grant_newest on access_grant (opened_at desc, id)
  include (starts_at, live_since, entitlement, request); -- For service levels.
create index access_grant_of on access_grant (holder, opened_at desc);
create index access_grant_late on access_grant (opened_at desc, id)
  where overdue_alerted_at is not null;
create index access_grant_of_entitlement on access_grant (entitlement, opened_at desc);
-- The longest duration: a grant that was opened longer than that before a period cannot overlap it.
create index access_grant_longest on access_grant ((ended_at - opened_at))
  where ended_at is not null;
-- For searches by account: what a grant opened is stored as JSON.
create index access_grant_opens on access_grant
  using gin ((opens::jsonb -> 'targets') jsonb_path_ops);

-- What Hourkey did to a membership, over all its grants. A lease keeps an add and a removal of the same membership from
-- overlapping, because no transaction may span the call to Entra. managed_since: since when Hourkey has managed the membership.
-- adds_unanswered: adds that were begun, last at add_begun_at, and got no answer; they may still take effect. leased_for_removal:
-- a later attempt of the same grant need not wait for the lease. restorable_since: since when the group or the person has been
-- gone; restoring it would bring the membership back. directly_removed_at: when Hourkey removed it in AWS directly, so Entra may
-- not send it again. next_check_at: when to check the membership without a grant.
create table membership (
  group_id text not null,
  person_id text not null,
  managed_since timestamptz,
  removed_at timestamptz,
  leased_by uuid,
  leased_attempt int,
  leased_until timestamptz,
  leased_for_removal boolean not null default false,
  add_begun_at timestamptz,
  adds_unanswered int not null default 0,
  restorable_since timestamptz,
  directly_removed_at timestamptz,
  next_check_at timestamptz,
  primary key (group_id, person_id),
  check ((leased_by is null) = (leased_until is null)),
  check ((leased_by is null) = (leased_attempt is null))
) with (fillfactor = 70);

create index membership_managed on membership (next_check_at nulls first)
  where managed_since is not null;

-- Members that Hourkey did not add. BASELINE: there when the group was first compared; APPEARED: seen
-- later, while Hourkey's records had no gap; ADOPTED: an operator said so after a restore. absent_since: Entra has
-- not shown them since then.
create table standing_membership (
  group_id text not null,
  person_id text not null,
  origin text not null check (origin in ('BASELINE', 'APPEARED', 'ADOPTED')),
  first_seen timestamptz not null,
  absent_since timestamptz,
  primary key (group_id, person_id)
);

create index standing_membership_of on standing_membership (person_id);

-- Groups whose members were compared with Hourkey's records. aws_compared_at: when AWS's answer was last
-- compared as well. gone_since: since when Entra has not had the
-- group.
create table compared_group (
  group_id text primary key,
  group_name text not null,
  first_compared_at timestamptz not null,
  compared_at timestamptz,
  gone_since timestamptz,
  aws_compared_at timestamptz
);

-- Where Entra, AWS and Hourkey's records disagree, and since when. report: the message that reports it.
-- absent_since: the comparisons since then have not shown it. unwatched_since: the group could not be compared
-- since then, so the finding may be over.
create table drift (
  id uuid primary key,
  kind text not null
    check (kind in ('UNAPPROVED_MEMBER', 'MISSING_IN_AWS', 'LEFT_IN_AWS', 'LOST_ASSIGNMENT',
      'UNEXPLAINED')),
  group_id text not null,
  group_name text not null,
  member text not null,
  name text not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  absent_since timestamptz,
  report uuid,
  removed boolean not null default false,
  unwatched_since timestamptz,
  settled_as text check (settled_as in ('ADOPTED', 'REMOVED')),
  resolved_at timestamptz
);

create unique index one_open_drift on drift (group_id, kind, member) where resolved_at is null;
create index drift_report on drift (report) where report is not null;
create index drift_old on drift (resolved_at) where resolved_at is not null;

-- Calls to provisioning on demand in the last seconds: a budget that all replicas share.
create table provisioning_call (
  called_at timestamptz not null
);

-- Spaces out writes to Entra after it has answered that there were too many. Shared by all replicas.
create table graph_write_limit (
  id int primary key check (id = 1),
  limited_until timestamptz not null,
  next_slot timestamptz not null
);

insert into graph_write_limit values (1, 'epoch', 'epoch');

-- Whether operators have paused granting, for all replicas: paused_at is null while they have not. incident:
-- the id of the pause. changed_*, role, reason: who made the last change, when and why. A change is a pause,
-- its confirmation or its end.
create table granting_switch (
  id int primary key check (id = 1),
  paused_at timestamptz,
  incident uuid,
  changed_at timestamptz,
  changed_by text,
  role text check (role in ('OPERATOR', 'COMMAND_LINE')),
  reason text,
  check (paused_at is null or incident is not null),
  check (num_nulls(incident, changed_at, changed_by, role, reason) in (0, 5))
);

insert into granting_switch (id) values (1);

-- Entra's SCIM job as it was last seen. An incident lasts from the time the job stopped until it ran again.
-- start_tried_at: when a replica requested a start that has not been answered yet. unseen_*: since when and
-- why the job cannot be read. cycles_visible: whether Hourkey may read it. cycle_began_at: when the last cycle
-- began that Hourkey saw the job finish.
create table scim_job (
  id int primary key check (id = 1),
  stopped_because text,
  since timestamptz,
  incident uuid,
  seen_at timestamptz,
  started_at timestamptz,
  start_tried_at timestamptz,
  unseen_since timestamptz,
  unseen_because text,
  unseen_incident uuid,
  unseen_alerted boolean not null default false,
  cycles_visible boolean not null default false,
  cycle_began_at timestamptz,
  check ((stopped_because is null) or (incident is not null and since is not null)),
  check ((unseen_since is null) or (unseen_because is not null and unseen_incident is not null))
);

insert into scim_job (id) values (1);

-- Whether Hourkey's own credentials work, for each vendor; shared by all replicas. An incident lasts from
-- when they failed to when a call succeeded again, and is kept so that its message can be drawn.
create table vendor_credentials (
  vendor text primary key check (vendor in ('ENTRA', 'AWS')),
  failing_since timestamptz,
  failed_at timestamptz,
  because text,
  incident uuid,
  alerted boolean not null default false,
  removed boolean not null default false,
  check ((failing_since is null)
    or (failed_at is not null and because is not null and incident is not null))
);

insert into vendor_credentials (vendor) values ('ENTRA'), ('AWS');

-- Credentials whose end is known, and whether it is less than this many days away.
create table expiring_credential (
  credential text not null check (credential in ('SCIM_TOKEN', 'ENTRA_CERTIFICATE')),
  days integer not null,
  failing_since timestamptz,
  failed_at timestamptz,
  because text, -- when it expires
  incident uuid,
  alerted boolean not null default false,
  removed boolean not null default false,
  primary key (credential, days),
  check ((failing_since is null)
    or (failed_at is not null and because is not null and incident is not null))
);

insert into expiring_credential (credential, days)
values ('SCIM_TOKEN', 30), ('SCIM_TOKEN', 7), ('ENTRA_CERTIFICATE', 30), ('ENTRA_CERTIFICATE', 7);

-- The version of the policy file that is in force on all replicas. path is where a replica last found it,
-- and confirmed_at is when.
create table policy_version (
  id int primary key check (id = 1),
  path text,
  content text,
  digest text,
  in_force_since timestamptz,
  confirmed_at timestamptz,
  check (num_nulls(path, content, digest, in_force_since, confirmed_at) in (0, 5))
);

insert into policy_version (id) values (1);

-- The text of each version that was ever in force. The audit trail says when it was, and has the digest.
create table policy_text (
  digest text primary key,
  content text not null
);

-- What a version of the policy file changed from the previous one, in words, for the message about it.
create table policy_change (
  id uuid primary key,
  lines text[] not null,
  changed_at timestamptz not null
);

-- Problems that make entitlements of the policy file unavailable. An incident lasts from when it was first
-- seen to when it was over, and is kept so that its message can be drawn.
create table catalog_incident (
  kind text primary key check (kind in ('POLICY_FILE', 'ENTRA', 'AWS', 'CHAT', 'TOOLS')),
  failing_since timestamptz,
  failed_at timestamptz,
  because text,
  incident uuid,
  alerted boolean not null default false,
  removed boolean not null default false,
  check ((failing_since is null)
    or (failed_at is not null and because is not null and incident is not null))
);

insert into catalog_incident (kind) values ('POLICY_FILE'), ('ENTRA'), ('AWS'), ('CHAT'), ('TOOLS');

-- What operators have to fix so that requests can succeed, as the last request saw it. cause: the check that failed,
-- and the object id of the group or person that it is about.
create table provisioning_blocker (
  cause text primary key,
  failing_since timestamptz,
  failed_at timestamptz,
  because text,
  incident uuid,
  alerted boolean not null default false,
  removed boolean not null default false,
  to_requester text, -- what the affected person reads
  check ((failing_since is null)
    or (failed_at is not null and because is not null and incident is not null))
);

create index provisioning_blocker_incident on provisioning_blocker (incident);

-- What Entra and AWS last answered about the groups that the policy file names. One replica asks in the
-- background, and all of them use the answers. GROUP: which groups have the name or id in key. NESTED: which
-- groups are members of the group in key. ACCESS: what the group in key opens in AWS; its JSON says whether
-- that is complete. answered_at: when the directory last gave this answer. asked_at: when it was last asked.
-- silence: since when and why it does not answer. held: a newer answer that is so much smaller that it is not used yet.
create table directory_answer (
  kind text not null check (kind in
    ('GROUP', 'NESTED', 'ACCESS', 'AWS_GROUPS', 'OU_PATHS', 'ACCOUNT_TAGS', 'PERMISSION_SET_TAGS')),
  key text not null,
  answer text,
  answered_at timestamptz,
  asked_at timestamptz not null,
  silence text,
  held text,
  held_since timestamptz,
  written_at timestamptz not null,
  primary key (kind, key),
  check ((answer is null) = (answered_at is null)),
  check ((held is null) = (held_since is null))
);

create index directory_answer_written on directory_answer (written_at);

-- The group that each entitlement id belongs to: a rule must not give the id to another group. template: that
-- of the rule that gave the id; null if the id is written under 'entitlements'.
create table entitlement_id (
  id text primary key,
  group_id text not null,
  template text
);

-- When background work may next call each vendor. Shared by all replicas.
create table call_budget (
  vendor text primary key check (vendor in ('entra', 'aws')),
  next_call_at timestamptz not null
);

insert into call_budget values ('entra', 'epoch'), ('aws', 'epoch');

-- Which database this is, written by Hourkey itself. After a restore the row no longer fits the database it
-- is read from: written_by is the transaction that wrote the row and must be its xmin, but loading a dump
-- writes the row in another transaction. The restore columns hold the last restore that was found.
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

-- The environment that the rows belong to: the tenant, the workspace and the Identity Store. key: the setting
-- that names it.
create table environment (
  key text primary key,
  value text not null,
  noted_at timestamptz not null
);

-- Readiness writes here to find out whether PostgreSQL accepts writes. Nothing reads it.
create table write_check (
  id int primary key check (id = 1),
  checked_at timestamptz not null
);

insert into write_check values (1, now());

-- Which replica works on which due row; the rows themselves say what is due and when. A claim keeps two
-- replicas from doing the same work at the same time, and a lost claim does no harm.
create table work_claim (
  queue text not null,
  item text not null,
  replica text not null,
  primary key (queue, item)
);

-- Replicas, and when each last said that it is alive. certificate_expires: when the Entra certificate that it
-- loaded at its start expires. settings: its settings as digests, for secrets only whether they are set.
-- chat_connections_of_strangers: how many more connections Slack counted when it last greeted the replica
-- than there were replicas.
create table replica (
  name text primary key,
  seen_at timestamptz not null,
  certificate_expires timestamptz,
  started_at timestamptz not null default now(),
  version text not null,
  settings jsonb not null,
  chat_connections_of_strangers int not null default 0
);

-- Jobs that run again and again, each on one replica at a time. Before the first verification of the audit
-- trail, there must be a signed checkpoint to compare it with.
create table maintenance_job (
  name text primary key,
  next_run_at timestamptz not null
);

insert into maintenance_job
select name, case name when 'audit' then now() + interval '1 minute' else 'epoch' end
from unnest(array['scim_job', 'orphans', 'drift', 'returned', 'audit', 'audit_delivery', 'checkpoint', 'retention', 'digest', 'discover_entra', 'discover_aws', 'credentials']) name;

-- Entries are appended with the rights of the role that owns the tables. A role that does not own the tables can then append
-- entries, but can neither change nor delete existing ones.
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
      'revoke update, delete, truncate, references, trigger on audit_checkpoint, audit_checkpoint_copy from %I',
      worker);
    execute format(
      'grant execute on function audit_append_all(text[]), audit_append(text) to %I', worker);
    -- Only the owner may write Flyway's history: it decides which statements the owner runs next.
    if to_regclass('flyway_schema_history') is not null then
      execute format(
        'revoke insert, update, delete, truncate on flyway_schema_history from %I', worker);
    end if;
  end loop;
end $$;
