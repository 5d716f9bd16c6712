-- 0011_erasure

-- Configurations that are no longer in force keep what an operator wrote into them, an address in a
-- rule too. Their text may lose it: no replica runs one that does not match its hash. Runs as the
-- owner: the application changes no snapshot in any other way, and the newest body in none.
create function forget_in_snapshots(address text, instead text) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
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
end $$;
revoke execute on function forget_in_snapshots(text, text) from public;
