import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accountToRunAs } from "#infra/database/embedded/spawn-postgres.ts";
import { eventually } from "../../e2e/eventually.ts";
import { freePort } from "../../e2e/free-port.ts";
import { openRaw } from "../../e2e/raw-http.ts";
import { type DebianProgram, findProgram } from "../debian-program.ts";

/** PgBouncer in transaction mode in front of a PostgreSQL. */
export interface Pooler {
  /** A URL of the PostgreSQL behind it, through it. */
  through(url: string): string;
  freeze(): () => void;
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const startMsMax = 10_000;
const readable = 0o755;

export function findPooler(): DebianProgram | null {
  const packages = ["pgbouncer", "libc-ares2", "libevent-2.1-7"];
  return findProgram({ name: "pgbouncer", packages, versionFlag: "-V" });
}

/** The users are those of the URLs; all of them lead to one server. */
export async function startPooler(
  { program, environment }: DebianProgram,
  urls: readonly string[],
): Promise<Pooler> {
  const folder = mkdtempSync(join(tmpdir(), "pooler-"));
  chmodSync(folder, readable);
  const port = freePort();
  const target = new URL(urls[0] ?? "");
  const users = urls.map((url) => new URL(url));
  writeFileSync(
    join(folder, "users.txt"),
    users.map(({ username, password }) => `"${username}" "${password}"\n`).join(""),
  );
  writeFileSync(join(folder, "pgbouncer.ini"), configuration(folder, port, target.port));
  const account = accountToRunAs();
  let child: Bun.Subprocess | undefined;
  const start = async () => {
    child = Bun.spawn([program, join(folder, "pgbouncer.ini")], {
      cwd: folder,
      env: { PATH: "/usr/bin:/bin", ...environment },
      stdio: ["ignore", "ignore", "ignore"],
      ...(account === null ? {} : account),
    });
    await eventually(startMsMax, async () => {
      const connection = await openRaw(port);
      connection?.close();
      return connection === null ? undefined : true;
    });
  };
  const kill = async () => {
    child?.kill("SIGKILL");
    await child?.exited;
  };
  await start();
  return {
    through(url) {
      const next = new URL(url);
      next.port = String(port);
      return next.href;
    },
    freeze() {
      child?.kill("SIGSTOP");
      return () => child?.kill("SIGCONT");
    },
    kill,
    start,
    async stop() {
      await kill();
      rmSync(folder, { recursive: true });
    },
  };
}

/** As the page on backup and failover shows it. */
function configuration(folder: string, port: number, target: string): string {
  return `[databases]
* = host=127.0.0.1 port=${target}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${String(port)}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(folder, "users.txt")}
pool_mode = transaction
ignore_startup_parameters = statement_timeout, idle_in_transaction_session_timeout
server_login_retry = 1
`;
}
