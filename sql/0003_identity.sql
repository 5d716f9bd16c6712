-- Who may call: users, their credentials, and the one number that tells replicas to look again.

create table revocation_epoch (
  singleton boolean primary key default true check (singleton),
  epoch     bigint  not null
);
insert into revocation_epoch (epoch) values (1);

-- The row lock orders all identity changes, so epochs become visible in the order of their numbers.
-- Runs as the owner: the application can move the epoch by changing something, not otherwise.
create function stamp_revocation_epoch() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update revocation_epoch set epoch = epoch + 1 returning epoch into new.changed_epoch;
  perform pg_notify('identity', new.changed_epoch::text);
  return new;
end $$;

create table users (
  id            text        primary key check (id ~ '^[0-9a-z:_.-]{1,128}$'),
  email         text        not null check (email = lower(email) and length(email) <= 320),
  name          text        not null check (length(name) between 1 and 200),
  role          text        not null check (role in ('admin', 'user', 'service', 'a2a', 'mcp')),
  departments   text[]      not null default '{}',
  created_at    timestamptz not null default now(),
  disabled_at   timestamptz,
  changed_epoch bigint      not null
);
create unique index users_email_key on users (email);
create index users_changed_epoch_idx on users (changed_epoch);
create trigger users_epoch before insert or update of email, role, departments, disabled_at
  on users for each row execute function stamp_revocation_epoch();

create table user_sessions (
  id            text        primary key,
  user_id       text        not null references users (id),
  client_id     text        not null,
  created_at    timestamptz not null default now(),
  last_seen_at  timestamptz not null default now(),
  expires_at    timestamptz not null,
  ended_at      timestamptz,
  changed_epoch bigint      not null
);
create index user_sessions_user_idx on user_sessions (user_id, id);
create index user_sessions_changed_epoch_idx on user_sessions (changed_epoch);
create trigger user_sessions_epoch before insert or update of user_id, ended_at, expires_at
  on user_sessions for each row execute function stamp_revocation_epoch();

create table personal_access_tokens (
  id            text        primary key,
  user_id       text        not null references users (id),
  name          text        not null check (length(name) between 1 and 200),
  prefix        text        not null check (prefix ~ '^[a-z0-9]{8}$'),
  token_hash    bytea       not null check (length(token_hash) = 32),
  created_at    timestamptz not null default now(),
  last_used_at  timestamptz,
  expires_at    timestamptz,
  revoked_at    timestamptz,
  changed_epoch bigint      not null
);
create unique index personal_access_tokens_prefix_key on personal_access_tokens (prefix);
create index personal_access_tokens_user_idx on personal_access_tokens (user_id, id);
create index personal_access_tokens_changed_epoch_idx on personal_access_tokens (changed_epoch);
create trigger personal_access_tokens_epoch
  before insert or update of user_id, token_hash, expires_at, revoked_at
  on personal_access_tokens for each row execute function stamp_revocation_epoch();

-- Single tokens taken back before they expire; a row may go once `expires_at` has passed.
create table token_revocations (
  token_id      text        primary key,
  user_id       text        not null,
  expires_at    timestamptz not null,
  created_at    timestamptz not null default now(),
  changed_epoch bigint      not null
);
create index token_revocations_changed_epoch_idx on token_revocations (changed_epoch);
create trigger token_revocations_epoch before insert or update
  on token_revocations for each row execute function stamp_revocation_epoch();

create table signing_keys (
  id            text        primary key,
  algorithm     text        not null check (algorithm in ('ES256', 'HS256')),
  public_jwk    jsonb,
  wrapped       bytea       not null,
  master_key_id text        not null,
  created_at    timestamptz not null default now(),
  retired_at    timestamptz,
  verify_until  timestamptz,
  changed_epoch bigint      not null
);
create unique index signing_keys_active_key on signing_keys ((true)) where retired_at is null;
create index signing_keys_changed_epoch_idx on signing_keys (changed_epoch);
create trigger signing_keys_epoch
  before insert or update of algorithm, public_jwk, retired_at, verify_until
  on signing_keys for each row execute function stamp_revocation_epoch();

-- The master key that wraps everything here, and the installation's root key wrapped by it. Whatever
-- file holds this id is the key.
create table master_key_state (
  singleton    boolean     primary key default true check (singleton),
  key_id       text        not null,
  wrapped_root bytea       not null,
  changed_at   timestamptz not null default now()
);
