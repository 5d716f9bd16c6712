import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appendAnchor, readNewestAnchors } from "../../archive/anchors.ts";
import { verifyFile } from "../../archive/read-archive.ts";
import { exportAudit } from "../../archive/write-archive.ts";
import { decisionEntry, openTestEvidence, type TestEvidence } from "../../test-evidence.ts";
import { verifyDatabase } from "../../verify/verify-evidence.ts";
import type { AuditWriter } from "../audit-writer.ts";

const verifier = join(import.meta.dir, "../../../../../scripts/verify-audit.py");

/** The first test of a process starts its PostgreSQL. */
const startMsMax = 30_000;

let evidence: TestEvidence;
let folder: string;
beforeEach(async () => {
  evidence = await openTestEvidence();
  folder = await mkdtemp(join(tmpdir(), "audit-losses-"));
}, startMsMax);
afterEach(async () => {
  await evidence[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
}, startMsMax);

const hook = () => decisionEntry({ target: "hook://Bash" });

async function commit(writer: AuditWriter, rows: number): Promise<void> {
  for (let row = 0; row < rows; row += 1) await writer.commit(hook());
}

/** Takes everything after a seal away, as an old copy of the database does not have it. */
async function cutBack(writer: number, sequence: number): Promise<void> {
  await evidence.tamper(
    `delete from audit_events where seal > ${writer}::bigint << 32 | ${sequence} and seal >> 32 = ${writer}`,
    `delete from audit_seals where writer = ${writer} and sequence > ${sequence}`,
    `update audit_writers as w
        set seq = ${sequence}, closed_at = null, fenced_at = null,
            head = (select hash from audit_seals where writer = ${writer} and sequence = ${sequence})
      where number = ${writer}`,
  );
}

describe("M09 an old copy of the database that was restored while nobody ran", () => {
  test("is noticed by the heads on record, stated by the genesis, and told by verify", async () => {
    const path = join(folder, "heads.jsonl");
    const before = await evidence.open({ heartbeatMs: 600_000 });
    await commit(before, 3);
    await appendAnchor(path, before.head, Date.now());
    const old = before.head;
    await before.stop(1_000);
    await cutBack(1, 1);
    const knownHeads = await readNewestAnchors(path);
    const cut = await verifyDatabase(evidence.database.db, { localAnchors: knownHeads });
    expect(cut).toMatchObject({ ok: false, first_bad: { writer: 1, sequence: 3 } });

    const writer = await evidence.open({ knownHeads });
    expect(evidence.events.lost).toMatchObject([{ ...old, found: { sequence: 1 } }]);
    expect(writer.warnings[0]).toStartWith("AUDIT_HISTORY_LOST");
    await commit(writer, 1);
    const losses = [{ writer: 1, first: 2, last: 3, stated_by: 2 }];
    const told = await verifyDatabase(evidence.database.db, { localAnchors: knownHeads });
    expect(told).toMatchObject({ ok: true, losses });
    expect(told.statement).toContain("Loss stated");
    expect(told.statement).toContain("1:2 to 1:3 (stated by writer 2)");
    const anchored = await verifyDatabase(evidence.database.db, { anchors: [old] });
    expect(anchored).toMatchObject({ ok: false, losses, first_bad: { writer: 1, sequence: 3 } });
    expect(anchored.statement).toContain("were lost, as writer 2 states");
  });

  test("is stated once: the next start has nothing to say", async () => {
    const before = await evidence.open();
    await commit(before, 2);
    const knownHeads = [before.head];
    await before.stop(1_000);
    await cutBack(1, 1);
    await (await evidence.open({ knownHeads })).stop(1_000);
    const again = await evidence.open({ knownHeads });
    expect(evidence.events.lost).toHaveLength(1);
    expect(again.warnings).toEqual([]);
  });

  test("is stated each time when a chain's number was given anew in between", async () => {
    const before = await evidence.open();
    await commit(before, 4);
    const first = before.head;
    await before.stop(1_000);
    await evidence.tamper(
      "delete from audit_events",
      "delete from audit_seals",
      "delete from audit_writers",
    );
    const anew = await evidence.open({ knownHeads: [first] });
    await commit(anew, 2);
    const second = anew.head;
    expect(second.writer).toBe(first.writer);
    await anew.stop(1_000);
    await cutBack(1, 1);
    await (await evidence.open({ knownHeads: [second] })).stop(1_000);
    expect(evidence.events.lost).toMatchObject([first, { ...second, found: { sequence: 1 } }]);
    await evidence.open({ knownHeads: [second] });
    expect(evidence.events.lost).toHaveLength(2);
  });

  test("is no finding against a writer that had seen more, in the database and in an archive", async () => {
    const lost = await evidence.open({ heartbeatMs: 20 });
    const other = await evidence.open({ heartbeatMs: 20 });
    await commit(lost, 3);
    const old = lost.head;
    // Renewed since, so that the other one's seal states that head.
    const { renewedAtMs } = other.lease;
    await evidence.until(() => other.lease.renewedAtMs > renewedAtMs);
    await commit(other, 1);
    await Promise.all([lost, other].map((writer) => writer.stop(1_000)));
    await cutBack(1, 1);
    const unstated = await verifyDatabase(evidence.database.db);
    expect(unstated.ok).toBe(false);
    await evidence.open({ knownHeads: [old] });
    expect(await verifyDatabase(evidence.database.db)).toMatchObject({ ok: true });
    const archive = join(folder, "audit.ndjson");
    await exportAudit(evidence.database.db, archive);
    expect(await verifyFile(archive)).toMatchObject({
      ok: true,
      losses: [{ writer: 1, first: 2, last: 3, stated_by: 3 }],
    });
    const independent = Bun.spawnSync(["python3", verifier, archive], { env: {} });
    expect(independent.stderr.toString()).toBe("");
    expect(JSON.parse(independent.stdout.toString())).toMatchObject({ ok: true });
  });

  test("cannot be made up in the database: a genesis that was changed does not hold", async () => {
    const writer = await evidence.open();
    await commit(writer, 3);
    const anchors = [writer.head];
    await writer.stop(1_000);
    await (await evidence.open()).stop(1_000);
    await cutBack(1, 1);
    await evidence.tamper(`
      update audit_seals set note = '{"lost":[{"found":{"head":"","sequence":1},"head":"","sequence":9,"writer":1}]}'
       where writer = 2 and sequence = 0`);
    const report = await verifyDatabase(evidence.database.db, { localAnchors: anchors });
    expect(report).toMatchObject({ ok: false, losses: [] });
  });
});
