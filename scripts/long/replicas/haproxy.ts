import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectRoot } from "../../e2e/executable.ts";

/** Debian's haproxy with the libraries that a plain system lacks. */
const packages = ["haproxy", "liblua5.3-0", "libopentracing-c-wrapper0", "libopentracing1"];
const folder = join(projectRoot, "dist", "haproxy");

export interface Haproxy {
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The system's haproxy, else Debian's unpacked into `dist/`; null, with the reason, without one. */
export function findHaproxy(): Haproxy | null {
  const installed = Bun.which("haproxy", { PATH: "/usr/sbin:/usr/bin" });
  if (installed !== null) return { program: installed, environment: {} };
  const unpacked = unpackedHaproxy();
  if (!existsSync(unpacked.program)) download();
  if (runs(unpacked)) return unpacked;
  console.warn("skipped: no haproxy is installed and Debian's packages cannot be had");
  return null;
}

function unpackedHaproxy(): Haproxy {
  const libraries = ["usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu"];
  return {
    program: join(folder, "usr/sbin/haproxy"),
    environment: { LD_LIBRARY_PATH: libraries.map((path) => join(folder, path)).join(":") },
  };
}

function runs({ program, environment }: Haproxy): boolean {
  return existsSync(program) && succeeds([program, "-v"], folder, environment);
}

/**
 * Unpacked, never installed: no script of a package runs and nothing outside `dist/` changes. Moved
 * into place whole, because several test processes may come here at once.
 */
function download(): void {
  if (Bun.which("apt-get") === null) return;
  mkdirSync(dirname(folder), { recursive: true });
  const aside = mkdtempSync(`${folder}-`);
  try {
    const get = ["apt-get", "download", ...packages];
    const got =
      succeeds(get, aside) || (succeeds(["apt-get", "update"], aside) && succeeds(get, aside));
    if (!got) return;
    for (const name of readdirSync(aside).filter((file) => file.endsWith(".deb"))) {
      succeeds(["dpkg", "-x", name, "."], aside);
    }
    // Another process was faster: what it put there is the same.
    if (!existsSync(folder)) renameSync(aside, folder);
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
