import { afterAll, describe, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openDatabase } from "../open-database.ts";
import { findFreePort } from "./find-port.ts";
import { packagedBinaries } from "./packaged-binaries.ts";
import { canTraverse, placeCluster } from "./place-cluster.ts";
import { isServerProcess, listServerProcesses, readPostmaster } from "./read-postmaster.ts";
import { accountToRunAs } from "./spawn-postgres.ts";
import { type EmbeddedOptions, embeddedStatus, startEmbedded } from "./start-embedded.ts";
import { stopEmbedded } from "./stop-embedded.ts";

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "systemprompt-embedded-")));
chmodSync(folder, 0o711);
const options: EmbeddedOptions = {
  binaries: packagedBinaries(),
  data: path.join(folder, "data"),
  logFile: path.join(folder, "postgres.log"),
  runAs: accountToRunAs(),
  owner: "owner",
  password: crypto.randomUUID(),
  port: await findFreePort(),
};
const url = `postgres://owner:${options.password}@127.0.0.1:${options.port}/postgres`;

afterAll(async () => {
  await stopEmbedded(options.data);
  rmSync(folder, { recursive: true, force: true });
});

async function ask<Row>(statement: string, as = url): Promise<readonly Row[]> {
  const database = openDatabase({
    url: as,
    max: 1,
    applicationName: "test",
    connectTimeoutMs: 5_000,
    statementTimeoutMs: 5_000,
  });
  try {
    return [...((await database.sql.unsafe(statement)) as unknown as Row[])];
  } finally {
    await database.close(1_000);
  }
}

function runningPid(): number {
  const server = readPostmaster(options.data);
  if (server === undefined) throw new Error("the server does not run");
  return server.pid;
}

/** Signals are delivered after the call returns; the process is gone when this returns. */
async function killHard(pid: number): Promise<void> {
  process.kill(pid, "SIGKILL");
  while (isServerProcess(pid, options.data)) await Bun.sleep(1);
}

/** A process that has ended and whose parent, busy with something else, never asks how. */
async function makeZombie(): Promise<{ pid: number; end: () => void }> {
  const parent = Bun.spawn(["/bin/sh", "-c", "sleep 0.1 & echo $!; exec sleep 60"], {
    env: {},
    stdout: "pipe",
  });
  const { value } = await parent.stdout.getReader().read();
  const pid = Number(Buffer.from(value ?? []).toString());
  while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) await Bun.sleep(1);
  return { pid, end: () => parent.kill("SIGKILL") };
}

describe("the embedded server", () => {
  test("is made once and started; a second start finds it running", async () => {
    const first = await startEmbedded(options);
    expect(first).toMatchObject({ isNew: true, wasRunning: false, port: options.port });
    const second = await startEmbedded(options);
    expect(second).toEqual({ ...first, isNew: false, wasRunning: true });
    expect(embeddedStatus(options.data)).toMatchObject({ pid: first.pid, isReady: true });
  }, 30_000);

  test("asks everybody for a password", async () => {
    const lines = readFileSync(path.join(options.data, "pg_hba.conf"), "utf8").trim().split("\n");
    expect(lines.every((line) => line.endsWith(" scram-sha-256"))).toBe(true);
    const rows = await ask<{ auth_method: string }>(
      "select distinct auth_method from pg_hba_file_rules",
    );
    expect(rows).toEqual([{ auth_method: "scram-sha-256" }]);
    const open = await ask("select 1", url.replace(options.password, "")).catch((e: unknown) => e);
    expect(open).toBeInstanceOf(Error);
  });

  test("listens on loopback only, keeps no socket file, and makes commits durable", async () => {
    const rows = await ask<{ name: string; setting: string }>(`
      select name, setting from pg_settings where name in ('listen_addresses', 'fsync', 'jit',
        'full_page_writes', 'synchronous_commit', 'unix_socket_directories', 'wal_compression',
        'data_checksums', 'password_encryption') order by name`);
    expect(Object.fromEntries(rows.map((row) => [row.name, row.setting]))).toEqual({
      data_checksums: "on",
      fsync: "on",
      full_page_writes: "on",
      jit: "off",
      listen_addresses: "127.0.0.1",
      password_encryption: "scram-sha-256",
      synchronous_commit: "on",
      unix_socket_directories: "",
      wal_compression: "pglz",
    });
  });

  test("keeps its folder private, and no password file stays", () => {
    expect(statSync(options.data).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(options.data, "postgresql.conf")).mode & 0o777).toBe(0o600);
    expect(existsSync(path.join(options.data, "password"))).toBe(false);
    if (options.runAs !== null) expect(statSync(options.data).uid).toBe(options.runAs.uid);
  });

  test("has an environment of three names and a session of its own", async () => {
    const pid = runningPid();
    const environ = readFileSync(`/proc/${pid}/environ`, "utf8");
    const names = environ
      .split("\0")
      .filter((word) => word !== "")
      .map((word) => word.split("=")[0]);
    // PostgreSQL adds names of its own to what it was given.
    expect(names.filter((name) => !name?.startsWith("PG")).toSorted()).toEqual([
      "LC_ALL",
      "PATH",
      "TZ",
    ]);
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ");
    expect(Number(stat?.[3])).toBe(pid);
  });

  test("stops, and says so when it was not running", async () => {
    await ask("create table kept (n integer)");
    expect(await stopEmbedded(options.data)).toBe("stopped");
    expect(embeddedStatus(options.data)).toBe("stopped");
    expect(await stopEmbedded(options.data)).toBe("was not running");
    expect(await startEmbedded(options)).toMatchObject({ isNew: false, wasRunning: false });
    expect(await ask("select count(*)::int as n from kept")).toEqual([{ n: 0 }]);
  }, 30_000);

  test("comes back after kill -9 with every committed row", async () => {
    await ask("insert into kept values (1)");
    const pid = runningPid();
    await killHard(pid);
    const again = await startEmbedded(options);
    expect(again.pid).not.toBe(pid);
    expect(await ask("select n from kept")).toEqual([{ n: 1 }]);
  }, 30_000);

  test("survives the kill of the process that started it", async () => {
    await stopEmbedded(options.data);
    const script = `
      import { startEmbedded } from ${JSON.stringify(path.join(import.meta.dir, "start-embedded.ts"))};
      await startEmbedded(${JSON.stringify(options)});
      console.log("started");
      process.kill(process.pid, "SIGKILL");`;
    const starter = Bun.spawn([process.execPath, "-e", script], {
      cwd: import.meta.dir,
      env: { PATH: "/usr/bin:/bin" },
      stdout: "pipe",
      stderr: "inherit",
    });
    expect(await new Response(starter.stdout).text()).toBe("started\n");
    await starter.exited;
    expect(starter.signalCode).toBe("SIGKILL");
    expect(await ask("select n from kept")).toEqual([{ n: 1 }]);
  }, 30_000);

  test("takes a zombie in its pid file for dead", async () => {
    await stopEmbedded(options.data);
    const zombie = await makeZombie();
    const port = options.port;
    writeFileSync(
      path.join(options.data, "postmaster.pid"),
      `${zombie.pid}\n${options.data}\n1\n${port}\n\n127.0.0.1\n0 0\nready\n`,
    );
    expect(isServerProcess(zombie.pid, options.data)).toBe(false);
    expect(await startEmbedded(options)).toMatchObject({ wasRunning: false });
    zombie.end();
    expect(await ask("select n from kept")).toEqual([{ n: 1 }]);
  }, 30_000);

  test("takes another program with the recorded pid for dead", async () => {
    await stopEmbedded(options.data);
    writeFileSync(
      path.join(options.data, "postmaster.pid"),
      `${process.pid}\n${options.data}\n1\n${options.port}\n\n127.0.0.1\n0 0\nready\n`,
    );
    expect(embeddedStatus(options.data)).toBe("stopped");
    expect(await startEmbedded(options)).toMatchObject({ wasRunning: false });
  }, 30_000);

  test("is not started on a folder where backends of a dead postmaster still work", async () => {
    const pid = runningPid();
    const [row] = await ask<{ pid: number }>(
      "select pid from pg_stat_activity where backend_type = 'checkpointer'",
    );
    const checkpointer = row?.pid ?? Number.NaN;
    process.kill(checkpointer, "SIGSTOP");
    await killHard(pid);
    expect(isServerProcess(checkpointer, options.data)).toBe(true);
    const again = await startEmbedded(options);
    expect(isServerProcess(checkpointer, options.data)).toBe(false);
    expect(listServerProcesses(options.data)).toContain(again.pid);
    expect(await ask("select n from kept")).toEqual([{ n: 1 }]);
  }, 30_000);

  test("that is stuck is killed when the deadline has passed", async () => {
    process.kill(runningPid(), "SIGSTOP");
    expect(await stopEmbedded(options.data, 10)).toBe("killed");
    expect(embeddedStatus(options.data)).toBe("stopped");
  }, 30_000);
});

describe("the place of a cluster", () => {
  const nobody = { uid: 65_534, gid: 65_534 };

  test("is as asked when the account reaches it", () => {
    const data = path.join(folder, "open", "data");
    const binaries = options.binaries;
    expect(placeCluster({ binaries, data, runAs: null })).toEqual({ binaries, data });
  });

  test("is a folder apart, with a copy of the binaries, under a closed home", () => {
    const home = path.join(folder, "home");
    const binaries = path.join(home, "native");
    mkdirSync(path.join(binaries, "bin"), { recursive: true });
    writeFileSync(path.join(binaries, "bin", "postgres"), "program");
    chmodSync(home, 0o700);
    const asked = { binaries, data: path.join(home, "postgres"), runAs: nobody };
    expect(canTraverse(home, nobody)).toBe(false);
    const state = path.join(folder, "state");
    const place = placeCluster(asked, state);
    expect(place.data).toStartWith(path.join(state, "systemprompt-"));
    expect(readFileSync(path.join(place.binaries, "bin", "postgres"), "utf8")).toBe("program");
    expect(placeCluster(asked, state)).toEqual(place);
    const other = placeCluster({ ...asked, data: path.join(home, "other") }, state);
    expect(path.dirname(other.data)).not.toBe(path.dirname(place.data));
  });
});
