-- Secrets of owners (`system` or a user): master key, then a data key per owner, then the value.

create table secret_data_keys (
  owner         text        not null,
  version       integer     not null check (version > 0),
  wrapped       bytea       not null,
  master_key_id text        not null,
  created_at    timestamptz not null default now(),
  primary key (owner, version)
);

-- A deleted secret keeps its row without a value, so that its versions never start again.
create table secrets (
  owner            text        not null,
  name             text        not null check (name ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  version          bigint      not null check (version > 0),
  data_key_version integer,
  sealed           bytea,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  primary key (owner, name),
  foreign key (owner, data_key_version) references secret_data_keys (owner, version),
  check ((sealed is null) = (data_key_version is null))
);
