-- 0012_erased_keys

-- A destroyed key stays destroyed, for the application too. The owner passes triggers: the record of
-- the erasure in the sealed audit tells then.
create function refuse_key_revival() returns trigger language plpgsql as $$
begin
  raise exception 'a destroyed data key stays destroyed' using errcode = '42501';
end $$;
create trigger secret_data_keys_stay_destroyed before update on secret_data_keys
  for each row when (old.erased_at is not null)
  execute function refuse_key_revival();
create trigger secret_data_keys_stay before delete or truncate on secret_data_keys
  for each statement execute function refuse_key_revival();
