-- 0007_mcp

-- One row for each act on a tool server, inserted by the very statement that commits its outcome;
-- its key is the decision that allowed the act, whose id also tells the time. Masked excerpts only;
-- digests are keyed. One index and no check: each would cost on the governed path (1 to 2 µs a
-- call). Excerpts are read, not searched: json takes 2 µs a call less than jsonb.
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
  input        json,
  output       json,
  input_hmac   text,
  output_hmac  text,
  input_bytes  bigint       not null,
  output_bytes bigint       not null
);

create function refuse_execution_change() returns trigger language plpgsql as $$
begin
  raise exception 'mcp_tool_executions is insert-only' using errcode = '42501';
end $$;
create trigger mcp_tool_executions_insert_only
  before update or delete or truncate on mcp_tool_executions
  for each statement execute function refuse_execution_change();

-- Which command lines an operator let run. A changed command has another digest.
create table mcp_command_approvals (
  server      text         not null,
  digest      text         not null,
  approved_by text         not null,
  approved_at timestamptz  not null default now(),
  -- Keyed, over server and digest: a row that was added in SQL approves nothing.
  mac         text         not null,
  primary key (server, digest, mac)
);
