import { AppError } from "#shared/errors.ts";
import type { Database } from "../database.ts";

export interface AppRole {
  readonly name: string;
  /** Why the role is too strong: it passes triggers and grants. Empty when all is well. */
  readonly strengths: readonly string[];
}

export async function readAppRole(db: Database): Promise<AppRole> {
  const [row] = await db.sql<
    { name: string; superuser: boolean; bypass: boolean; owner: boolean }[]
  >`
    select rolname as name, rolsuper as superuser, rolbypassrls or rolreplication as bypass,
           exists (select from pg_class
                    where relnamespace = 'public'::regnamespace
                      and pg_has_role(current_user, relowner, 'member'))
           or exists (select from pg_database
                       where datname = current_database()
                         and pg_has_role(current_user, datdba, 'member')) as owner
      from pg_roles
     where rolname = current_user`;
  const strengths: string[] = [];
  if (row?.superuser) strengths.push("is a superuser");
  if (row?.bypass) strengths.push("may replicate or bypass row security");
  if (row?.owner) strengths.push("owns tables or the database");
  return { name: row?.name ?? "", strengths };
}

/**
 * Refuses an application role that could rewrite the audit. With `singleRole` the operator has said
 * that there is only one; then the seals alone guard the rows.
 */
export async function assertAppRole(
  db: Database,
  options: { readonly singleRole: boolean },
): Promise<AppRole> {
  const role = await readAppRole(db);
  if (role.strengths.length === 0 || options.singleRole) return role;
  throw new AppError(
    "CONFIG_INVALID",
    `The application's database role ${role.name} ${role.strengths.join(" and ")}. Run admin setup ` +
      "to make its roles, or set database.single_role: true to accept this.",
  );
}
