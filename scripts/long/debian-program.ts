import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../e2e/executable.ts";

const folder = join(projectRoot, "dist", "debian");

export interface DebianProgram {
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface ProgramRequest {
  readonly name: string;
  /** Debian's packages, with the libraries that a plain system lacks. */
  readonly packages: readonly string[];
  /** What makes it print its version and end. */
  readonly versionFlag: string;
}

/** The system's own, else Debian's unpacked into `dist/`; null, with the reason, without one. */
export function findProgram({ name, packages, versionFlag }: ProgramRequest): DebianProgram | null {
  const installed = Bun.which(name, { PATH: "/usr/sbin:/usr/bin" });
  if (installed !== null) return { program: installed, environment: {} };
  const target = join(folder, name);
  const libraries = ["usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu"];
  const unpacked = {
    program: join(target, "usr/sbin", name),
    environment: { LD_LIBRARY_PATH: libraries.map((path) => join(target, path)).join(":") },
  };
  if (!existsSync(unpacked.program)) download(packages, target);
  const { program, environment } = unpacked;
  if (existsSync(program) && succeeds([program, versionFlag], folder, environment)) return unpacked;
  console.warn(`skipped: no ${name} is installed and Debian's packages cannot be had`);
  return null;
}

/**
 * Unpacked, never installed: no script of a package runs and nothing outside `dist/` changes. Moved
 * into place whole, because several test processes may come here at once.
 */
function download(names: readonly string[], target: string): void {
  if (Bun.which("apt-get") === null) return;
  mkdirSync(folder, { recursive: true });
  const aside = mkdtempSync(`${target}-`);
  try {
    const get = ["apt-get", "download", ...names];
    const got =
      succeeds(get, aside) || (succeeds(["apt-get", "update"], aside) && succeeds(get, aside));
    if (!got) return;
    for (const name of readdirSync(aside).filter((file) => file.endsWith(".deb"))) {
      succeeds(["dpkg", "-x", name, "."], aside);
    }
    // Another process was faster: what it put there is the same.
    if (!existsSync(target)) renameSync(aside, target);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function succeeds(
  command: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): boolean {
  const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", ...environment };
  const { exitCode } = Bun.spawnSync([...command], {
    cwd,
    env,
    stdio: ["ignore", "ignore", "ignore"],
  });
  return exitCode === 0;
}
