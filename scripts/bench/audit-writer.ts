/**
 * Rows a second of the audit writer alone: decisions committed by a number of concurrent callers,
 * with PostgreSQL on the same machine. Usage: bun scripts/bench/audit-writer.ts [callers] [seconds]
 */
import { openAuditWriter } from "#domain/audit/writer/audit-writer.ts";
import { createTestDatabase } from "#infra/database/test-database.ts";
import { generateEd25519 } from "#infra/security/ed25519.ts";
import type { AuditEntry } from "#shared/audit-log.ts";
import { systemClock } from "#shared/clock.ts";
import { type ClientId, mintTraceId, mintUuid, type SessionId, type UserId } from "#shared/ids.ts";

const callers = Number(Bun.argv[2] ?? 100);
const seconds = Number(Bun.argv[3] ?? 3);
const warmUpSeconds = 1;

const database = await createTestDatabase();
const writer = await openAuditWriter({
  url: database.appUrl,
  connectTimeoutMs: 5_000,
  statementTimeoutMs: 5_000,
  installation: mintUuid(),
  installationKey: generateEd25519(),
  durability: "local",
  queueRowsMax: 8_192,
  clock: systemClock,
  onFenced: () => process.exit(1),
  onHistoryLost: (loss) => console.error(loss),
  onTrouble: (problem, cause) => console.error(problem, cause),
});

const userId = mintUuid() as UserId;
const sessionId = mintUuid() as SessionId;
const tokenId = mintUuid();

function decision(): AuditEntry {
  return {
    kind: "decision",
    correlation: {
      userId,
      sessionId,
      taskId: null,
      traceId: mintTraceId(),
      contextId: null,
      clientId: "claude-code" as ClientId,
    },
    role: "user",
    agentId: null,
    target: "hook://Bash",
    verdict: "allow",
    policy: "access.rule",
    reason: "Allowed by the rules for this tool.",
    // As the product writes it for an allowed call.
    detail: {
      executable: "0123456789abcdef",
      input_bytes: 182,
      input_hmac: "AAAAAAAAAAAAAAAAAAAAAA",
      snapshot: "0123456789abcdef",
      stages: [3, 12, 41, 7, 2],
      token: tokenId,
    },
    costMicrodollars: null,
  };
}

let running = true;
let rows = 0;
const latencies: number[] = [];
async function call(): Promise<void> {
  while (running) {
    const from = performance.now();
    await writer.commit(decision());
    latencies.push(performance.now() - from);
    rows += 1;
  }
}
const calls = Array.from({ length: callers }, call);
await Bun.sleep(warmUpSeconds * 1_000);
rows = 0;
latencies.length = 0;
const sealsBefore = writer.head.sequence;
const cpuBefore = process.cpuUsage();
const startedMs = performance.now();
await Bun.sleep(seconds * 1_000);
running = false;
const elapsed = (performance.now() - startedMs) / 1_000;
const cpu = process.cpuUsage(cpuBefore);
const counted = rows;
const seals = writer.head.sequence - sealsBefore;
await Promise.all(calls);
latencies.sort((a, b) => a - b);
const at = (share: number) => latencies[Math.floor(latencies.length * share)]?.toFixed(2);
console.log(
  JSON.stringify({
    callers,
    rowsPerSecond: Math.round(counted / elapsed),
    batchesPerSecond: Math.round(seals / elapsed),
    rowsPerBatch: Math.round(counted / seals),
    clientCpuUsPerRow: Number(((cpu.user + cpu.system) / counted).toFixed(2)),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  }),
);
await writer.stop(5_000);
await database.close();
