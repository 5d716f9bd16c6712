import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAppError } from "#shared/errors.ts";
import { verifyFile } from "../archive/read-archive.ts";
import { exportAudit } from "../archive/write-archive.ts";
import { mintRowId } from "../format/row-id.ts";
import { decisionEntry, openTestEvidence, type TestEvidence } from "../test-evidence.ts";
import type { Progress } from "./progress.ts";
import { type Expectations, verifyDatabase } from "./verify-evidence.ts";

let evidence: TestEvidence;
let folder: string;
const tables = ["audit_writers", "audit_seals", "audit_events"];
const deny = decisionEntry({ verdict: "deny" });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "audit-forged-"));
  evidence = await openTestEvidence();
  const writer = await evidence.open();
  for (let row = 0; row < 4; row += 1) await writer.commit(deny);
  await writer.stop(5_000);
  for (const table of tables) {
    await evidence.owner.sql.unsafe(`create table saved_${table} as table ${table}`);
  }
});
afterAll(async () => {
  await evidence[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  for (const table of tables) {
    await evidence.tamper(
      `delete from ${table}`,
      `insert into ${table} select * from saved_${table}`,
    );
  }
});

/** As the application's role: it may insert. */
async function addRow(seal: string): Promise<string> {
  const id = mintRowId(Date.now());
  await evidence.database.db.sql.unsafe(`
    insert into audit_events
    select '${id}', uuid_extract_timestamp('${id}'), kind, user_id, session_id, task_id, trace_id,
           context_id, client_id, role, agent_id, target, 'allow', policy, reason, detail,
           cost_microdollars, ${seal}
      from audit_events order by id limit 1`);
  return id;
}

function addSeal(writer: number, sequence: number) {
  return evidence.database.db.sql.unsafe(`
    insert into audit_seals
    select ${writer}, ${sequence}, kind, previous, root, count, first_id, last_id, first_at,
           last_at, sealed_at, previous_commit_at, heads_hash, note, heads, leaves, hash, signature
      from audit_seals where writer = 1 and sequence = 1`);
}

/** A run that leaves the checkpoint it would leave in a file. */
async function run(expected: Expectations = {}, onStep: () => Promise<unknown> = async () => {}) {
  const steps: Progress[] = [];
  const onProgress = async (step: Progress) => {
    steps.push(structuredClone(step));
    await onStep();
  };
  const report = await verifyDatabase(evidence.database.db, expected, { onProgress });
  const progress = steps.at(-1);
  if (progress === undefined) throw new Error("the run made no step");
  return { report, earlier: { progress, at: "2026-01-01T00:00:00.000Z" } };
}

describe("M09 a row that the application's role adds", () => {
  test.each(["-5", "-4294967297", "-1", "0", "7", "4294967296 * 9"])(
    "is found when it names seal %s, which no writer could make",
    async (seal) => {
      await addRow(seal);
      expect((await verifyDatabase(evidence.database.db)).ok).toBe(false);
    },
  );

  test("is found in an export when its seal is below zero", async () => {
    const id = await addRow("-5");
    const path = join(folder, "negative.ndjson");
    await exportAudit(evidence.database.db, path);
    expect((await verifyFile(path)).first_bad?.id).toBe(id);
  });
});

test("M09 a seal of a writer that cannot be is found", async () => {
  await addSeal(0, 0);
  expect((await verifyDatabase(evidence.database.db)).first_bad?.problem).toBe("no such writer");
});

describe("M09 a run from the checkpoint of one that failed", () => {
  test.each([
    ["row", () => addRow("4294967296 + 77")],
    ["seal", () => addSeal(1, 77)],
  ])("fails as well, for a %s beyond the end of a chain", async (_, add) => {
    await add();
    const first = await run();
    const second = await run({ earlier: first.earlier });
    expect(first.report.ok).toBe(false);
    expect(second.report.first_bad).toEqual(first.report.first_bad);
  });
});

test("M09 a row that names the seal a writer makes during the run is found by the next", async () => {
  const writer = await evidence.open({ heartbeatMs: 600_000 });
  await writer.commit(deny);
  const { writer: number, sequence } = writer.head;
  const id = await addRow(`${number} * 4294967296 + ${sequence + 1}`);
  let hasGrown = false;
  const first = await run({}, async () => {
    if (!hasGrown) await writer.commit(deny);
    hasGrown = true;
  });
  const second = await run({ earlier: first.earlier });
  expect(first.report.ok).toBe(true);
  expect(second.report.first_bad?.id).toBe(id);
  await writer.stop(5_000);
});

test("M09 an archive whose seal says more than was signed does not hold", async () => {
  const path = join(folder, "more.ndjson");
  await exportAudit(evidence.database.db, path);
  const text = await Bun.file(path).text();
  await Bun.write(path, text.replace('"seal":{"count":0,', '"seal":{"approved":"yes","count":0,'));
  expect((await verifyFile(path)).first_bad).toMatchObject({ writer: 1, sequence: 0 });
});

test("M09 an archive that goes on after its end is refused", async () => {
  const path = join(folder, "longer.ndjson");
  await exportAudit(evidence.database.db, path);
  const text = await Bun.file(path).text();
  expect((await verifyFile(path)).ok).toBe(true);
  const row = text.split("\n").find((line) => line.startsWith('{"row"')) ?? "";
  await Bun.write(path, `${text}${row.replace('"deny"', '"allow"')}\n`);
  const refused = await verifyFile(path).catch((error: unknown) => error);
  expect(isAppError(refused) && refused.message).toBe("The archive goes on after its end.");
});
