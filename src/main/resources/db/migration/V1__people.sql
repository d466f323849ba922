-- The link between a chat user and an Entra account, made once: neither is linked twice.
create table person (
  id text primary key,
  team_id text not null,
  chat_id text not null,
  name text not null,
  principal_name text not null,
  aws_user_id text,
  linked_at timestamptz not null,
  unique (team_id, chat_id)
);
