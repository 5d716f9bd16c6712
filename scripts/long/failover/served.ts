import { rmSync } from "node:fs";
import { SQL } from "bun";
import { openTestPrimary, type TestCluster } from "#infra/database/test-cluster.ts";
import { createTestDatabase, type TestDatabase } from "#infra/database/test-database.ts";
import { openTestProxy, type TestProxy } from "#infra/database/test-proxy.ts";
import { eventually } from "../../e2e/eventually.ts";
import { executablePath } from "../../e2e/executable.ts";
import { freePort } from "../../e2e/free-port.ts";
import { profileFolder } from "../../e2e/installation.ts";
import {
  firstAdmin,
  makeFolder,
  openServer,
  type OwnServer,
  widenLimits,
} from "../../e2e/own-server.ts";

/** The executable on a PostgreSQL that a fault can come between. */
export interface Served {
  readonly server: OwnServer;
  readonly token: string;
  readonly primary: TestCluster;
  readonly database: TestDatabase;
  readonly proxy: TestProxy;
  /** Works with a connection of the owner's past the proxy. */
  withSql<Result>(work: (sql: SQL) => Promise<Result>): Promise<Result>;
  /** `/readyz` answers with this status. */
  ready(status: number): Promise<unknown>;
  /** `/health` as an administrator reads it. */
  health(): Promise<{ readonly status: string; readonly reasons: readonly string[] }>;
  stop(): Promise<void>;
}

export interface ServedOptions {
  /** More of the profile, by section. */
  readonly profile?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

const readyMsMax = 60_000;

export async function startServed({
  profile = {},
  files = {},
}: ServedOptions = {}): Promise<Served> {
  executablePath();
  const primary = await openTestPrimary();
  const database = await createTestDatabase({ migrated: false, server: primary });
  const proxy = await openTestProxy(database.ownerUrl);
  const server = openServer(makeFolder(), freePort());
  const withSql: Served["withSql"] = async (work) => {
    const sql = new SQL(database.ownerUrl, { max: 1 });
    try {
      return await work(sql);
    } finally {
      await sql.close();
    }
  };
  const stop = async () => {
    await server.tryCli(["infra", "services", "stop"]);
    await server.tryCli(["infra", "services", "cleanup", "--yes"]);
    rmSync(server.folder, { recursive: true, force: true });
    await Promise.all([proxy.close(), database.closePools()]);
    await primary.kill();
  };
  try {
    await openServer(server.folder, server.port, { DATABASE_URL: proxy.url }).cli(
      ...["admin", "setup", "--yes", "--port", String(server.port)],
    );
    widenLimits(server);
    for (const [path, text] of Object.entries(files)) server.write(path, text);
    const path = `${profileFolder}/profile.yaml`;
    const sections = Object.entries(profile).map(([name, text]) => `${name}:\n${text}`);
    server.write(path, [server.read(path).trimEnd(), ...sections, ""].join("\n"));
    await server.start();
    const token = await server.token(firstAdmin);
    return {
      ...{ server, token, primary, database, proxy, withSql, stop },
      ready: (status) => readyAnswers(server, status),
      health: () => readHealth(server, token),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function readyAnswers(server: OwnServer, status: number): Promise<true> {
  return eventually(readyMsMax, async () => {
    const answer = await fetch(`${server.baseUrl}/readyz`).catch(() => null);
    return answer?.status === status ? true : undefined;
  });
}

async function readHealth(server: OwnServer, token: string) {
  const answer = await fetch(`${server.baseUrl}/health`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return (await answer.json()) as { status: string; reasons: string[] };
}
