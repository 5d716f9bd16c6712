import { tableGrants } from "#sql/grants.ts";
import { AppError } from "#shared/errors.ts";
import type { Database, Sql } from "../database.ts";
import { inTx } from "../in-tx.ts";
import { withCredentials } from "../connection/server-address.ts";
import { sqlState } from "../translate-error.ts";
import { applyGrants } from "./apply-grants.ts";
import { roleNames } from "./role-names.ts";

export interface RolePasswords {
  readonly app: string;
  readonly reader: string;
}

export interface RoleUrls {
  readonly appUrl: string;
  readonly readerUrl: string;
}

/** Starters on one cluster take turns: roles are shared rows. Any number distinct from others. */
const rolesLock = 7_382_914_650_114;
const passwordPattern = /^[A-Za-z0-9_-]{20,}$/;

/**
 * Creates or repairs the app and reader roles of a migrated database and applies the grants. Run by
 * the owner, which needs CREATEROLE (or superuser); where it lacks that, `database.single_role` is
 * the way out and the failure says so.
 */
export async function provisionRoles(
  owner: Database,
  passwords: RolePasswords,
  { existing = "replace" }: { readonly existing?: "replace" | "refuse" } = {},
): Promise<RoleUrls> {
  const names = roleNames(await readInstallationId(owner.sql));
  try {
    await inTx(owner, async (tx) => {
      await tx`select pg_advisory_xact_lock(${rolesLock}::bigint)`;
      if (existing === "refuse" && (await haveRoles(tx))) throw rolesTaken();
      await provisionRole(tx, names.app, passwords.app);
      await provisionRole(tx, names.reader, passwords.reader);
      await applyGrants(tx, names, tableGrants);
    });
  } catch (error) {
    if (sqlState(error) !== "42501") throw error;
    throw new AppError(
      "CONFIG_INVALID",
      "The database role may not create roles. Grant it CREATEROLE, or set up with --single-role.",
      { cause: error },
    );
  }
  return roleUrls(owner, passwords);
}

/** What these passwords would be used with, whether they are right or not. */
export async function roleUrls(owner: Database, passwords: RolePasswords): Promise<RoleUrls> {
  const names = roleNames(await readInstallationId(owner.sql));
  const { url } = owner.options;
  return {
    appUrl: withCredentials(url, { user: names.app, password: passwords.app }),
    readerUrl: withCredentials(url, { user: names.reader, password: passwords.reader }),
  };
}

/** Whether the database's installation has roles already: somebody's profile holds their passwords. */
export async function haveRoles(sql: Sql): Promise<boolean> {
  const names = roleNames(await readInstallationId(sql));
  const found = await sql`
    select 1 from pg_roles where rolname in (${names.app}, ${names.reader}) limit 1`;
  return found.length > 0;
}

export function rolesTaken(): AppError {
  return new AppError(
    "CONFLICT",
    "The database is in use by an installation whose passwords no profile here holds: new ones " +
      "would lock it out. Set up in its home, copy its profile, or add --reset-passwords.",
  );
}

export async function readInstallationId(sql: Sql): Promise<string> {
  const [row] = await sql<{ id: string }[]>`select id from installation limit 1`;
  if (row === undefined)
    throw new AppError("CONFIG_INVALID", "The database has no installation id.");
  return row.id;
}

async function provisionRole(tx: Sql, name: string, password: string): Promise<void> {
  // Utility statements take no parameters; what stands in quotes below cannot close them.
  if (!passwordPattern.test(password)) {
    throw new AppError("INTERNAL", "A role's password must be at least 20 URL-safe characters.");
  }
  await tx`set local password_encryption = 'scram-sha-256'`;
  const [found] = await tx<{ strong: boolean }[]>`
    select rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls as strong
      from pg_roles where rolname = ${name}`;
  if (found === undefined) await tx`create role ${tx(name)}`;
  // Named only where they must go: even taking one away needs the right to give it.
  const weaken = found?.strong
    ? "nosuperuser nocreatedb nocreaterole noreplication nobypassrls"
    : "";
  await tx.unsafe(`alter role "${name}" login noinherit ${weaken} password '${password}'`);
}
