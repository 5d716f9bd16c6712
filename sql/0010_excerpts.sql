-- 0010_excerpts

-- Executions by month, so that a month can go whole; excerpts sealed under their user's data key, so
-- that a person's can go alone. Excerpts kept before this stood in the clear: they are not taken over.
alter table mcp_tool_executions rename to mcp_tool_executions_before;
alter table mcp_tool_executions_before rename constraint mcp_tool_executions_pkey
  to mcp_tool_executions_before_pkey;

-- One row for each act on a tool server, inserted by the very statement that commits its outcome;
-- its key is the decision that allowed the act, whose id also tells the time. One index and no
-- check: each would cost on the governed path (1 to 2 µs a call).
create table mcp_tool_executions (
  decision_id  uuid         primary key,
  at           timestamptz  not null,
  server       text         not null,
  tool         text         not null,
  user_id      text         not null,
  session_id   text         not null,
  trace_id     text         not null,
  -- That of the outcome, or 'not_started'.
  status       text         not null,
  duration_us  bigint       not null,
  -- Masked input and output, sealed under this version of the user's data key.
  key_version  integer,
  excerpts     bytea,
  input_hmac   text,
  output_hmac  text,
  input_bytes  bigint       not null,
  output_bytes bigint       not null
) partition by range (decision_id);
-- Ciphertext does not compress; trying costs time on every long one.
alter table mcp_tool_executions alter column excerpts set storage external;
create table mcp_tool_executions_default partition of mcp_tool_executions default;

create trigger mcp_tool_executions_insert_only
  before update or delete or truncate on mcp_tool_executions
  for each statement execute function refuse_execution_change();
-- Triggers of statements do not follow a partition.
create trigger mcp_tool_executions_insert_only
  before update or delete or truncate on mcp_tool_executions_default
  for each statement execute function refuse_execution_change();

-- Months of the rows that are there: the default partition must stay empty for the others.
do $$
declare
  month timestamptz;
  bound text;
  name  text;
begin
  for month in
    select distinct date_trunc('month', uuid_extract_timestamp(decision_id), 'UTC')
      from mcp_tool_executions_before
     where uuid_extract_timestamp(decision_id) is not null
  loop
    name := 'mcp_tool_executions_' || to_char(month at time zone 'UTC', 'YYYY_MM');
    bound := lpad(to_hex((extract(epoch from month) * 1000)::bigint), 12, '0') || repeat('0', 20);
    execute format('create table %I partition of mcp_tool_executions for values from (%L) to (%L)',
      name, bound::uuid,
      (lpad(to_hex((extract(epoch from (month at time zone 'UTC' + interval '1 month')
                                      at time zone 'UTC') * 1000)::bigint), 12, '0')
       || repeat('0', 20))::uuid);
    execute format('create trigger mcp_tool_executions_insert_only
      before update or delete or truncate on %I
      for each statement execute function refuse_execution_change()', name);
  end loop;
end $$;

insert into mcp_tool_executions (decision_id, at, server, tool, user_id, session_id, trace_id,
       status, duration_us, input_hmac, output_hmac, input_bytes, output_bytes)
select decision_id, at, server, tool, user_id, session_id, trace_id,
       status, duration_us, input_hmac, output_hmac, input_bytes, output_bytes
  from mcp_tool_executions_before;
drop table mcp_tool_executions_before;

-- A data key that was destroyed keeps its row without a value, so that its version is never used
-- again; `changed_epoch` tells replicas to forget the key they hold.
alter table secret_data_keys
  alter column wrapped drop not null,
  add column erased_at timestamptz,
  add column changed_epoch bigint not null default 0,
  add constraint secret_data_keys_erased_have_no_value
      check ((wrapped is null) = (erased_at is not null));
create index secret_data_keys_changed_epoch_idx on secret_data_keys (changed_epoch);
create trigger secret_data_keys_epoch before insert or update of erased_at
  on secret_data_keys for each row execute function stamp_revocation_epoch();
