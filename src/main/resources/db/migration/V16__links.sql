-- A link between a chat user and an Entra account can be moved or taken away. The account's row
-- stays, because requests, reviews and grants name it. replaced_by: the account that the chat user
-- was linked to instead, so that messages still reach them. missing_since, missing_at: since when
-- Entra has not shown the account, and when it was last looked for in vain.
alter table person
  alter column team_id drop not null,
  alter column chat_id drop not null,
  add column replaced_by text references person (id),
  add column missing_since timestamptz,
  add column missing_at timestamptz,
  add constraint person_linked_or_not check ((team_id is null) = (chat_id is null));
