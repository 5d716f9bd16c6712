import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rememberInstallationKey } from "#domain/audit/archive/installation-keys.ts";
import { monthText } from "#domain/audit/retention/plan-months.ts";
import {
  ago,
  auditPartition,
  fillMonth,
  openTestMonths,
  openWriterAt,
  type TestMonths,
} from "#domain/audit/retention/test-months.ts";
import { SecretStore } from "#domain/secrets/service.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import { testInstallationKey } from "#domain/audit/test-writer.ts";
import { createLogger } from "#infra/logging/logger.ts";
import { Keyring } from "#infra/security/keyring.ts";
import { settleMasterKey } from "#infra/security/master-key-state.ts";
import { systemClock } from "#shared/clock.ts";
import { applyRetention, showRetention } from "./apply-retention.ts";
import { keepRetention, type RetentionJobParts } from "./keep-retention.ts";
import { openHolds } from "./retention-deps.ts";

let months: TestMonths;
let folder = "";
beforeAll(async () => {
  months = await openTestMonths();
  folder = await mkdtemp(join(tmpdir(), "retention-"));
}, 60_000);
afterAll(async () => {
  await months[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const nowMs = Date.now();

async function oldest(): Promise<string> {
  const lines = await showRetention(months.deps, { auditMonths: 13, nowMs });
  return lines[0]?.month ?? "";
}

describe("M09 retention as a whole", () => {
  test("shows each month with its rows, what would happen and why, and changes nothing", async () => {
    await fillMonth(months.evidence, ago(22), 2);
    const lines = await showRetention(months.deps, { auditMonths: 13, nowMs });
    expect(lines.length).toBe(27);
    expect(lines.find(({ month }) => month === monthText(ago(22)))).toMatchObject({
      partition: auditPartition(ago(22)),
      rows: 4,
      rows_estimated: false,
      action: "drop",
      why: "all of it is older than 13 months",
    });
    expect(lines.filter(({ action }) => action === "drop").length).toBe(11);
    expect(await showRetention(months.deps, { auditMonths: 13, nowMs })).toEqual([...lines]);
  });

  test("drops the oldest months first, and one that does not verify stays alone", async () => {
    await fillMonth(months.evidence, ago(21), 1);
    const name = auditPartition(ago(21));
    await months.evidence.tamper(`update ${name} set reason = 'other'`);
    const applied = await applyRetention(months.deps, { auditMonths: 20, nowMs });
    expect(applied.map(({ month, result }) => [month, result])).toEqual([
      [monthText(ago(24)), "dropped"],
      [monthText(ago(23)), "dropped"],
      [monthText(ago(22)), "dropped"],
      [monthText(ago(21)), "refused"],
    ]);
    expect(applied[2]).toMatchObject({ rows: 4, kept: 0, problem: null });
    expect(applied[3]?.problem).toContain("is not the row that was sealed");
    const force = { month: monthText(ago(21)), reason: "known to be altered" };
    const forced = await applyRetention(months.deps, { auditMonths: 20, nowMs, force });
    expect(forced).toMatchObject([{ result: "dropped", rows: 2 }]);
    expect(forced[0]?.problem).toContain("is not the row that was sealed");
  });

  test("drops nothing under keep", async () => {
    expect(await applyRetention(months.deps, { auditMonths: "keep", nowMs })).toEqual([]);
  });

  test("drops the month in which a secret was set, and the secret is as current as before", async () => {
    await using own = await openTestMonths();
    const { evidence, deps } = own;
    const { database } = evidence;
    const keyring = await Keyring.create(join(folder, "secrets.key"));
    await settleMasterKey(evidence.owner, keyring);
    const { installationId } = deps.holds;
    const old = ago(19);
    const writer = await openWriterAt(evidence, Date.UTC(old.year, old.month - 1, 9));
    const storeWith = (audit: AuditLog) =>
      new SecretStore({ database: database.db, audit, keyring, installationId });
    const name = { owner: "system", name: "lasting" };
    await storeWith(writer).set(deps.actor, { ...name, value: "old and leaked" });
    const [leaked] = await evidence.owner.sql`select version, sealed from secrets`;
    await storeWith(writer).set(deps.actor, { ...name, value: "current" });
    const [current] = await evidence.owner.sql`select version, sealed from secrets`;
    await writer.stop(5_000);
    const applied = await applyRetention(deps, { auditMonths: 18, nowMs });
    expect(applied.at(-1)).toMatchObject({ month: monthText(old), result: "dropped", kept: 4 });
    const store = storeWith(own.writer);
    const read = () => store.resolveForSpawn(["lasting"], "system", deps.actor);
    expect((await read()).get("lasting")).toBe("current");
    const putBack = (row: typeof leaked) => evidence.owner.sql`
      update secrets set version = ${row?.["version"]}, sealed = ${row?.["sealed"]}`;
    await putBack(leaked);
    await expect(read()).rejects.toMatchObject({ code: "CHECK_FAILED" });
    await putBack(current);
    expect((await read()).get("lasting")).toBe("current");
  });

  test("goes by the database's clock where this machine's is ahead", async () => {
    const before = await oldest();
    const ahead = nowMs + 20 * 366 * 24 * 3_600_000;
    const applied = await applyRetention(months.deps, { auditMonths: 19, nowMs: ahead });
    expect(applied.map(({ month }) => month)).toEqual([before]);
  });
});

describe("M09 the server's daily retention", () => {
  let keyring: Keyring;
  beforeAll(async () => {
    keyring = await Keyring.create(join(folder, "master.key"));
    await settleMasterKey(months.evidence.owner, keyring);
    await rememberInstallationKey(join(folder, "installation-keys"), testInstallationKey.publicKey);
  });

  function jobParts(): RetentionJobParts {
    const { database } = months.evidence;
    const log = createLogger({
      level: "error",
      clock: systemClock,
      format: "json",
      write: () => undefined,
    });
    const secrets = { database_url: database.ownerUrl, database_app_url: database.appUrl };
    const open = { paths: { anchors: folder }, profile: { secrets } } as never;
    const { installationId } = months.deps.holds;
    return { open, database: database.db, keyring, installationId, audit: months.writer, log };
  }

  test("runs by itself and is well when what is due is gone", async () => {
    await fillMonth(months.evidence, ago(19), 1);
    const job = keepRetention(jobParts(), () => 18, {
      firstAfterMs: 0,
      everyMs: 3_600_000,
      afterFailureMs: 3_600_000,
    });
    const due = monthText(ago(19));
    await months.evidence.until(async () => (await oldest()) > due);
    await job.close();
    expect(job.trouble()).toBeUndefined();
  });

  test("says which month it keeps, and comes back after a failure", async () => {
    await fillMonth(months.evidence, ago(18), 1);
    await months.evidence.tamper(`update ${auditPartition(ago(18))} set reason = 'other'`);
    const times = { firstAfterMs: 0, everyMs: 3_600_000, afterFailureMs: 1 };
    let asked = 0;
    const job = keepRetention(
      jobParts(),
      () => {
        asked += 1;
        if (asked === 1) throw new Error("not this time");
        return 17;
      },
      times,
    );
    await months.evidence.until(() => job.trouble()?.includes(monthText(ago(18))) === true);
    await job.close();
    expect(asked).toBe(2);
  });

  test("deletes expired sessions, but none while a hold is in force", async () => {
    const { owner } = months.evidence;
    const { actor } = months.deps;
    await owner.sql.unsafe(`
      insert into users (id, email, name, role) values ('eve', 'eve@example.test', 'Eve', 'user');
      insert into user_sessions (id, user_id, client_id, expires_at)
      values ('old', 'eve', 'cli', now() - interval '1 year')`);
    const sessions = () => owner.sql`select id from user_sessions`;
    const parts = jobParts();
    const holds = openHolds(parts);
    const hold = { reason: "a claim", userId: "eve", from: null, to: null };
    const { hold_id } = await holds.place(actor, hold);
    let runs = 0;
    const auditMonths = () => {
      runs += 1;
      return "keep" as const;
    };
    const times = { firstAfterMs: 0, everyMs: 1, afterFailureMs: 3_600_000 };
    const job = keepRetention(parts, auditMonths, times);
    await months.evidence.until(() => runs > 2);
    expect(await sessions()).toHaveLength(1);
    await holds.release(actor, hold_id, "settled");
    await months.evidence.until(async () => (await sessions()).length === 0);
    await job.close();
  });

  test("waits while the audit writer reports trouble", async () => {
    const stopped = await months.evidence.open();
    await stopped.stop(1_000);
    const parts = { ...jobParts(), audit: stopped };
    const times = { firstAfterMs: 0, everyMs: 3_600_000, afterFailureMs: 3_600_000 };
    const before = await oldest();
    const job = keepRetention(parts, () => 1, times);
    await months.evidence.until(() => job.trouble() !== undefined);
    await job.close();
    expect(job.trouble()).toContain("Retention waits");
    expect(await oldest()).toBe(before);
  });
});
