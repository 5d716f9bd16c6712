import type { Sql } from "#infra/database/database.ts";
import type { Tier } from "#shared/principal.ts";
import type { User } from "./user.ts";

export interface UserRow {
  id: string;
  email: string;
  name: string;
  role: Tier;
  departments: string[];
  created_at: Date;
  disabled_at: Date | null;
}

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    departments: row.departments,
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
  };
}

/** Finds by id or by e-mail address. */
export async function selectUser(sql: Sql, idOrEmail: string): Promise<User | null> {
  const rows = await sql<UserRow[]>`
    select id, email, name, role, departments, created_at, disabled_at
      from users
     where id = ${idOrEmail} or email = ${idOrEmail.toLowerCase()}
     order by id = ${idOrEmail} desc
     limit 1`;
  return rows[0] === undefined ? null : toUser(rows[0]);
}

export interface UserPage {
  readonly limit: number;
  /** The last id of the page before. */
  readonly after: string;
  /** Part of an e-mail address or a name; empty for all. */
  readonly text: string;
  readonly withDisabled: boolean;
}

export async function selectUsers(sql: Sql, page: UserPage): Promise<readonly User[]> {
  const text = page.text.toLowerCase();
  const rows = await sql<UserRow[]>`
    select id, email, name, role, departments, created_at, disabled_at
      from users
     where id > ${page.after}
       and (${page.withDisabled} or disabled_at is null)
       and (${text} = '' or position(${text} in email) > 0 or position(${text} in lower(name)) > 0)
     order by id
     limit ${page.limit}`;
  return rows.map(toUser);
}

export async function countUsers(sql: Sql): Promise<Readonly<Record<string, number>>> {
  const rows = await sql<{ role: string; count: number }[]>`
    select role, count(*) as count
      from users
     where disabled_at is null
     group by role
     order by role`;
  return Object.fromEntries(rows.map((row) => [row.role, Number(row.count)]));
}

/** Whether an administrator other than this user is left. */
export async function hasOtherAdmin(sql: Sql, id: string): Promise<boolean> {
  const rows = await sql`
    select 1 from users where role = 'admin' and disabled_at is null and id <> ${id} limit 1`;
  return rows.length === 1;
}
