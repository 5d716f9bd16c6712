import { functionGrants, type TableGrant } from "#sql/grants.ts";
import type { Sql } from "../database.ts";
import type { RoleNames } from "./role-names.ts";

/** Any number distinct from others. */
const grantsLock = 7_382_914_650_116;

/**
 * Makes the privileges of both roles exactly what the list says: everything is taken away first, so
 * a grant that left the list leaves the database too. Tables that do not exist yet are passed over.
 * Functions of the schema run with the caller's own rights, so the application may call them all.
 */
export async function applyGrants(
  tx: Sql,
  names: RoleNames,
  grants: readonly TableGrant[],
): Promise<void> {
  // Replicas that start together change the same rows of the catalogue, which PostgreSQL refuses
  // with "tuple concurrently updated" instead of waiting.
  await tx`select pg_advisory_xact_lock(${grantsLock}::bigint)`;
  const both = `"${names.app}", "${names.reader}"`;
  const [row] = await tx<{ name: string }[]>`select current_database() as name`;
  const database = tx(row?.name ?? "");
  await tx`revoke all on database ${database} from public`;
  await tx`revoke all on schema public from public`;
  await tx.unsafe(`
    alter default privileges revoke execute on functions from public;
    alter default privileges in schema public revoke all on tables from public;
    revoke all on all tables in schema public from public, ${both};
    revoke all on all sequences in schema public from public, ${both};
    revoke all on all routines in schema public from public, ${both};
    revoke all on schema public from ${both};
    grant usage on schema public to ${both};
    grant execute on all routines in schema public to "${names.app}"`);
  await tx`grant connect on database ${database} to ${tx(names.app)}, ${tx(names.reader)}`;
  const tables = await tx<{ name: string }[]>`
    select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v')
     limit 10000`;
  const existing = new Set(tables.map((table) => table.name));
  for (const grant of grants.filter(({ table }) => existing.has(table))) {
    if (grant.app !== "") await grantOn(tx, grant.app, grant.table, names.app);
    if (grant.reader !== "") await grantOn(tx, grant.reader, grant.table, names.reader);
  }
  const routines = await tx<{ signature: string }[]>`
    select oid::regprocedure::text as signature from pg_proc
     where pronamespace = 'public'::regnamespace and proname = any(${[...functionGrants]})
     limit 1000`;
  for (const { signature } of routines) {
    await tx.unsafe(`grant execute on function ${signature} to "${names.app}"`);
  }
}

/** The words come from the list in the source, never from input. */
async function grantOn(tx: Sql, privileges: string, table: string, role: string): Promise<void> {
  await tx.unsafe(`grant ${privileges} on public."${table}" to "${role}"`);
}
