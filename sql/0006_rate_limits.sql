-- How many requests each second granted, for the last 62 seconds, of a session (s:), a user (u:)
-- or an address (a:). Slices are debited here before a replica may spend them.
create table rate_windows (
  key    text      not null primary key check (length(key) <= 512),
  second bigint    not null,
  counts integer[] not null check (cardinality(counts) = 62)
) with (fillfactor = 50);

create index rate_windows_second on rate_windows (second);

-- Locks a key's row, moved on to the given second. A clock that went back moves nothing.
create function rate_window_at(p_key text, p_second bigint) returns rate_windows
language plpgsql as $$
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
end $$;

create function rate_sum(p_counts integer[], p_seconds integer) returns bigint
language sql immutable as $$
  select coalesce(sum(c), 0) from unnest(p_counts[1:p_seconds]) as c
$$;

-- Milliseconds until a window of so many seconds holds less than the limit.
create function rate_wait_ms(
  p_counts integer[], p_seconds integer, p_limit bigint, p_now_ms bigint
) returns bigint
language plpgsql immutable as $$
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
end $$;

-- Debits up to p_slice requests from a session and its user (none for an address) and says what was
-- granted, or who is over and for how long. Sessions are locked before users, always.
create function lease_rate(
  p_session text, p_session_limit bigint, p_session_burst bigint,
  p_user text, p_user_limit bigint, p_user_burst bigint,
  p_burst_seconds integer, p_slice bigint, p_now_ms bigint,
  out granted bigint, out at_second bigint, out over text, out wait_ms bigint
)
language plpgsql as $$
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
end $$;

-- Gives back what was not spent, to the second that it was debited from.
create function return_rates(p_keys text[], p_seconds bigint[], p_counts bigint[]) returns void
language plpgsql as $$
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
end $$;
