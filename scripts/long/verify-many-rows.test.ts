import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { testInstallationKey } from "#domain/audit/test-writer.ts";
import { eventually } from "../e2e/eventually.ts";
import { executablePath } from "../e2e/executable.ts";
import { databaseUrl } from "../e2e/installation.ts";
import { type OwnServer, startOwnServer } from "../e2e/own-server.ts";
import { length } from "./length.ts";
import { writeBulk } from "./write-bulk.ts";

/** Ten million rows take minutes to write and minutes to verify. */
setDefaultTimeout(3_600_000);

const rows = Number(process.env["SYSTEMPROMPT_VERIFY_ROWS"] ?? length(10_000_000, 100_000));
/**
 * The executable alone takes 75 MB; a page of rows, one that is on its way and what is between two
 * collections the rest. A thread has a heap of its own. The same for any number of rows: that is
 * what this test is about.
 */
const residentBytesMax = 300_000_000;
const threadBytesMax = 110_000_000;

let server: OwnServer;
beforeAll(async () => {
  server = await startOwnServer();
  const began = performance.now();
  await writeBulk({ url: databaseUrl(server, "app"), rows });
  told("written", rows, began);
});
afterAll(() => server.stop());

function told(what: string, count: number, beganMs: number): void {
  const seconds = (performance.now() - beganMs) / 1_000;
  const load = loadavg()[0]?.toFixed(1) ?? "";
  const rate = Math.round(count / seconds);
  console.log(`${count} rows ${what} in ${seconds.toFixed(1)} s: ${rate} a second, load ${load}`);
}

interface Report {
  readonly ok: boolean;
  readonly rows: number;
  readonly seals: number;
  readonly open_acts: number;
  readonly resumed?: { readonly rows: number; readonly seals: number };
}

/** The compiled executable's own verification, in a process of its own. */
function startVerify(...words: readonly string[]) {
  const key = Buffer.from(testInstallationKey.publicKey).toString("hex");
  return Bun.spawn(
    [executablePath(), "infra", "audit", "verify", "--json", "--key", key, ...words],
    { cwd: server.folder, env: { PATH: "/usr/bin:/bin" }, stderr: "inherit" },
  );
}

async function finish(child: ReturnType<typeof startVerify>, threads: number): Promise<Report> {
  const report = JSON.parse(await new Response(child.stdout).text()) as Report;
  expect(await child.exited).toBe(0);
  const resident = child.resourceUsage()?.maxRSS ?? Infinity;
  console.log(`at most ${Math.round(resident / 1e6)} MB resident`);
  expect(resident).toBeLessThan(residentBytesMax + threads * threadBytesMax);
  return report;
}

test("M09 many rows are verified in bounded memory", async () => {
  const began = performance.now();
  const report = await finish(startVerify("--threads", "1"), 0);
  told("verified by one thread", report.rows, began);
  expect(report).toMatchObject({ ok: true, open_acts: 0 });
  expect(report.rows).toBeGreaterThanOrEqual(rows);
});

test("M09 a verification that was killed goes on where it was, in threads", async () => {
  const checkpoint = join(server.folder, "audit.checkpoint");
  const words = ["--checkpoint", checkpoint, "--threads", "2"];
  const killed = startVerify(...words);
  await eventually(60_000, () => existsSync(checkpoint) || undefined);
  killed.kill("SIGKILL");
  await killed.exited;
  expect(killed.signalCode).toBe("SIGKILL");
  const began = performance.now();
  const report = await finish(startVerify(...words), 2);
  const left = report.rows - (report.resumed?.rows ?? 0);
  told("verified by two threads after an interruption", left, began);
  expect(report.ok).toBe(true);
  expect(report.rows).toBeGreaterThanOrEqual(rows);
  expect(report.resumed?.seals).toBeGreaterThan(0);
});
