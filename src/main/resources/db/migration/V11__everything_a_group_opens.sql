-- A request and a grant keep everything that the group was shown to open, as JSON. The columns for one
-- target are those of the version before and no longer read; its replicas go on writing them, and what
-- they write without opens covers nothing, so that its approval does not hold.
alter table access_request
  add column opens text not null default '{"targets":[],"complete":false}',
  alter column account_id drop not null,
  alter column account_name drop not null,
  alter column permission_set drop not null;

alter table access_grant
  add column opens text not null default '{"targets":[],"complete":false}',
  alter column account_id drop not null,
  alter column account_name drop not null,
  alter column permission_set drop not null;

update access_request set opens = jsonb_build_object('complete', false, 'targets', jsonb_build_array(
  jsonb_build_object('accountId', account_id, 'accountName', account_name,
    'permissionSet', permission_set, 'session', null, 'state', 'UNKNOWN')))::text;

update access_grant set opens = jsonb_build_object('complete', false, 'targets', jsonb_build_array(
  jsonb_build_object('accountId', account_id, 'accountName', account_name,
    'permissionSet', permission_set, 'session', 'PT' || session_seconds || 'S', 'state', 'UNKNOWN')))::text;
