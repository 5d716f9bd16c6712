import type { Database } from "#infra/database/database.ts";
import { inTx } from "#infra/database/in-tx.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import { AppError } from "#shared/errors.ts";
import { mintUuid } from "#shared/ids.ts";
import type { JsonObject } from "#shared/json.ts";
import { type Actor, recordAct } from "#shared/recorded-act.ts";
import { disableUser, insertUser, updateUser } from "./change-queries.ts";
import { countUsers, hasOtherAdmin, selectUser, selectUsers, type UserPage } from "./queries.ts";
import { parseDepartments, parseEmail, parseName, parseTier, type User } from "./user.ts";

/** The first administrator of a new installation. */
export const firstAdminEmail = "admin@localhost";

export interface UserInput {
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly departments?: readonly string[];
}

export interface UsersOptions {
  readonly database: Database;
  readonly audit: AuditLog;
}

/** Users and their tier. Every change is committed to the audit before it is made. */
export class Users {
  readonly #database: Database;
  readonly #audit: AuditLog;

  constructor(options: UsersOptions) {
    this.#database = options.database;
    this.#audit = options.audit;
  }

  list(page: UserPage): Promise<readonly User[]> {
    return selectUsers(this.#database.sql, page);
  }

  /** Active users per tier. */
  count(): Promise<Readonly<Record<string, number>>> {
    return countUsers(this.#database.sql);
  }

  /** By id or e-mail address; NOT_FOUND otherwise. A disabled user is found by id. */
  async find(idOrEmail: string): Promise<User> {
    const user = await selectUser(this.#database.sql, idOrEmail.trim());
    if (user === null) throw new AppError("NOT_FOUND", "There is no such user.");
    return user;
  }

  async create(actor: Actor, input: UserInput): Promise<User> {
    const user = {
      id: mintUuid(),
      email: parseEmail(input.email),
      name: parseName(input.name),
      role: parseTier(input.role),
      departments: parseDepartments(input.departments ?? []),
    };
    await this.#assertFreeEmail(user.email, user.id);
    return this.#record(actor, "create", { user_id: user.id, role: user.role }, () =>
      insertUser(this.#database.sql, user),
    );
  }

  async update(actor: Actor, idOrEmail: string, change: Partial<UserInput>): Promise<User> {
    const before = await this.#findActive(idOrEmail);
    const after = {
      id: before.id,
      email: change.email === undefined ? before.email : parseEmail(change.email),
      name: change.name === undefined ? before.name : parseName(change.name),
      role: change.role === undefined ? before.role : parseTier(change.role),
      departments:
        change.departments === undefined
          ? before.departments
          : parseDepartments(change.departments),
    };
    await this.#assertFreeEmail(after.email, after.id);
    const detail = {
      user_id: before.id,
      role: after.role,
      role_before: before.role,
      departments: after.departments,
      departments_before: before.departments,
      email_changed: before.email !== after.email,
    };
    return this.#record(actor, "update", detail, async () => {
      return inTx(this.#database, async (tx) => {
        const updated = await updateUser(tx, after);
        if (updated === null) throw new AppError("CONFLICT", "The user was deleted meanwhile.");
        if (after.role !== "admin") await assertAdminLeft(tx, before);
        return updated;
      });
    });
  }

  /** Exactly one tier; several words are refused. */
  assignRole(actor: Actor, idOrEmail: string, role: string): Promise<User> {
    return this.update(actor, idOrEmail, { role: parseTier(role) });
  }

  /** Disables: credentials stop working, the id stays for the audit, the address becomes free. */
  async delete(actor: Actor, idOrEmail: string): Promise<void> {
    const user = await this.#findActive(idOrEmail);
    await this.#record(actor, "delete", { user_id: user.id, role: user.role }, () =>
      inTx(this.#database, async (tx) => {
        await disableUser(tx, user.id);
        await assertAdminLeft(tx, user);
      }),
    );
  }

  /** Makes `admin@localhost` when there is no administrator; null when there is one. */
  async ensureFirstAdmin(actor: Actor): Promise<User | null> {
    if (await hasOtherAdmin(this.#database.sql, "")) return null;
    return this.create(actor, {
      email: firstAdminEmail,
      name: "Administrator",
      role: "admin",
    });
  }

  async #findActive(idOrEmail: string): Promise<User> {
    const user = await this.find(idOrEmail);
    if (user.disabledAt !== null) throw new AppError("CONFLICT", "The user is deleted.");
    return user;
  }

  async #assertFreeEmail(email: string, id: string): Promise<void> {
    const holder = await selectUser(this.#database.sql, email);
    if (holder !== null && holder.id !== id) {
      throw new AppError("CONFLICT", "Another user has this e-mail address.");
    }
  }

  #record<Result>(
    actor: Actor,
    verb: "create" | "update" | "delete",
    detail: JsonObject,
    change: () => Promise<Result>,
  ): Promise<Result> {
    const act = {
      target: `identity://user/${verb}`,
      policy: `identity.user.${verb}`,
      reason: `The local operator or an administrator asked to ${verb} a user.`,
      detail,
    };
    return recordAct(this.#audit, actor, act, change);
  }
}

/** An installation without an administrator cannot be administered over HTTP any more. */
async function assertAdminLeft(tx: Parameters<typeof hasOtherAdmin>[0], user: User): Promise<void> {
  if (user.role !== "admin" || (await hasOtherAdmin(tx, user.id))) return;
  throw new AppError("CONFLICT", "This is the last administrator: name another one first.");
}
