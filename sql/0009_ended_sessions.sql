-- 0009_ended_sessions

-- Legacy tool sessions that their clients ended, until their ids expire by themselves. Replicas
-- read what is new every second; no call does.
create table mcp_ended_sessions (
  nonce      text        not null primary key check (length(nonce) <= 64),
  server     text        not null,
  ended_at   timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null
);
create index mcp_ended_sessions_ended on mcp_ended_sessions (ended_at, nonce);
create index mcp_ended_sessions_expires on mcp_ended_sessions (expires_at);
