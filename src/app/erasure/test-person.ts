import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Execution, readExecutions } from "#app/executions/read-executions.ts";
import { Holds } from "#domain/audit/holds/change-holds.ts";
import { readHoldsInForce } from "#domain/audit/holds/read-holds.ts";
import {
  decisionEntry,
  openTestEvidence,
  outcomeEntry,
  type TestEvidence,
} from "#domain/audit/test-evidence.ts";
import { ExcerptKeys } from "#domain/secrets/excerpts/excerpt-keys.ts";
import { OwnerKeys } from "#domain/secrets/keys/owner-keys.ts";
import { SecretStore } from "#domain/secrets/service.ts";
import { KeyTable } from "#domain/tokens/key-table.ts";
import { Tokens } from "#domain/tokens/service.ts";
import { Users } from "#domain/users/service.ts";
import type { User } from "#domain/users/user.ts";
import { Keyring } from "#infra/security/keyring.ts";
import { settleMasterKey } from "#infra/security/master-key-state.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import { systemClock } from "#shared/clock.ts";
import { mintUuid, type UserId } from "#shared/ids.ts";
import { localActor } from "#shared/recorded-act.ts";
import { type ErasureDeps, type ErasureReport, eraseUser } from "./erase-user.ts";

/** Words that are found nowhere else; split, so that this file does not hold them either. */
export const canary = ["Quax", "elmine"].join("");
export const actor = localActor("tester");

export interface Person {
  readonly user: User;
  readonly token: string;
  /** Decisions whose executions hold the canary. */
  readonly decisions: readonly string[];
}

export interface TestErasure extends AsyncDisposable {
  readonly evidence: TestEvidence;
  readonly deps: ErasureDeps;
  readonly users: Users;
  readonly tokens: Tokens;
  readonly secrets: SecretStore;
  readonly holds: Holds;
  readonly ownerKeys: OwnerKeys;
  openExcerptKeys(): ExcerptKeys;
  /** A person with everything that the product keeps of one. */
  addPerson(role?: string): Promise<Person>;
  erase(userId: string, change?: Partial<ErasureDeps>): Promise<ErasureReport>;
  executions(decisions: readonly string[]): Promise<readonly Execution[]>;
}

export async function openTestErasure(): Promise<TestErasure> {
  const evidence = await openTestEvidence();
  const audit = await evidence.open();
  const folder = await mkdtemp(join(tmpdir(), "erasure-"));
  const database = evidence.database.db;
  const keyring = await Keyring.create(join(folder, "master.key"));
  await settleMasterKey(database, keyring);
  const installationId = mintUuid();
  const held = { database, audit, keyring, installationId };
  const holdKeys = { key: keyring.derive("legal-holds", installationId), installationId };
  const users = new Users(held);
  const deps: ErasureDeps = {
    ...held,
    users,
    findHold: async (sql, userId) => {
      const holds = await readHoldsInForce(sql, holdKeys);
      return holds.find((hold) => hold.userId === null || hold.userId === userId);
    },
    rulesNaming: () => [],
  };
  const ownerKeys = new OwnerKeys(held);
  const openExcerptKeys = () => new ExcerptKeys({ keys: ownerKeys, installationId, actor });
  const services = {
    users,
    tokens: openTokens(held),
    secrets: new SecretStore(held),
    holds: new Holds({ ...holdKeys, ...held, nowMs: Date.now }),
  };
  return {
    evidence,
    deps,
    ...services,
    ownerKeys,
    openExcerptKeys,
    addPerson: (role = "user") => addPerson(audit, services, openExcerptKeys(), role),
    erase: (userId, change) => eraseUser({ ...deps, ...change }, actor, { userId, reason: null }),
    executions: async (decisions) => [
      ...(await readExecutions({ database, ownerKeys, installationId }, decisions)).values(),
    ],
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true });
      await evidence[Symbol.asyncDispose]();
    },
  };
}

function openTokens(held: Pick<ErasureDeps, "database" | "audit" | "keyring" | "installationId">) {
  return new Tokens({
    ...held,
    keys: new KeyTable({ ...held, monotonicMs: systemClock.monotonicMs }),
    clock: systemClock,
    issuer: "http://127.0.0.1:8080",
    algorithm: "HS256",
    tokenSeconds: 3_600,
  });
}

type Services = Pick<TestErasure, "users" | "tokens" | "secrets">;

async function addPerson(
  audit: AuditLog,
  { users, tokens, secrets }: Services,
  keys: ExcerptKeys,
  role: string,
): Promise<Person> {
  const number = mintUuid().slice(-12);
  const email = `${canary}.${number}@example.test`;
  const user = await users.create(actor, {
    email,
    name: `${canary} ${number}`,
    role,
    departments: [`dept-${number}`],
  });
  const { token } = await tokens.issuePersonalToken(actor, user.id, { name: `${canary}'s` });
  await tokens.login(actor, user.id);
  await secrets.set(actor, { owner: user.id, name: "own", value: `${canary}-value` });
  const decisions = [
    await execute(audit, keys, user.id, `first of ${email}`),
    await execute(audit, keys, user.id, `second of ${email}`),
  ];
  return { user, token, decisions };
}

/** An allowed act with its execution, as the governed path records it. */
async function execute(
  audit: AuditLog,
  keys: ExcerptKeys,
  userId: string,
  note: string,
): Promise<string> {
  const seal = await keys.load(userId);
  const ids = { ...decisionEntry().correlation, userId: userId as UserId };
  const decision = await audit.commit(decisionEntry({ correlation: ids }));
  const text = JSON.stringify({ input: { note }, output: { note } });
  const row = {
    decision_id: decision.id,
    at: new Date().toISOString(),
    server: "workspace",
    tool: "read_file",
    user_id: userId,
    session_id: ids.sessionId,
    trace_id: ids.traceId,
    status: "ok",
    duration_us: 12,
    key_version: seal.keyVersion,
    excerpts: seal.seal(decision.id, text),
    input_hmac: null,
    output_hmac: null,
    input_bytes: 3,
    output_bytes: 0,
  };
  const companion = { table: "mcp_tool_executions", row } as const;
  await audit.commitOutcome(decision, outcomeEntry({ correlation: ids }), companion);
  return decision.id;
}
