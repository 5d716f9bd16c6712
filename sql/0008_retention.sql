-- 0008_retention

-- Rows that outlive their month: when a month of audit_events is dropped, the rows that are read
-- for ever (docs/retention lists them) come here unchanged, in the same transaction. Only the owner
-- writes it: the application has no reason to.
create table audit_events_kept (
  like audit_events,
  primary key (id),
  constraint audit_events_kept_at_is_the_time_of_id check (at = uuid_extract_timestamp(id))
);
create index audit_events_kept_trace on audit_events_kept (trace_id);
create index audit_events_kept_session on audit_events_kept (session_id, id);
create index audit_events_kept_user on audit_events_kept (user_id, id);
create index audit_events_kept_task on audit_events_kept (task_id) where task_id is not null;

create trigger audit_events_kept_insert_only before update or delete on audit_events_kept
  for each row execute function audit_refuse_change();
create trigger audit_events_kept_no_truncate before truncate on audit_events_kept
  for each statement execute function audit_refuse_change();
