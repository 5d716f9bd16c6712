import { afterAll, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { testHost } from "../fixtures/host.ts";
import { accountBlock } from "../confinement/account.ts";
import { spawnChild } from "../spawn-child.ts";
import { listProcesses } from "./process-table.ts";
import { listUids } from "./process-status.ts";
import { findOrphans, reapOrphans } from "./reap-orphans.ts";

const host = testHost();
afterAll(() => rmSync(join(host.stateFolder, ".."), { recursive: true, force: true }));

describe("M18 orphans", () => {
  test("of a killed server are found by their marker and ended, those of a living one are not", async () => {
    const program = { kind: "command", command: "/bin/sh", args: ["-c", "echo up; cat"] } as const;
    const mine = spawnChild(host, { name: "mine", program });
    await mine.stdout.getReader().read();
    const server = Bun.spawn(
      [
        process.execPath,
        join(import.meta.dir, "../fixtures/doomed-server.ts"),
        host.installation,
        host.stateFolder,
      ],
      { env: { PATH: "/usr/bin:/bin" }, stdout: "pipe", stderr: "inherit" },
    );
    await server.stdout.getReader().read();
    expect(findOrphans(host.installation)).toEqual([]);
    server.kill("SIGKILL");
    await server.exited;
    // The direct children died with their parent; what fled into sessions of its own is left.
    const found = findOrphans(host.installation);
    expect(found.length).toBeGreaterThanOrEqual(4);
    // Only root can give accounts, by which those without a marker are known.
    const unmarked = found.filter(({ marker }) => marker === null);
    expect(unmarked.length > 1).toBe(host.isolation.ownAccounts);
    expect(reapOrphans(host.installation)).toBeGreaterThanOrEqual(4);
    expect(findOrphans(host.installation)).toEqual([]);
    // Also those whose marker names a living process that is no server, or not theirs.
    const { first, count } = accountBlock(host.installation);
    const left = () => [...listUids()].filter((uid) => uid >= first && uid < first + count);
    const attended = mine.root.uid === null ? 0 : 1;
    // What was killed ends soon; what was not stays until this test runs out of time.
    while (left().length > attended) await Bun.sleep(5);
    expect(left()).toHaveLength(attended);
    expect(listProcesses().map(({ pid }) => pid)).toContain(mine.pid);
    await mine.stop();
  });

  test("of another installation are left alone", () => {
    expect(reapOrphans("00000000-0000-7000-8000-000000000000")).toBe(0);
  });
});
