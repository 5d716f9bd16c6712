import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

export const projectRoot = join(import.meta.dir, "..", "..");

const path = join(projectRoot, "dist", "systemprompt");
const sources = [
  ...["src", "extensions", "services", "sql", "package.json"],
  ...["scripts/build.ts", "scripts/verify-audit.py"],
];

let checked = false;

/** The compiled executable, built first when any source is newer than it. */
export function executablePath(): string {
  if (!checked && isOutdated()) build();
  checked = true;
  return path;
}

function isOutdated(): boolean {
  return !existsSync(path) || newestSource() > statSync(path).mtimeMs;
}

function newestSource(): number {
  const times = sources.flatMap((source) => {
    const full = join(projectRoot, source);
    if (statSync(full).isFile()) return [statSync(full).mtimeMs];
    const files = new Bun.Glob("**/*").scanSync({ cwd: full, onlyFiles: true, absolute: true });
    return Array.from(files, (file) => (isTest(file) ? 0 : statSync(file).mtimeMs));
  });
  return Math.max(...times);
}

function isTest(file: string): boolean {
  return file.includes(".test.ts");
}

function build(): void {
  const script = join(projectRoot, "scripts", "build.ts");
  const result = Bun.spawnSync([process.execPath, script, "--executable-only"]);
  if (result.exitCode !== 0) throw new Error(`the build failed: ${result.stderr.toString()}`);
}
