import type { Database } from "#infra/database/database.ts";
import { createTestDatabase, type TestDatabase } from "#infra/database/test-database.ts";
import type { AuditEntry } from "#shared/audit-log.ts";
import { type ClientId, mintTraceId, type SessionId, type UserId } from "#shared/ids.ts";
import { type AuditWriter, openAuditWriter } from "./writer/audit-writer.ts";
import type { AuditWriterOptions } from "./writer/writer-options.ts";
import { type TestEvents, writerOptions } from "./test-writer.ts";
import { openTestProxy, type TestProxy } from "#infra/database/test-proxy.ts";

export interface TestEvidence extends AsyncDisposable {
  readonly database: TestDatabase;
  /** A pool as the owner, who passes grants and may switch triggers off. */
  readonly owner: Database;
  readonly events: TestEvents;
  open(change?: Partial<AuditWriterOptions>): Promise<AuditWriter>;
  /** A relay to the database that can fail; ends after the writers. */
  proxy(): Promise<TestProxy>;
  /** Runs statements as an owner who switched every trigger off: what a tamperer would do. */
  tamper(...statements: readonly string[]): Promise<void>;
  /** Waits in the database, not by the clock. */
  until(isSo: () => boolean | Promise<boolean>): Promise<void>;
  /** Changes the setting of the whole server. */
  setFsync(value: "on" | "off"): Promise<void>;
}

/** Lets the event loop run on. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
}

/** A database with the audit tables; writers opened through it are stopped with it. */
export async function openTestEvidence(): Promise<TestEvidence> {
  const database = await createTestDatabase();
  const owner = database.open(database.ownerUrl, { max: 1 });
  const writers: AuditWriter[] = [];
  const proxies: TestProxy[] = [];
  const events: TestEvents = { fenced: 0, lost: [], troubles: [] };
  return {
    database,
    owner,
    events,
    async open(change = {}) {
      const writer = await openAuditWriter({
        ...writerOptions(events),
        url: database.appUrl,
        ...change,
      });
      writers.push(writer);
      return writer;
    },
    async proxy() {
      const proxy = await openTestProxy(database.appUrl);
      proxies.push(proxy);
      return proxy;
    },
    async tamper(...statements) {
      await owner.sql.unsafe(["set session_replication_role = replica", ...statements].join(";\n"));
      await owner.sql.unsafe("set session_replication_role = origin");
    },
    async until(isSo) {
      while (!(await isSo())) await owner.sql`select pg_sleep(0.01)`;
    },
    async setFsync(value) {
      await owner.sql.unsafe(`alter system set fsync = ${value}`);
      await owner.sql`select pg_reload_conf()`;
    },
    async [Symbol.asyncDispose]() {
      const stopMs = 2_000;
      await Promise.all(writers.map((writer) => writer.stop(stopMs)));
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await database.close();
    },
  };
}

/** An allowed tool call; `change` makes it another row. */
export function decisionEntry(change: Partial<AuditEntry> = {}): AuditEntry {
  return {
    kind: "decision",
    correlation: {
      userId: "0193a000-0000-7000-8000-00000000aaaa" as UserId,
      sessionId: "0193a000-0000-7000-8000-00000000bbbb" as SessionId,
      taskId: null,
      traceId: mintTraceId(),
      contextId: null,
      clientId: "test-client" as ClientId,
    },
    role: "user",
    agentId: null,
    target: "mcp://workspace/read_file",
    verdict: "allow",
    policy: "access.rule",
    reason: "Allowed by a rule for this tool.",
    detail: { stages: [1, 2, 3, 4, 5] },
    costMicrodollars: null,
    ...change,
  };
}

export function outcomeEntry(change: Partial<AuditEntry> = {}): AuditEntry {
  return decisionEntry({
    kind: "outcome",
    verdict: "ok",
    detail: { duration_us: 1_200 },
    costMicrodollars: 3,
    ...change,
  });
}
