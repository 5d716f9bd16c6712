import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fillPastMonth } from "#app/retention/test-installation.ts";
import { addMonths, type Month, monthOf } from "#infra/database/partitions/month-bounds.ts";
import { partitionName } from "#infra/database/partitions/list-months.ts";
import { createTestDatabase, type TestDatabase } from "#infra/database/test-database.ts";

const main = join(import.meta.dir, "../../../../../main.ts");
let database: TestDatabase;
let folder = "";
const old = addMonths(monthOf(Date.now()), -20);
const other = addMonths(old, 1);
const nameOf = ({ year, month }: Month) => `${year}-${String(month).padStart(2, "0")}`;

beforeAll(async () => {
  database = await createTestDatabase({ migrated: false });
  folder = await mkdtemp(join(tmpdir(), "systemprompt-retention-"));
  const done = await run(["admin", "setup", "--single-role", "--yes"], {
    DATABASE_URL: database.ownerUrl,
  });
  if (done.code !== 0) throw new Error(`setup failed: ${done.err}`);
  for (const month of [old, other]) await fillPastMonth(folder, database.ownerUrl, month);
}, 60_000);
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(words: readonly string[], env: Record<string, string> = {}) {
  const child = Bun.spawn([process.execPath, main, ...words], {
    cwd: folder,
    env: { PATH: "/usr/bin:/bin", ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { out, err, code };
}

async function audit(...words: readonly string[]) {
  const done = await run(["infra", "audit", ...words, "--json"]);
  return { ...done, json: done.out === "" ? undefined : (JSON.parse(done.out) as unknown) };
}

async function actionsOf(): Promise<ReadonlyMap<string, string>> {
  const { json } = await audit("retention", "show");
  const lines = json as readonly { month: string; action: string; why: string }[];
  return new Map(lines.map(({ month, action, why }) => [month, `${action}: ${why}`]));
}

describe("M09 M50 infra audit retention and hold", () => {
  test("keep a held month, drop the other one once asked, and drop it when released", async () => {
    const day = `${nameOf(other)}-03`;
    const placed = await audit("hold", "place", "--reason", "a claim", "--from", day, "--to", day);
    const { hold_id: id } = placed.json as { hold_id: string };
    const before = await actionsOf();
    expect(before.get(nameOf(old))).toBe("drop: all of it is older than 13 months");
    expect(before.get(nameOf(other))).toBe(`keep: legal hold ${id}`);

    const dry = await audit("retention", "run", "--dry-run");
    expect(dry.json).toMatchObject([{ month: nameOf(old), rows: 4, action: "drop" }]);
    const asked = await audit("retention", "run");
    expect({ code: asked.code, out: asked.out }).toEqual({ code: 64, out: "" });
    expect(await actionsOf()).toEqual(before);

    const dropped = await audit("retention", "run", "--yes");
    expect(dropped.code).toBe(0);
    expect(dropped.json).toMatchObject([
      { month: nameOf(old), result: "dropped", rows: 4, kept: 1 },
    ]);
    expect((await actionsOf()).has(nameOf(old))).toBe(false);
    expect(await audit("verify")).toMatchObject({
      code: 0,
      json: { ok: true, tombstones: 1, rows_dropped: 3, forced_drops: 0 },
    });

    expect((await audit("hold", "release", id, "--reason", "settled")).code).toBe(0);
    expect((await audit("hold", "list")).json).toMatchObject([{ id, state: "released" }]);
    expect((await actionsOf()).get(nameOf(other))).toStartWith("drop: ");
  }, 120_000);

  test("refuse an altered month with exit 1, and drop it by name and with a reason", async () => {
    const name = partitionName("audit_events", other);
    await database.db.sql.unsafe(`
      set session_replication_role = replica; update ${name} set reason = 'other'`);
    const refused = await audit("retention", "run", "--yes");
    expect(refused.code).toBe(1);
    expect(refused.json).toMatchObject([{ month: nameOf(other), result: "refused" }]);
    const half = await audit("retention", "run", "--yes", "--force-month", nameOf(other));
    expect(half.code).toBe(64);
    const words = ["--force-month", nameOf(other), "--reason", "known"] as const;
    const forced = await audit("retention", "run", "--yes", ...words);
    expect(forced.code).toBe(0);
    expect(forced.json).toMatchObject([{ month: nameOf(other), result: "dropped" }]);
    expect((await actionsOf()).has(nameOf(other))).toBe(false);
    const { json } = await audit("verify");
    expect(json).toMatchObject({ tombstones: 2, forced_drops: 1 });
  }, 120_000);

  test("refuse a hold without a reason, for nobody, or on no day", async () => {
    expect((await audit("hold", "place")).code).toBe(64);
    const place = (...words: readonly string[]) =>
      audit("hold", "place", "--reason", "why", ...words);
    expect((await place("--user", "nobody@example.test")).code).toBe(66);
    expect((await place("--from", "2026-02-30")).code).toBe(65);
    expect((await audit("hold", "list")).json).toHaveLength(1);
  }, 120_000);
});
