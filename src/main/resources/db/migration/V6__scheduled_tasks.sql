-- db-scheduler's tables. A task is an id and a time; what to do is read from the rows it is about.
-- What is judged and what is told have tables, and so workers, of their own: a slow chat or a crowd
-- of askers never holds up a removal.
create table scheduled_tasks (
  task_name text not null,
  task_instance text not null,
  task_data bytea,
  execution_time timestamptz not null,
  picked boolean not null,
  picked_by text,
  last_success timestamptz,
  last_failure timestamptz,
  consecutive_failures int,
  last_heartbeat timestamptz,
  version bigint not null,
  priority smallint,
  primary key (task_name, task_instance)
);

create index scheduled_tasks_execution_time on scheduled_tasks (execution_time);
create index scheduled_tasks_last_heartbeat on scheduled_tasks (last_heartbeat);

create table scheduled_requests (like scheduled_tasks including all);
create table scheduled_notices (like scheduled_tasks including all);
