-- What a vendor said when the last attempt at the next step failed. Null while attempts succeed.
alter table access_grant add column trouble text;
