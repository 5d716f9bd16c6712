-- The schema as PostgreSQL has it after all migrations. Generated: bun scripts/schema.ts
-- Partitions are left out; their parents stand for them. Roles are called app and reader.

CREATE OR REPLACE FUNCTION public.audit_refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% is insert-only: % is refused', tg_table_name, tg_op
    using errcode = 'insufficient_privilege';
end $function$;

CREATE OR REPLACE FUNCTION public.forget_in_snapshots(address text, instead text)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  -- The whole address: not the end of another one, unless the letter before is that of an escaped
  -- line break, and not the beginning of a longer domain.
  pattern text := '(?:(?<![[:alnum:]._%+-])|(?<=\\[bfnrt]))'
               || regexp_replace(address, '([^[:alnum:]])', '\\\1', 'g')
               || '(?![[:alnum:]-]|\.[[:alnum:]])';
  changed bigint;
begin
  if address !~ '^[^\s@"\\]+@[^\s@"\\]+$' or instead !~ '^erased-[0-9a-z:_.-]+@invalid$' then
    raise exception 'only an address is forgotten' using errcode = 'invalid_parameter_value';
  end if;
  update config_snapshots
     set summary = regexp_replace(summary::text, pattern, instead, 'gi')::jsonb,
         body = case when version < (select max(version) from config_snapshots)
                then regexp_replace(body::text, pattern, instead, 'gi')::jsonb
                else body end
   where summary::text ~* pattern or body::text ~* pattern;
  get diagnostics changed = row_count;
  return changed;
end $function$;

CREATE OR REPLACE FUNCTION public.lease_rate(p_session text, p_session_limit bigint, p_session_burst bigint, p_user text, p_user_limit bigint, p_user_burst bigint, p_burst_seconds integer, p_slice bigint, p_now_ms bigint, OUT granted bigint, OUT at_second bigint, OUT over text, OUT wait_ms bigint)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
declare
  v_now_ms       bigint := coalesce(p_now_ms, floor(extract(epoch from clock_timestamp()) * 1000));
  v_session      rate_windows;
  v_user         rate_windows;
  v_session_wait bigint;
  v_user_wait    bigint := 0;
begin
  v_session := rate_window_at(p_session, v_now_ms / 1000);
  granted := least(
    p_slice,
    p_session_limit - rate_sum(v_session.counts, 62),
    p_session_burst - rate_sum(v_session.counts, p_burst_seconds)
  );
  if p_user is not null then
    v_user := rate_window_at(p_user, v_now_ms / 1000);
    granted := least(
      granted,
      p_user_limit - rate_sum(v_user.counts, 62),
      p_user_burst - rate_sum(v_user.counts, p_burst_seconds)
    );
  end if;
  granted := greatest(0, granted);
  at_second := v_session.second;
  if granted > 0 then
    v_session.counts[1] := v_session.counts[1] + granted;
    v_user.counts[1] := v_user.counts[1] + granted;
    update rate_windows set second = v_session.second, counts = v_session.counts
     where key = p_session;
    update rate_windows set second = v_user.second, counts = v_user.counts
     where key = p_user;
    return;
  end if;
  v_session_wait := greatest(
    rate_wait_ms(v_session.counts, 62, p_session_limit, v_now_ms),
    rate_wait_ms(v_session.counts, p_burst_seconds, p_session_burst, v_now_ms)
  );
  if p_user is not null then
    v_user_wait := greatest(
      rate_wait_ms(v_user.counts, 62, p_user_limit, v_now_ms),
      rate_wait_ms(v_user.counts, p_burst_seconds, p_user_burst, v_now_ms)
    );
  end if;
  over := case when v_user_wait > v_session_wait then 'user' else 'session' end;
  wait_ms := greatest(1, v_session_wait, v_user_wait);
end $function$;

CREATE OR REPLACE FUNCTION public.rate_sum(p_counts integer[], p_seconds integer)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select coalesce(sum(c), 0) from unnest(p_counts[1:p_seconds]) as c
$function$;

CREATE OR REPLACE FUNCTION public.rate_wait_ms(p_counts integer[], p_seconds integer, p_limit bigint, p_now_ms bigint)
 RETURNS bigint
 LANGUAGE plpgsql
 IMMUTABLE
AS $function$
declare
  v_sum bigint := rate_sum(p_counts, p_seconds);
begin
  if v_sum < p_limit then
    return 0;
  end if;
  for i in reverse p_seconds .. 1 loop
    v_sum := v_sum - p_counts[i];
    if v_sum < p_limit then
      return (p_seconds - i + 1) * 1000 - p_now_ms % 1000;
    end if;
  end loop;
  return p_seconds * 1000;
end $function$;

CREATE OR REPLACE FUNCTION public.rate_window_at(p_key text, p_second bigint)
 RETURNS rate_windows
 LANGUAGE plpgsql
AS $function$
declare
  v_row   rate_windows;
  v_shift integer;
begin
  insert into rate_windows (key, second, counts)
  values (p_key, p_second, array_fill(0, array[62]))
  on conflict (key) do nothing;
  select key, second, counts into strict v_row from rate_windows where key = p_key for update;
  v_shift := least(62, p_second - v_row.second);
  if v_shift > 0 then
    v_row.counts := array_fill(0, array[v_shift]) || v_row.counts[1:62 - v_shift];
    v_row.second := p_second;
  end if;
  return v_row;
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_execution_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'mcp_tool_executions is insert-only' using errcode = '42501';
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_key_revival()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'a destroyed data key stays destroyed' using errcode = '42501';
end $function$;

CREATE OR REPLACE FUNCTION public.return_rates(p_keys text[], p_seconds bigint[], p_counts bigint[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  v_back record;
begin
  for v_back in
    select b.key, b.second, sum(b.count) as count
      from unnest(p_keys, p_seconds, p_counts) as b(key, second, count)
     group by b.key, b.second
     order by left(b.key, 1), b.key, b.second
  loop
    update rate_windows as w
       set counts[w.second - v_back.second + 1] =
             greatest(0, w.counts[w.second - v_back.second + 1] - v_back.count)
     where w.key = v_back.key
       and w.second - v_back.second between 0 and 61;
  end loop;
end $function$;

CREATE OR REPLACE FUNCTION public.stamp_revocation_epoch()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update revocation_epoch set epoch = epoch + 1 returning epoch into new.changed_epoch;
  perform pg_notify('identity', new.changed_epoch::text);
  return new;
end $function$;

create table audit_events (
  id                uuid                     not null,
  at                timestamp with time zone not null,
  kind              text                     not null,
  user_id           text                     not null,
  session_id        text                     not null,
  task_id           text,
  trace_id          text                     not null,
  context_id        text,
  client_id         text                     not null,
  role              text                     not null,
  agent_id          text,
  target            text                     not null,
  verdict           text                     not null,
  policy            text                     not null,
  reason            text                     not null,
  detail            jsonb                    not null,
  cost_microdollars bigint,
  seal              bigint                   not null,
  constraint audit_events_pkey PRIMARY KEY (id),
  constraint audit_events_at_is_the_time_of_id CHECK ((at = uuid_extract_timestamp(id)))
) partition by RANGE (id);
CREATE INDEX audit_events_session ON ONLY public.audit_events USING btree (session_id, id);
CREATE INDEX audit_events_task ON ONLY public.audit_events USING btree (task_id) WHERE (task_id IS NOT NULL);
CREATE INDEX audit_events_trace ON ONLY public.audit_events USING btree (trace_id);
CREATE INDEX audit_events_user ON ONLY public.audit_events USING btree (user_id, id);
CREATE TRIGGER audit_events_insert_only BEFORE DELETE OR UPDATE ON public.audit_events FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON public.audit_events FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
grant insert, select on audit_events to app;
grant select on audit_events to reader;

create table audit_events_kept (
  id                uuid                     not null,
  at                timestamp with time zone not null,
  kind              text                     not null,
  user_id           text                     not null,
  session_id        text                     not null,
  task_id           text,
  trace_id          text                     not null,
  context_id        text,
  client_id         text                     not null,
  role              text                     not null,
  agent_id          text,
  target            text                     not null,
  verdict           text                     not null,
  policy            text                     not null,
  reason            text                     not null,
  detail            jsonb                    not null,
  cost_microdollars bigint,
  seal              bigint                   not null,
  constraint audit_events_kept_pkey PRIMARY KEY (id),
  constraint audit_events_kept_at_is_the_time_of_id CHECK ((at = uuid_extract_timestamp(id)))
);
CREATE INDEX audit_events_kept_session ON public.audit_events_kept USING btree (session_id, id);
CREATE INDEX audit_events_kept_task ON public.audit_events_kept USING btree (task_id) WHERE (task_id IS NOT NULL);
CREATE INDEX audit_events_kept_trace ON public.audit_events_kept USING btree (trace_id);
CREATE INDEX audit_events_kept_user ON public.audit_events_kept USING btree (user_id, id);
CREATE TRIGGER audit_events_kept_insert_only BEFORE DELETE OR UPDATE ON public.audit_events_kept FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_events_kept_no_truncate BEFORE TRUNCATE ON public.audit_events_kept FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
grant select on audit_events_kept to app;
grant select on audit_events_kept to reader;

create table audit_seals (
  writer             integer                  not null,
  sequence           bigint                   not null,
  kind               text                     not null,
  previous           bytea                    not null,
  root               bytea                    not null,
  count              integer                  not null,
  first_id           uuid,
  last_id            uuid,
  first_at           timestamp with time zone,
  last_at            timestamp with time zone,
  sealed_at          timestamp with time zone not null,
  previous_commit_at timestamp with time zone,
  heads_hash         bytea                    not null,
  note               jsonb,
  heads              jsonb,
  leaves             bytea                    not null,
  hash               bytea                    not null,
  signature          bytea                    not null,
  constraint audit_seals_pkey PRIMARY KEY (writer, sequence),
  constraint audit_seals_sequence_check CHECK (((sequence >= 0) AND (sequence <= '4294967295'::bigint)))
);
CREATE INDEX audit_seals_first_id ON public.audit_seals USING btree (first_id, writer, sequence);
CREATE TRIGGER audit_seals_insert_only BEFORE DELETE OR UPDATE ON public.audit_seals FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_seals_no_truncate BEFORE TRUNCATE ON public.audit_seals FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
grant insert, select on audit_seals to app;
grant select on audit_seals to reader;

create table audit_writers (
  number           integer                  not null,
  id               uuid                     not null,
  installation     text                     not null,
  installation_key bytea                    not null,
  public_key       bytea                    not null,
  registered_at    timestamp with time zone not null,
  signature        bytea                    not null,
  seq              bigint                   not null,
  head             bytea                    not null,
  lease_until      timestamp with time zone not null,
  open_from        uuid,
  fenced_at        timestamp with time zone,
  closed_at        timestamp with time zone,
  swept_at         timestamp with time zone,
  constraint audit_writers_pkey PRIMARY KEY (number),
  constraint audit_writers_id_key UNIQUE (id),
  constraint audit_writers_number_check CHECK (((number >= 1) AND (number <= 2097151)))
);
CREATE TRIGGER audit_writers_keep_registration BEFORE DELETE OR UPDATE OF number, id, installation, installation_key, public_key, registered_at, signature ON public.audit_writers FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_writers_no_truncate BEFORE TRUNCATE ON public.audit_writers FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
grant insert, select on audit_writers to app;
grant select on audit_writers to reader;
grant update (closed_at, fenced_at, head, lease_until, open_from, seq, swept_at) on audit_writers to app;

create table config_snapshots (
  version bigint                   not null,
  hash    text                     not null,
  at      timestamp with time zone not null default now(),
  actor   text                     not null,
  summary jsonb                    not null,
  body    jsonb                    not null,
  mac     text                     not null,
  constraint config_snapshots_pkey PRIMARY KEY (version),
  constraint config_snapshots_actor_check CHECK ((actor <> ''::text)),
  constraint config_snapshots_hash_check CHECK ((hash ~ '^[0-9a-f]{64}$'::text))
);
grant insert (actor, body, hash, mac, summary) on config_snapshots to app;
grant select on config_snapshots to app;
grant select on config_snapshots to reader;

create table installation (
  id         uuid                     not null default uuidv7(),
  singleton  boolean                  not null default true,
  created_at timestamp with time zone not null default now(),
  constraint installation_pkey PRIMARY KEY (id),
  constraint installation_singleton_check CHECK (singleton),
  constraint installation_singleton_key UNIQUE (singleton)
);
grant select on installation to app;
grant select on installation to reader;

create table master_key_state (
  singleton    boolean                  not null default true,
  key_id       text                     not null,
  wrapped_root bytea                    not null,
  changed_at   timestamp with time zone not null default now(),
  constraint master_key_state_pkey PRIMARY KEY (singleton),
  constraint master_key_state_singleton_check CHECK (singleton)
);
grant insert, select, update on master_key_state to app;

create table mcp_command_approvals (
  server      text                     not null,
  digest      text                     not null,
  approved_by text                     not null,
  approved_at timestamp with time zone not null default now(),
  mac         text                     not null,
  constraint mcp_command_approvals_pkey PRIMARY KEY (server, digest, mac)
);
grant insert, select on mcp_command_approvals to app;
grant select on mcp_command_approvals to reader;

create table mcp_ended_sessions (
  nonce      text                     not null,
  server     text                     not null,
  ended_at   timestamp with time zone not null default clock_timestamp(),
  expires_at timestamp with time zone not null,
  constraint mcp_ended_sessions_pkey PRIMARY KEY (nonce),
  constraint mcp_ended_sessions_nonce_check CHECK ((length(nonce) <= 64))
);
CREATE INDEX mcp_ended_sessions_ended ON public.mcp_ended_sessions USING btree (ended_at, nonce);
CREATE INDEX mcp_ended_sessions_expires ON public.mcp_ended_sessions USING btree (expires_at);
grant delete, insert, select, update on mcp_ended_sessions to app;
grant select on mcp_ended_sessions to reader;

create table mcp_tool_executions (
  decision_id  uuid                     not null,
  at           timestamp with time zone not null,
  server       text                     not null,
  tool         text                     not null,
  user_id      text                     not null,
  session_id   text                     not null,
  trace_id     text                     not null,
  status       text                     not null,
  duration_us  bigint                   not null,
  key_version  integer,
  excerpts     bytea,
  input_hmac   text,
  output_hmac  text,
  input_bytes  bigint                   not null,
  output_bytes bigint                   not null,
  constraint mcp_tool_executions_pkey PRIMARY KEY (decision_id)
) partition by RANGE (decision_id);
CREATE TRIGGER mcp_tool_executions_insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.mcp_tool_executions FOR EACH STATEMENT EXECUTE FUNCTION refuse_execution_change();
grant insert, select on mcp_tool_executions to app;
grant select on mcp_tool_executions to reader;

create table personal_access_tokens (
  id            text                     not null,
  user_id       text                     not null,
  name          text                     not null,
  prefix        text                     not null,
  token_hash    bytea                    not null,
  created_at    timestamp with time zone not null default now(),
  last_used_at  timestamp with time zone,
  expires_at    timestamp with time zone,
  revoked_at    timestamp with time zone,
  changed_epoch bigint                   not null,
  constraint personal_access_tokens_pkey PRIMARY KEY (id),
  constraint personal_access_tokens_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint personal_access_tokens_prefix_check CHECK ((prefix ~ '^[a-z0-9]{8}$'::text)),
  constraint personal_access_tokens_token_hash_check CHECK ((length(token_hash) = 32)),
  constraint personal_access_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE INDEX personal_access_tokens_changed_epoch_idx ON public.personal_access_tokens USING btree (changed_epoch);
CREATE UNIQUE INDEX personal_access_tokens_prefix_key ON public.personal_access_tokens USING btree (prefix);
CREATE INDEX personal_access_tokens_user_idx ON public.personal_access_tokens USING btree (user_id, id);
CREATE TRIGGER personal_access_tokens_epoch BEFORE INSERT OR UPDATE OF user_id, token_hash, expires_at, revoked_at ON public.personal_access_tokens FOR EACH ROW EXECUTE FUNCTION stamp_revocation_epoch();
grant insert, select, update on personal_access_tokens to app;

create table rate_windows (
  key    text      not null,
  second bigint    not null,
  counts integer[] not null,
  constraint rate_windows_pkey PRIMARY KEY (key),
  constraint rate_windows_counts_check CHECK ((cardinality(counts) = 62)),
  constraint rate_windows_key_check CHECK ((length(key) <= 512))
);
CREATE INDEX rate_windows_second ON public.rate_windows USING btree (second);
grant delete, insert, select, update on rate_windows to app;
grant select on rate_windows to reader;

create table revocation_epoch (
  singleton boolean not null default true,
  epoch     bigint  not null,
  constraint revocation_epoch_pkey PRIMARY KEY (singleton),
  constraint revocation_epoch_singleton_check CHECK (singleton)
);
grant select on revocation_epoch to app;
grant select on revocation_epoch to reader;

create table schema_migrations (
  source     text                     not null,
  number     integer                  not null,
  name       text                     not null,
  checksum   text                     not null,
  breaking   boolean                  not null,
  applied_at timestamp with time zone not null default now(),
  constraint schema_migrations_pkey PRIMARY KEY (source, number),
  constraint schema_migrations_checksum_check CHECK ((checksum ~ '^[0-9a-f]{64}$'::text)),
  constraint schema_migrations_number_check CHECK ((number > 0))
);
grant select on schema_migrations to app;
grant select on schema_migrations to reader;

create table secret_data_keys (
  owner         text                     not null,
  version       integer                  not null,
  wrapped       bytea,
  master_key_id text                     not null,
  created_at    timestamp with time zone not null default now(),
  erased_at     timestamp with time zone,
  changed_epoch bigint                   not null default 0,
  constraint secret_data_keys_pkey PRIMARY KEY (owner, version),
  constraint secret_data_keys_erased_have_no_value CHECK (((wrapped IS NULL) = (erased_at IS NOT NULL))),
  constraint secret_data_keys_version_check CHECK ((version > 0))
);
CREATE INDEX secret_data_keys_changed_epoch_idx ON public.secret_data_keys USING btree (changed_epoch);
CREATE TRIGGER secret_data_keys_epoch BEFORE INSERT OR UPDATE OF erased_at ON public.secret_data_keys FOR EACH ROW EXECUTE FUNCTION stamp_revocation_epoch();
CREATE TRIGGER secret_data_keys_stay BEFORE DELETE OR TRUNCATE ON public.secret_data_keys FOR EACH STATEMENT EXECUTE FUNCTION refuse_key_revival();
CREATE TRIGGER secret_data_keys_stay_destroyed BEFORE UPDATE ON public.secret_data_keys FOR EACH ROW WHEN ((old.erased_at IS NOT NULL)) EXECUTE FUNCTION refuse_key_revival();
grant insert, select, update on secret_data_keys to app;

create table secrets (
  owner            text                     not null,
  name             text                     not null,
  version          bigint                   not null,
  data_key_version integer,
  sealed           bytea,
  created_at       timestamp with time zone not null default now(),
  updated_at       timestamp with time zone not null default now(),
  constraint secrets_pkey PRIMARY KEY (owner, name),
  constraint secrets_check CHECK (((sealed IS NULL) = (data_key_version IS NULL))),
  constraint secrets_name_check CHECK ((name ~ '^[a-z0-9][a-z0-9._-]{0,63}$'::text)),
  constraint secrets_owner_data_key_version_fkey FOREIGN KEY (owner, data_key_version) REFERENCES secret_data_keys(owner, version),
  constraint secrets_version_check CHECK ((version > 0))
);
grant insert, select, update on secrets to app;

create table signing_keys (
  id            text                     not null,
  algorithm     text                     not null,
  public_jwk    jsonb,
  wrapped       bytea                    not null,
  master_key_id text                     not null,
  created_at    timestamp with time zone not null default now(),
  retired_at    timestamp with time zone,
  verify_until  timestamp with time zone,
  changed_epoch bigint                   not null,
  constraint signing_keys_pkey PRIMARY KEY (id),
  constraint signing_keys_algorithm_check CHECK ((algorithm = ANY (ARRAY['ES256'::text, 'HS256'::text])))
);
CREATE UNIQUE INDEX signing_keys_active_key ON public.signing_keys USING btree ((true)) WHERE (retired_at IS NULL);
CREATE INDEX signing_keys_changed_epoch_idx ON public.signing_keys USING btree (changed_epoch);
CREATE TRIGGER signing_keys_epoch BEFORE INSERT OR UPDATE OF algorithm, public_jwk, retired_at, verify_until ON public.signing_keys FOR EACH ROW EXECUTE FUNCTION stamp_revocation_epoch();
grant insert, select, update on signing_keys to app;

create table token_revocations (
  token_id      text                     not null,
  user_id       text                     not null,
  expires_at    timestamp with time zone not null,
  created_at    timestamp with time zone not null default now(),
  changed_epoch bigint                   not null,
  constraint token_revocations_pkey PRIMARY KEY (token_id)
);
CREATE INDEX token_revocations_changed_epoch_idx ON public.token_revocations USING btree (changed_epoch);
CREATE TRIGGER token_revocations_epoch BEFORE INSERT OR UPDATE ON public.token_revocations FOR EACH ROW EXECUTE FUNCTION stamp_revocation_epoch();
grant delete, insert, select on token_revocations to app;
grant select on token_revocations to reader;

create table user_sessions (
  id            text                     not null,
  user_id       text                     not null,
  client_id     text                     not null,
  created_at    timestamp with time zone not null default now(),
  last_seen_at  timestamp with time zone not null default now(),
  expires_at    timestamp with time zone not null,
  ended_at      timestamp with time zone,
  changed_epoch bigint                   not null,
  constraint user_sessions_pkey PRIMARY KEY (id),
  constraint user_sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE INDEX user_sessions_changed_epoch_idx ON public.user_sessions USING btree (changed_epoch);
CREATE INDEX user_sessions_user_idx ON public.user_sessions USING btree (user_id, id);
CREATE TRIGGER user_sessions_epoch BEFORE INSERT OR UPDATE OF user_id, ended_at, expires_at ON public.user_sessions FOR EACH ROW EXECUTE FUNCTION stamp_revocation_epoch();
grant insert, select, update on user_sessions to app;
grant select on user_sessions to reader;

create table users (
  id            text                     not null,
  email         text                     not null,
  name          text                     not null,
  role          text                     not null,
  departments   text[]                   not null default '{}'::text[],
  created_at    timestamp with time zone not null default now(),
  disabled_at   timestamp with time zone,
  changed_epoch bigint                   not null,
  constraint users_pkey PRIMARY KEY (id),
  constraint users_email_check CHECK (((email = lower(email)) AND (length(email) <= 320))),
  constraint users_id_check CHECK ((id ~ '^[0-9a-z:_.-]{1,128}$'::text)),
  constraint users_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint users_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'user'::text, 'service'::text, 'a2a'::text, 'mcp'::text])))
);
CREATE INDEX users_changed_epoch_idx ON public.users USING btree (changed_epoch);
CREATE UNIQUE INDEX users_email_key ON public.users USING btree (email);
CREATE TRIGGER users_epoch BEFORE INSERT OR UPDATE OF email, role, departments, disabled_at ON public.users FOR EACH ROW EXECUTE FUNCTION stamp_revocation_epoch();
grant insert, select, update on users to app;
grant select on users to reader;
