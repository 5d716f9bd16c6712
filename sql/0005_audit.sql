-- 0005_audit

-- Who writes: one row a process. The first columns are the registration and never change; the
-- others advance by compare-and-set. fillfactor leaves room for updates in place. The registration
-- is signed; a check of each length would cost every batch 4 µs.
create table audit_writers (
  number           integer      primary key check (number between 1 and 2097151),
  id               uuid         not null unique,
  installation     text         not null,
  installation_key bytea        not null,
  public_key       bytea        not null,
  registered_at    timestamptz  not null,
  signature        bytea        not null,
  seq              bigint       not null,
  head             bytea        not null,
  lease_until      timestamptz  not null,
  -- The oldest allowed act without an outcome at the last commit: where a sweep begins to look.
  open_from        uuid,
  fenced_at        timestamptz,
  closed_at        timestamptz,
  swept_at         timestamptz
) with (fillfactor = 20);

-- No foreign key to the writer: the statement that inserts a seal has just advanced that very row.
create table audit_seals (
  writer             integer      not null,
  sequence           bigint       not null check (sequence between 0 and 4294967295),
  kind               text         not null,
  previous           bytea        not null,
  root               bytea        not null,
  count              integer      not null,
  first_id           uuid,
  last_id            uuid,
  first_at           timestamptz,
  last_at            timestamptz,
  sealed_at          timestamptz  not null,
  previous_commit_at timestamptz,
  heads_hash         bytea        not null,
  note               jsonb,
  -- The list behind heads_hash, where it differs from that of the seal before.
  heads              jsonb,
  -- The row hashes behind root: they name the row that was touched, and keep a batch provable when
  -- retention took a part of it.
  leaves             bytea        not null,
  hash               bytea        not null,
  signature          bytea        not null,
  primary key (writer, sequence)
);
-- Random bytes do not compress; trying costs time on every batch.
alter table audit_seals alter column leaves set storage external;
create index audit_seals_first_id on audit_seals (first_id, writer, sequence);

-- Width is the throughput budget: texts have no length checks here (the row's constructor has
-- them), and the time-ordered key serves ranges of time.
create table audit_events (
  id                uuid         not null,
  at                timestamptz  not null,
  kind              text         not null,
  user_id           text         not null,
  session_id        text         not null,
  task_id           text,
  trace_id          text         not null,
  context_id        text,
  client_id         text         not null,
  role              text         not null,
  agent_id          text,
  target            text         not null,
  verdict           text         not null,
  policy            text         not null,
  reason            text         not null,
  detail            jsonb        not null,
  cost_microdollars bigint,
  seal              bigint       not null,
  primary key (id),
  constraint audit_events_at_is_the_time_of_id check (at = uuid_extract_timestamp(id))
) partition by range (id);
create index audit_events_trace on audit_events (trace_id);
create index audit_events_session on audit_events (session_id, id);
create index audit_events_user on audit_events (user_id, id);
create index audit_events_task on audit_events (task_id) where task_id is not null;

-- Rows whose clock is far off land here; the doctor reports when it is not empty.
create table audit_events_default partition of audit_events default;

-- Stops accidents. Roles stop the application; seals convict the rest.
create function audit_refuse_change() returns trigger
language plpgsql as $$
begin
  raise exception '% is insert-only: % is refused', tg_table_name, tg_op
    using errcode = 'insufficient_privilege';
end $$;

create trigger audit_events_insert_only before update or delete on audit_events
  for each row execute function audit_refuse_change();
create trigger audit_events_no_truncate before truncate on audit_events
  for each statement execute function audit_refuse_change();
create trigger audit_events_no_truncate before truncate on audit_events_default
  for each statement execute function audit_refuse_change();
create trigger audit_seals_insert_only before update or delete on audit_seals
  for each row execute function audit_refuse_change();
create trigger audit_seals_no_truncate before truncate on audit_seals
  for each statement execute function audit_refuse_change();
-- For the statement: for the row, each batch would lock and fetch its writer a second time (9 µs).
create trigger audit_writers_keep_registration
  before update of number, id, installation, installation_key, public_key, registered_at, signature
  or delete on audit_writers
  for each statement execute function audit_refuse_change();
create trigger audit_writers_no_truncate before truncate on audit_writers
  for each statement execute function audit_refuse_change();
