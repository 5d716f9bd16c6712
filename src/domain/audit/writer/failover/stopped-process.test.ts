import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { decisionEntry, openTestEvidence, type TestEvidence } from "../../test-evidence.ts";
import { verifyDatabase } from "../../verify/verify-evidence.ts";
import type { AuditWriter } from "../audit-writer.ts";
import { sweepDeadWriters } from "../sweep-dead-writers.ts";

const leaseMs = 1_000;
const heartbeatMs = 50;
const testMsMax = 30_000;

/** The first test of a process starts its PostgreSQL. */
const startMsMax = 30_000;

let evidence: TestEvidence;
beforeEach(async () => {
  evidence = await openTestEvidence();
}, startMsMax);
afterEach(() => evidence[Symbol.asyncDispose](), startMsMax);

function startProcess() {
  const script = join(import.meta.dir, "test-process.ts");
  const words = [evidence.database.appUrl, `${leaseMs}`, `${heartbeatMs}`];
  const child = Bun.spawn([process.execPath, script, ...words], {
    env: { PATH: "/usr/bin:/bin" },
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  const lines = readLines(child.stdout);
  return { child, line: async () => (await lines.next()).value };
}

async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
      yield text.slice(0, end);
      text = text.slice(end + 1);
    }
  }
  return undefined;
}

const sweep = (writer: AuditWriter) => sweepDeadWriters(evidence.database.db, writer, writer.lease);

describe("M09 M58 a process that is stopped past its lease", () => {
  test(
    "is fenced by one of two others, which end its act once; let go, it ends itself",
    async () => {
      const { child, line } = startProcess();
      const opened = await line();
      const number = Number(opened?.split(" ")[1]);
      const others = [
        await evidence.open({ leaseMs, heartbeatMs }),
        await evidence.open({ leaseMs, heartbeatMs }),
      ];
      expect((await Promise.all(others.map(sweep))).flatMap(({ fenced }) => fenced)).toEqual([]);
      process.kill(child.pid, "SIGSTOP");
      const fenced: number[] = [];
      let interrupted = 0;
      await evidence.until(async () => {
        for (const report of await Promise.all(others.map(sweep))) {
          fenced.push(...report.fenced);
          interrupted += report.interrupted;
        }
        return interrupted > 0;
      });
      expect({ fenced, interrupted }).toEqual({ fenced: [number], interrupted: 1 });
      await child.stdin.write("record\n");
      await child.stdin.flush();
      process.kill(child.pid, "SIGCONT");
      await child.exited;
      expect(child.exitCode).toBe(70);
      await Promise.all(others.map((writer) => writer.commit(decisionEntry())));
      const rows = await evidence.owner.sql`
        select kind, verdict from audit_events
         where target = 'mcp://workspace/stopped' order by id`;
      expect([...rows]).toEqual([
        { kind: "decision", verdict: "allow" },
        { kind: "outcome", verdict: "interrupted" },
      ]);
      expect(await verifyDatabase(evidence.database.db)).toMatchObject({ ok: true });
    },
    testMsMax,
  );
});
