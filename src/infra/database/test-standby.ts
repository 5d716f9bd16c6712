import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { accountToRunAs, spawnPostgres } from "./embedded/spawn-postgres.ts";
import { openDatabase } from "./open-database.ts";
import { clusterAt, type TestCluster, withFreePort } from "./test-cluster.ts";
import { makeClusterFolder } from "./test-server.ts";
import { openTestProxy, type TestProxy } from "./test-proxy.ts";

export interface TestStandby extends TestCluster {
  /** What the standby replicates through: cut it and the standby lags. */
  readonly link: TestProxy;
  /** Until the standby has flushed and replayed what the primary holds now. */
  catchUp(): Promise<void>;
  /** Makes it a primary, with what it has received. */
  promote(): Promise<void>;
}

/** Its name in the primary's synchronous_standby_names. */
export const standbyName = "test_standby";

const privateFile = 0o600;
const privateFolder = 0o700;
/** Left out of a copy, as the manual says of base backups; the folders themselves are needed. */
const foldersEmptied = [
  ...["pg_wal", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_serial", "pg_snapshots"],
  ...["pg_stat_tmp", "pg_subtrans"],
];
const promoteSeconds = 30;

/**
 * A streaming standby of a primary, made as a base backup by hand: the npm package of PostgreSQL
 * brings no pg_basebackup.
 */
export async function openTestStandby(primary: TestCluster): Promise<TestStandby> {
  const link = await openTestProxy(primary.url);
  const data = path.join(makeClusterFolder(), "data");
  const label = await copyData(primary, data);
  const url = await withFreePort(primary.url);
  const account = accountToRunAs();
  const write = (name: string, text: string, flag: "w" | "a" = "w") => {
    const file = path.join(data, name);
    writeFileSync(file, text, { mode: privateFile, flag });
    chmodSync(file, privateFile);
    if (account !== null) chownSync(file, account.uid, account.gid);
  };
  write("backup_label", label);
  write("standby.signal", "");
  write("postgresql.auto.conf", standbySettings(link.url), "a");
  const cluster = clusterAt(data, url);
  await cluster.start();
  return {
    ...cluster,
    link,
    async catchUp() {
      const [row] = await primary.run<{ lsn: string }>("select pg_current_wal_flush_lsn() as lsn");
      const behind = `select 1 from pg_stat_replication
        where application_name = '${standbyName}' and replay_lsn >= '${row?.lsn ?? ""}'`;
      while ((await primary.run(behind)).length === 0) await primary.run("select pg_sleep(0.01)");
    },
    async promote() {
      await cluster.run(`select pg_promote(true, ${promoteSeconds})`);
    },
  };
}

/** Copies a running primary's folder; returns the label of the backup. */
async function copyData(primary: TestCluster, data: string): Promise<string> {
  const database = openDatabase({
    ...{ url: primary.url, max: 1, applicationName: "systemprompt test" },
    ...{ connectTimeoutMs: 5_000, statementTimeoutMs: 30_000 },
  });
  try {
    await database.sql`select pg_backup_start('standby', true)`;
    // Files may go while they are copied; the log of the backup brings them right.
    const runAs = accountToRunAs();
    mkdirSync(data, { mode: privateFolder });
    if (runAs !== null) chownSync(data, runAs.uid, runAs.gid);
    const options = { runAs, cwd: "/", logFile: `${data}.log`, detached: false };
    await spawnPostgres(["/bin/cp", "-a", `${primary.data}/.`, data], options).exited;
    const [row] = await database.sql<{ labelfile: string }[]>`
      select labelfile from pg_backup_stop(false)`;
    for (const folder of foldersEmptied) emptyFolder(path.join(data, folder));
    rmSync(path.join(data, "postmaster.pid"), { force: true });
    rmSync(path.join(data, "postmaster.opts"), { force: true });
    return row?.labelfile ?? "";
  } finally {
    await database.close(1_000);
  }
}

/** Removes the files of a folder and of those in it. */
function emptyFolder(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const inside = path.join(folder, entry.name);
    if (entry.isDirectory() && folder.endsWith("pg_wal")) emptyFolder(inside);
    else rmSync(inside, { recursive: true });
  }
}

function standbySettings(primary: string): string {
  const { hostname, port, username, password } = new URL(primary);
  const words = [
    `host=${hostname} port=${port} user=${username} password=${password}`,
    `application_name=${standbyName}`,
  ];
  return [
    "",
    `primary_conninfo = '${words.join(" ")}'`,
    // Tries again soon after its link was cut.
    "wal_retrieve_retry_interval = '100ms'",
    "wal_receiver_timeout = '1s'",
    "wal_receiver_status_interval = '100ms'",
    "",
  ].join("\n");
}
