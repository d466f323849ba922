-- Found when they are old enough to be deleted.
create index submission_old on submission (received_at) where next_try_at is null;
create index notice_old on notice (created_at) where next_try_at is null;
create index access_request_old on access_request (decided_at) where decided_at is not null;
create index drift_old on drift (resolved_at) where resolved_at is not null;
