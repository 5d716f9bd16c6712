import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "#infra/database/test-database.ts";
import { Keyring } from "#infra/security/keyring.ts";
import { settleMasterKey } from "#infra/security/master-key-state.ts";
import type { SigningAlgorithm } from "#infra/security/signing-keys.ts";
import { openTestAuditLog, type TestAuditLog } from "#infra/security/test-audit-log.ts";
import { mintUuid } from "#shared/ids.ts";
import { type Actor, localActor } from "#shared/recorded-act.ts";
import { Identity } from "./identity.ts";
import { KeyTable } from "./key-table.ts";
import { Tokens } from "./service.ts";

export const issuer = "http://127.0.0.1:8080";
export const tokenSeconds = 3_600;

/** A clock that the test moves. */
export class TestClock {
  wallMs = Date.now();
  sinceStartMs = 0;
  nowMs(): number {
    return this.wallMs;
  }
  monotonicMs(): number {
    return this.sinceStartMs;
  }
}

export interface Bench {
  readonly database: TestDatabase;
  readonly audit: TestAuditLog;
  readonly keyring: Keyring;
  readonly installationId: string;
  readonly keys: KeyTable;
  readonly tokens: Tokens;
  readonly identity: Identity;
  readonly clock: TestClock;
  readonly actor: Actor;
  addUser(role?: string): Promise<string>;
  close(): Promise<void>;
}

export async function openBench(
  options: { readonly algorithm?: SigningAlgorithm; readonly credentialsMax?: number } = {},
): Promise<Bench> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), "tokens-"));
  const keyring = await Keyring.create(join(folder, "master.key"));
  await settleMasterKey(database.db, keyring);
  const clock = new TestClock();
  const installationId = mintUuid();
  const db = database.db;
  const monotonicMs = () => clock.monotonicMs();
  const keys = new KeyTable({ database: db, keyring, installationId, monotonicMs });
  const audit = openTestAuditLog(db);
  const algorithm = options.algorithm ?? "ES256";
  const tokens = new Tokens({ database: db, audit, keys, clock, issuer, algorithm, tokenSeconds });
  const identity = new Identity({
    database: db,
    keys,
    issuer,
    clock,
    ...(options.credentialsMax === undefined ? {} : { credentialsMax: options.credentialsMax }),
  });
  const addUser = async (role = "user") => {
    const id = mintUuid();
    await db.sql`
      insert into users (id, email, name, role)
      values (${id}, ${`${id}@example.test`}, 'Test', ${role})`;
    return id;
  };
  const close = async () => {
    await identity.stop();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  };
  const actor = localActor("tester");
  return {
    database,
    audit,
    keyring,
    installationId,
    keys,
    tokens,
    identity,
    clock,
    actor,
    addUser,
    close,
  };
}
