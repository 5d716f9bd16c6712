-- Every state of services/ that was ever in force. Replicas run the newest; audit rows name the hash.
create table config_snapshots (
  version bigint      not null primary key generated always as identity,
  hash    text        not null check (hash ~ '^[0-9a-f]{64}$'),
  at      timestamptz not null default now(),
  actor   text        not null check (actor <> ''),
  -- What changed against the version before: names and paths, never values.
  summary jsonb       not null,
  body    jsonb       not null,
  -- Keyed, over the hash and the version before: a row that was added in SQL is not run.
  mac     text        not null
);
