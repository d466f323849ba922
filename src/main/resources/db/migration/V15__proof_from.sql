-- The first of the looks that prove an end. Looks that are minutes apart may all be stale, so it may
-- be later than gone_since. Null in rows of the version before; gone_since counts then.
alter table access_grant add column proof_from timestamptz;
