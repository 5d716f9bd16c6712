import type { Sql } from "#infra/database/database.ts";
import type { Tier } from "#shared/principal.ts";
import { toUser, type UserRow } from "./queries.ts";
import { disabledPrefix } from "./deleted-address.ts";
import type { User } from "./user.ts";

export interface NewUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Tier;
  readonly departments: readonly string[];
}

export async function insertUser(sql: Sql, user: NewUser): Promise<User> {
  const rows = await sql<UserRow[]>`
    insert into users (id, email, name, role, departments)
    values (${user.id}, ${user.email}, ${user.name}, ${user.role}, ${[...user.departments]})
    returning id, email, name, role, departments, created_at, disabled_at`;
  return toUser(rows[0] as UserRow);
}

export async function updateUser(sql: Sql, user: NewUser): Promise<User | null> {
  const rows = await sql<UserRow[]>`
    update users
       set email = ${user.email}, name = ${user.name}, role = ${user.role},
           departments = ${[...user.departments]}
     where id = ${user.id} and disabled_at is null
    returning id, email, name, role, departments, created_at, disabled_at`;
  return rows[0] === undefined ? null : toUser(rows[0]);
}

/**
 * Audit rows keep naming the id, so the row stays; its address becomes free for another. What it
 * was is kept behind a word of ours: an erasure later has to find where else it stands.
 */
export async function disableUser(sql: Sql, id: string): Promise<boolean> {
  const rows = await sql`
    update users
       set disabled_at = now(), email = left(${disabledPrefix(id)} || email, 320)
     where id = ${id} and disabled_at is null
    returning id`;
  return rows.length === 1;
}

/** The id stays for the rows that name it; nothing else of the person does. */
export async function anonymiseUser(sql: Sql, id: string): Promise<void> {
  await sql`
    update users
       set email = ${erasedEmail(id)}, name = ${erasedName(id)}, departments = '{}',
           disabled_at = coalesce(disabled_at, now())
     where id = ${id}`;
}

function erasedEmail(id: string): string {
  return `${erasedName(id)}@invalid`;
}

function erasedName(id: string): string {
  return `erased-${id}`;
}

export function isAnonymised({ id, email, name, disabledAt }: User): boolean {
  return email === erasedEmail(id) && name === erasedName(id) && disabledAt !== null;
}
