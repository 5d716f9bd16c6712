import { describe, expect, test } from "bun:test";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "#shared/clock.ts";
import { writeDefaultServices } from "../default-services.ts";
import { loadServices } from "../load-services.ts";
import { testFolder } from "../test-folder.ts";
import { watchServices } from "../watch-services.ts";
import { type Candidate, type ConfigStatus, ServicesReloader } from "./services-reloader.ts";

const known = {
  extensions: [{ id: "workspace", tools: { workspace: {} } }],
  categories: [],
  rules: [],
  kinds: [],
};

function open(folder: string, commit?: (candidate: Candidate) => Promise<{ version: number }>) {
  writeDefaultServices(folder);
  const load = () => loadServices(folder, known);
  const first = load();
  if (first.config === null) throw new Error("the defaults are not valid");
  const happened: string[] = [];
  const reports: ConfigStatus[] = [];
  let version = 1;
  const reloader = new ServicesReloader(
    { version, hash: first.hash, config: first.config },
    {
      load,
      commit: async (candidate) => {
        happened.push(`commit ${candidate.diff.governance.join()}`);
        return commit === undefined ? { version: ++version } : commit(candidate);
      },
      swap: (running) => happened.push(`swap ${running.version}`),
      report: (status) => reports.push(status),
    },
    systemClock,
  );
  const write = (text: string) => writeFileSync(join(folder, "governance/config.yaml"), text);
  return { reloader, happened, reports, write };
}

const good = "rate_limits:\n  per_session_per_minute: 7\nretention: {audit_months: 13}\n";
const limits = "rate_limits.per_session_per_minute";

describe("M49 reloading", () => {
  test("commits a good change before it swaps it in", async () => {
    using folder = testFolder();
    const { reloader, happened, write } = open(folder.path);
    write(`blocklist: {categories: {}}\nsecrets: {disabled_kinds: []}\n${good}`);
    const status = await reloader.reload();
    expect(happened).toEqual([`commit ${limits}`, "swap 2"]);
    expect(status.last_attempt?.result).toBe("applied");
    expect(reloader.running.config.governance.rate_limits.per_session_per_minute).toBe(7);
  });

  test("keeps the running configuration when the files are bad, and recovers", async () => {
    using folder = testFolder();
    const { reloader, happened, reports, write } = open(folder.path);
    const { hash } = reloader.running;
    write("rate_limit: {}\n");
    const status = await reloader.reload();
    expect(status.running.hash).toBe(hash);
    expect(status.last_attempt?.result).toBe("refused");
    expect(status.last_attempt?.diagnostics[0]).toContain(
      'governance/config.yaml:1:1 rate_limit  unknown key, did you mean "rate_limits"?',
    );
    expect(reports.length).toBe(1);
    expect(happened).toEqual([]);
    write(good);
    expect((await reloader.reload()).last_attempt?.result).toBe("applied");
  });

  test("keeps the running configuration when the change cannot be recorded", async () => {
    using folder = testFolder();
    const { reloader, happened, write } = open(folder.path, () =>
      Promise.reject(new Error("the database is away")),
    );
    write(good);
    const status = await reloader.reload();
    expect(status.last_attempt).toMatchObject({
      result: "not-recorded",
      problem: "the database is away",
    });
    expect(happened.some((line) => line.startsWith("swap"))).toBe(false);
  });

  test("reads once more when files change while a change is being recorded", async () => {
    using folder = testFolder();
    const gate = Promise.withResolvers<void>();
    let version = 1;
    const opened = open(folder.path, async () => {
      await gate.promise;
      return { version: ++version };
    });
    opened.write(good);
    const done = opened.reloader.reload();
    opened.write("rate_limits:\n  per_session_per_minute: 9\n");
    const again = opened.reloader.reload();
    gate.resolve();
    await Promise.all([done, again]);
    expect(opened.reloader.running.config.governance.rate_limits.per_session_per_minute).toBe(9);
  });

  test("is asked for once for each file that changes or appears", async () => {
    using folder = testFolder();
    writeDefaultServices(folder.path);
    let calls = 0;
    let heard = Promise.withResolvers<void>();
    const onChange = () => {
      calls++;
      heard.resolve();
    };
    const watch = watchServices(folder.path, onChange, { debounceMs: 5, pollMs: 50 });
    try {
      for (const file of ["governance/config.yaml", "mcp/new.yaml"]) {
        heard = Promise.withResolvers<void>();
        // One step, as editors and our own commands do it.
        writeFileSync(join(folder.path, "next"), `# ${file}\n`);
        renameSync(join(folder.path, "next"), join(folder.path, file));
        await heard.promise;
      }
    } finally {
      watch.close();
    }
    expect(calls).toBe(2);
  });
});
