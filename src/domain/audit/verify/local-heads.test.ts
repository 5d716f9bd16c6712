import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appendAnchor, readLocalAnchors } from "../archive/anchors.ts";
import {
  decisionEntry,
  openTestEvidence,
  outcomeEntry,
  type TestEvidence,
} from "../test-evidence.ts";
import { verifyDatabase } from "./verify-evidence.ts";

let evidence: TestEvidence;
let folder: string;
beforeEach(async () => {
  evidence = await openTestEvidence();
  folder = await mkdtemp(join(tmpdir(), "audit-local-"));
});
afterEach(async () => {
  await evidence[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const nowMs = 1_800_000_000_000;

describe("M09 the server's own file of heads", () => {
  test("is no failure when it is missing", async () => {
    expect(await readLocalAnchors(join(folder, "heads.jsonl"))).toBeUndefined();
    const report = await verifyDatabase(evidence.database.db);
    expect(report).toMatchObject({ ok: true, local_anchors: 0 });
    expect(report.statement).not.toContain("local file");
  });

  test("is compared and named, a cut line passed over, and anchors nothing by itself", async () => {
    const path = join(folder, "heads.jsonl");
    const writer = await evidence.open();
    await writer.commit(decisionEntry());
    await appendAnchor(path, writer.head, nowMs);
    await appendFile(path, '{"at":"2027-');
    const localAnchors = (await readLocalAnchors(path)) ?? [];
    const report = await verifyDatabase(evidence.database.db, { localAnchors });
    expect(report).toMatchObject({ ok: true, anchored: false, anchors: 0, local_anchors: 1 });
    expect(report.statement).toContain("local file of heads: all 1");
    expect(report.statement).toContain("Unanchored");
  });

  test("shows a database whose newest rows were cut off", async () => {
    const path = join(folder, "heads.jsonl");
    const writer = await evidence.open();
    await writer.commit(decisionEntry());
    await appendAnchor(path, { ...writer.head, sequence: writer.head.sequence + 1 }, nowMs);
    const localAnchors = (await readLocalAnchors(path)) ?? [];
    const report = await verifyDatabase(evidence.database.db, { localAnchors });
    expect(report.ok).toBe(false);
    expect(report.statement).toContain("the local file of heads holds is missing");
  });
});

describe("M09 M19 open acts", () => {
  test("of ended writers are counted as a warning, those of a living one are not", async () => {
    const living = await evidence.open();
    await living.commit(decisionEntry());
    const closed = await evidence.open();
    for (const target of ["mcp://a/b", "inference://m", "a2a://agent", "hook://Bash"]) {
      closed.releaseOutcome(await closed.commit(decisionEntry({ target })));
    }
    await closed.commitOutcome(await closed.commit(decisionEntry()), outcomeEntry());
    await closed.commit(decisionEntry({ verdict: "deny" }));
    await closed.stop(5_000);
    const report = await verifyDatabase(evidence.database.db);
    expect(report).toMatchObject({ ok: true, open_acts: 3 });
    expect(report.statement).toContain("Warning: 3 allowed act(s)");
    await evidence.tamper("update audit_writers set fenced_at = now() where number = 1");
    expect(await verifyDatabase(evidence.database.db)).toMatchObject({ ok: true, open_acts: 4 });
  });
});
