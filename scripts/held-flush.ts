/**
 * Proves that no allow leaves before its flush: strace holds every fdatasync of PostgreSQL's
 * backends, and a committed decision must take at least that long. kill -9 of PostgreSQL proves
 * nothing of the kind, because the page cache survives it.
 *
 * Needs strace (`apt-get install strace`) and the right to trace (root, or ptrace_scope 0).
 * Usage: bun scripts/held-flush.ts
 */
import { openTestEvidence, decisionEntry } from "#domain/audit/test-evidence.ts";
import { testServer } from "#infra/database/test-server.ts";

const heldMs = 1_500;
/** strace's clock and ours start a moment apart. */
const toleranceMs = 50;
const strace = Bun.which("strace");

if (strace === null) {
  console.error("strace is missing: apt-get install strace");
  process.exit(69);
}
const evidence = await openTestEvidence();
const { pid } = await testServer();
// Only processes that fork from now on are held: the writer's connection below is one.
const tracer = Bun.spawn(
  [
    strace,
    "-f",
    "-q",
    "-p",
    `${pid}`,
    "-e",
    "trace=fdatasync",
    "-e",
    `inject=fdatasync:delay_enter=${heldMs * 1_000}`,
  ],
  { env: {}, stdin: "ignore", stdout: "ignore", stderr: "ignore" },
);
await untilTraced(pid);
let failed = false;
try {
  const writer = await evidence.open({ statementTimeoutMs: 30_000, decisionWaitMsMax: 30_000 });
  for (let round = 1; round <= 3; round += 1) {
    const from = performance.now();
    await writer.commit(decisionEntry({ target: "hook://Bash" }));
    const tookMs = Math.round(performance.now() - from);
    const ok = tookMs >= heldMs - toleranceMs;
    failed ||= !ok;
    console.log(JSON.stringify({ round, tookMs, heldMs, ok }));
  }
} finally {
  tracer.kill("SIGINT");
  await tracer.exited;
  await evidence[Symbol.asyncDispose]();
}
process.exit(failed ? 1 : 0);

/** The kernel says who traces a process. */
async function untilTraced(traced: number): Promise<void> {
  while (tracer.exitCode === null) {
    const status = await Bun.file(`/proc/${traced}/status`).text();
    if (!/^TracerPid:\t0$/m.test(status)) return;
    await Bun.sleep(10);
  }
  console.error("strace cannot attach to PostgreSQL: root or ptrace_scope 0 is needed.");
  process.exit(77);
}
