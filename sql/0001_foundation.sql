-- Who this database belongs to: one row, made with the schema, pinned by every profile.
create table installation (
  id         uuid        not null primary key default uuidv7(),
  singleton  boolean     not null default true unique check (singleton),
  created_at timestamptz not null default now()
);

insert into installation default values;
