import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ed25519FromSeed } from "#infra/security/ed25519.ts";
import { CheckpointWriter, readCheckpoint } from "../archive/checkpoint-file.ts";
import {
  decisionEntry,
  openTestEvidence,
  outcomeEntry,
  type TestEvidence,
} from "../test-evidence.ts";
import type { Progress } from "./progress.ts";
import { databaseSource } from "./database-source.ts";
import { rowRanges } from "./run/plan.ts";
import type { EvidenceSource } from "./source.ts";
import { zeroId } from "./source.ts";
import { verifyEvidence } from "./verify-evidence.ts";

/** Dozens of verifications a test, which wait for the cores that other tests are using. */
setDefaultTimeout(60_000);

const keys = {
  installation: "6f1b2c3d-0000-4000-8000-000000000001",
  key: ed25519FromSeed(Buffer.alloc(32, 9)),
};
const tables = ["audit_writers", "audit_seals", "audit_events"];
const writers = 3;
const calls = 60;

let evidence: TestEvidence;
let folder: string;
let source: EvidenceSource;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "audit-resume-"));
  evidence = await openTestEvidence();
  const open = await Promise.all(Array.from({ length: writers }, () => evidence.open()));
  // Batches of several writers overlap, and outcomes come long after their decisions.
  for (let round = 0; round < 3; round += 1) {
    const receipts = await Promise.all(
      Array.from({ length: calls }, (_, call) =>
        (open[call % writers] ?? open[0])?.commit(decisionEntry()),
      ),
    );
    await Promise.all(
      receipts.map((receipt, call) => {
        const writer = open[call % writers];
        if (receipt === undefined || writer === undefined) return undefined;
        return call % 7 === 0
          ? writer.releaseOutcome(receipt)
          : writer.commitOutcome(receipt, outcomeEntry());
      }),
    );
  }
  await Promise.all(open.map((writer) => writer.stop(5_000)));
  for (const table of tables) {
    await evidence.owner.sql.unsafe(`create table saved_${table} as table ${table}`);
  }
  source = inSmallRanges(databaseSource(evidence.database.db));
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

/** Ranges of a few rows, so that most batches reach over their borders. */
function inSmallRanges(whole: EvidenceSource): EvidenceSource {
  const rows = 20;
  return { ...whole, idAfter: (from) => whole.idAfter(from, rows) };
}

class Interrupted extends Error {}

/** Stops after so many steps; the checkpoint is that of the last one. */
async function interrupted(path: string, steps: number): Promise<number> {
  const writer = new CheckpointWriter(path, keys, { nowMs: Date.now, everyMs: 0 });
  let step = 0;
  const onProgress = async (progress: Progress) => {
    await writer.keep(progress);
    step += 1;
    if (step === steps) throw new Interrupted();
  };
  const end = await verifyEvidence(source, {}, { onProgress }).catch((error: unknown) => error);
  if (step === steps) expect(end).toBeInstanceOf(Interrupted);
  return step;
}

async function resume(path: string) {
  const earlier = await readCheckpoint(path, keys);
  const writer = new CheckpointWriter(path, keys, { nowMs: Date.now, everyMs: 0 });
  const onProgress = (progress: Progress) => writer.keep(progress);
  const expected = earlier === undefined ? {} : { earlier };
  return verifyEvidence(source, expected, { onProgress });
}

function fresh(): string {
  return join(folder, `${crypto.randomUUID()}.checkpoint`);
}

describe("M09 verification in ranges", () => {
  test("cuts between decisions, never between a decision and its outcome", async () => {
    let ranges = 0;
    for await (const { to } of rowRanges(source, zeroId)) {
      ranges += 1;
      if (to !== null) expect(to).toMatch(/[02468ace]$/);
    }
    expect(ranges).toBeGreaterThan(10);
  });

  test("finds the same as in one range", async () => {
    const whole = databaseSource(evidence.database.db);
    const report = await verifyEvidence(source, {});
    expect(report).toEqual(await verifyEvidence(whole, {}));
    expect(report).toMatchObject({ ok: true, rows: 333, open_acts: 27 });
  });

  test("names the same first bad row as in one range, wherever it is", async () => {
    const whole = databaseSource(evidence.database.db);
    const ids = await evidence.owner.sql<{ id: string }[]>`
      select e.id::text as id from audit_events as e order by e.id`;
    for (let place = 0; place < ids.length; place += 37) {
      const id = ids[place]?.id ?? "";
      const other = ids[place + 25]?.id ?? id;
      await evidence.tamper(
        "truncate audit_events",
        "insert into audit_events select * from saved_audit_events",
        `delete from audit_events where id = '${id}'`,
        `update audit_events set reason = 'other' where id = '${other}'`,
      );
      const [inRanges, atOnce] = [
        await verifyEvidence(source, {}),
        await verifyEvidence(whole, {}),
      ];
      expect(inRanges.ok).toBe(false);
      expect(inRanges.first_bad).toEqual(atOnce.first_bad as NonNullable<typeof atOnce.first_bad>);
    }
  });
});

describe("M09 a verification that was interrupted", () => {
  test("goes on from its checkpoint, wherever it was, to the same report", async () => {
    const { statement: _, ...whole } = await verifyEvidence(source, {});
    let steps = 1;
    for (; steps < 100; steps += 3) {
      const path = fresh();
      if ((await interrupted(path, steps)) < steps) break;
      const { statement, resumed, ...report } = await resume(path);
      expect(report).toEqual(whole);
      expect(statement).toContain("Not read again");
      expect(resumed?.seals).toBeGreaterThan(0);
    }
    expect(steps).toBeGreaterThan(10);
  });

  test("finds what is changed after the checkpoint, and says what it did not read", async () => {
    const path = fresh();
    await interrupted(path, 8);
    const read = (await readCheckpoint(path, keys))?.progress.round?.from ?? "";
    expect(read > zeroId).toBe(true);
    const change = (where: string) =>
      evidence.tamper(`update audit_events set reason = 'other'
        where id = (select max(id::text)::uuid from audit_events where ${where})`);
    await change(`id < '${read}'`);
    const passed = await resume(path);
    expect(passed.ok).toBe(true);
    expect(passed.statement).toContain("only a run without --checkpoint tells");
    expect((await verifyEvidence(source, {})).ok).toBe(false);
    const again = fresh();
    await interrupted(again, 4);
    await change(`id > '${read}'`);
    expect((await resume(again)).ok).toBe(false);
  });
});

describe("M09 a later verification", () => {
  test("reads what is new and no more, and counts all", async () => {
    const path = fresh();
    expect(await resume(path)).toMatchObject({ ok: true, rows: 333, open_acts: 27 });
    const writer = await evidence.open();
    const receipt = await writer.commit(decisionEntry());
    await writer.commit(decisionEntry());
    await writer.commitOutcome(receipt, outcomeEntry());
    await writer.stop(5_000);
    const report = await resume(path);
    // The second decision was called interrupted when its writer stopped.
    expect(report).toMatchObject({ ok: true, rows: 337, resumed: { rows: 333 }, open_acts: 27 });
    expect(await resume(path)).toMatchObject({ ok: true, rows: 337, resumed: { rows: 337 } });
    await evidence.tamper(
      "delete from audit_events where id = (select max(id::text)::uuid from audit_events)",
    );
    expect((await resume(path)).ok).toBe(true);
    expect((await verifyEvidence(source, {})).ok).toBe(false);
  });

  test("finds a bad row among the new ones", async () => {
    const path = fresh();
    await resume(path);
    const writer = await evidence.open();
    await writer.commit(decisionEntry({ verdict: "deny" }));
    await writer.stop(5_000);
    await evidence.tamper(
      "update audit_events set verdict = 'allow' where id = (select max(id::text)::uuid from audit_events)",
    );
    expect((await resume(path)).first_bad?.problem).toBe("it is not the row that was sealed");
  });
});

describe("M09 a checkpoint", () => {
  test("that was edited, made by hand or cut is refused", async () => {
    const path = fresh();
    await resume(path);
    const text = await Bun.file(path).text();
    const changes: readonly (readonly [string, string])[] = [
      [text.replace('"rows":333', '"rows":334'), "made or edited by hand"],
      [text.replace(/"signature":"[0-9a-f]{4}/, '"signature":"0000'), "made or edited by hand"],
      [text.slice(0, -20), "cut or no checkpoint"],
      ["{}", "is no checkpoint"],
    ];
    for (const [changed, problem] of changes) {
      await Bun.write(path, changed);
      await expect(readCheckpoint(path, keys)).rejects.toThrow(problem);
      await expect(readCheckpoint(path, keys)).rejects.toThrow("another file name");
    }
  });

  test("of another installation or another key is refused", async () => {
    const path = fresh();
    await resume(path);
    const other = { ...keys, installation: "another" };
    await expect(readCheckpoint(path, other)).rejects.toThrow("another installation");
    const key = ed25519FromSeed(Buffer.alloc(32, 10));
    await expect(readCheckpoint(path, { ...keys, key })).rejects.toThrow(
      "this installation's keys",
    );
  });

  test("whose heads the chains do not hold any more is refused, with what to do", async () => {
    const path = fresh();
    await resume(path);
    await evidence.tamper(
      "delete from audit_events where seal >> 32 = 3",
      "delete from audit_seals where writer = 3",
      "delete from audit_writers where number = 3",
    );
    const report = await resume(path);
    expect(report.ok).toBe(false);
    expect(report.statement).toContain("an older copy of the database");
    expect(report.statement).toContain("--expect");
  });
});
