import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SQL } from "bun";
import { testServer } from "#infra/database/test-server.ts";
import { eventually } from "../../e2e/eventually.ts";
import { freePort } from "../../e2e/free-port.ts";
import { databaseUrl, profileFolder } from "../../e2e/installation.ts";
import { makeFolder, openServer, type OwnServer, widenLimits } from "../../e2e/own-server.ts";
import { executablePath } from "../../e2e/executable.ts";
import { type Balancer, startBalancer } from "./balancer.ts";
import type { BalancerProgram } from "./balancer-program.ts";

export interface FleetOptions {
  readonly replicas: number;
  /** Null leaves the replicas without a balancer: they are reached by their own ports. */
  readonly balancer: BalancerProgram | null;
  readonly limits?: "wide" | "shipped";
  /** An empty database of the owner's; absent, one of the test server's, which may be in memory. */
  readonly databaseUrl?: string;
  /** What the listeners' connections go through on their way to the database. */
  readonly listenThrough?: (url: string) => string;
  /** What all connections of one replica go through on their way to the database. */
  readonly detour?: { readonly replica: number; readonly through: (url: string) => string };
  /** Files of each replica, by their path inside its folder. */
  readonly files?: Readonly<Record<string, string>>;
}

/** One installation served by several processes of the executable on one PostgreSQL. */
export interface Fleet {
  readonly replicas: readonly OwnServer[];
  /** The first of them: where verbs run. */
  readonly first: OwnServer;
  /** Holds the replicas' folders. */
  readonly folder: string;
  /** The balancer's port. */
  readonly port: number;
  /** A connection of the owner's. */
  readonly sql: SQL;
  readonly balancer: Balancer | null;
  stop(): Promise<void>;
}

const stepMsMax = 30_000;

export async function startFleet(options: FleetOptions): Promise<Fleet> {
  executablePath();
  const folder = makeFolder();
  const port = freePort();
  const database = options.databaseUrl === undefined ? await makeDatabase() : null;
  const url = options.databaseUrl ?? database?.url ?? "";
  const replicas = Array.from({ length: options.replicas }, (_, index) => {
    const own = join(folder, `replica-${String(index + 1)}`);
    mkdirSync(own);
    return openServer(own, freePort());
  });
  const [first] = replicas;
  if (first === undefined) throw new Error("a fleet has one replica at least");
  const sql = new SQL(url, { max: 2 });
  const opened: { balancer: Balancer | null } = { balancer: null };
  const stop = async () => {
    await opened.balancer?.stop();
    await Promise.all(replicas.map((replica) => replica.stop()));
    await sql.close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await setUpAll(replicas, first, port, url, options);
    await startAll(replicas);
    if (options.balancer !== null) {
      const ports = replicas.map((replica) => replica.port);
      opened.balancer = await startBalancer(options.balancer, { folder, port, replicas: ports });
      await serves(port);
    }
    return { replicas, first, folder, port, sql, balancer: opened.balancer, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Longer than the balancer of the example takes to see that a replica is leaving. */
const leaveMs = 3_000;

function behindBalancer(port: number): string {
  return `server:
  public_url: http://127.0.0.1:${String(port)}
  trusted_proxies: [127.0.0.1]
  leave_ms: ${String(leaveMs)}
`;
}

/** Dropped with whatever is still connected: a killed replica's connections end late. */
async function makeDatabase() {
  const server = new URL((await testServer()).url);
  const name = `fleet_${crypto.randomUUID().replaceAll("-", "")}`;
  const run = async (statement: string) => {
    const sql = new SQL(server.href, { max: 1 });
    await sql.unsafe(statement);
    await sql.close();
  };
  await run(`create database ${name}`);
  return {
    url: Object.assign(new URL(server), { pathname: `/${name}` }).href,
    drop: () => run(`drop database ${name} with (force)`),
  };
}

async function setUpAll(
  replicas: readonly OwnServer[],
  first: OwnServer,
  port: number,
  url: string,
  { limits, files, listenThrough, detour }: FleetOptions,
): Promise<void> {
  const environment = { DATABASE_URL: url };
  await openServer(first.folder, first.port, environment).cli(
    ...["admin", "setup", "--yes", "--port", String(first.port)],
  );
  const profile = `${profileFolder}/profile.yaml`;
  first.write(profile, first.read(profile).replace(/^server:\n/m, behindBalancer(port)));
  if (limits !== "shipped") widenLimits(first);
  const place = (replica: OwnServer) => {
    for (const [path, text] of Object.entries(files ?? {})) replica.write(path, text);
  };
  place(first);
  for (const replica of replicas.slice(1)) {
    await replica.cli(
      ...["admin", "setup", "--yes", "--replica-of", first.folder],
      ...["--port", String(replica.port)],
    );
    place(replica);
  }
  const taker = detour && replicas[detour.replica];
  if (detour !== undefined && taker !== undefined) {
    const secrets = `${profileFolder}/secrets.yaml`;
    const rewritten = taker.read(secrets).replaceAll(/postgres:[^"]+/g, detour.through);
    taker.write(secrets, rewritten);
  }
  if (listenThrough === undefined) return;
  for (const replica of replicas) {
    const secrets = `${profileFolder}/secrets.yaml`;
    const direct = JSON.stringify(listenThrough(databaseUrl(replica, "app")));
    replica.write(secrets, `${replica.read(secrets)}database_direct_url: ${direct}\n`);
  }
}

/** Waits for all of them, so that a failed start leaves no other one under way. */
async function startAll(replicas: readonly OwnServer[]): Promise<void> {
  const started = await Promise.allSettled(replicas.map((replica) => replica.start()));
  const failed = started.find((one) => one.status === "rejected");
  if (failed !== undefined) throw new Error("a replica did not start", { cause: failed.reason });
}

async function serves(port: number): Promise<void> {
  await eventually(stepMsMax, async () => {
    const answer = await fetch(`http://127.0.0.1:${String(port)}/readyz`).catch(() => null);
    return answer?.status === 200 ? true : undefined;
  });
}
