import { describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dir, "..");
const scripts = [...new Bun.Glob("demo/**/*.sh").scanSync({ cwd: root })]
  .filter((path) => /\/\d\d-/.test(path))
  .sort();

describe("M55 the demos", () => {
  test("are all there", () => {
    expect(scripts.length).toBeGreaterThanOrEqual(15);
  });

  test.each(scripts)("%s names its promises, makes claims and ends by their count", (path) => {
    const text = readFileSync(join(root, path), "utf8");
    expect(text).toMatch(/^# proves: M\d\d/m);
    expect(
      text.match(/^\s*(?:equal|contains|absent|refused|if .*held)\b/gm)?.length,
    ).toBeGreaterThan(2);
    expect(text.trimEnd().endsWith("finish")).toBe(true);
  });

  test("fail where no server runs", () => {
    const folder = mkdtempSync(join(tmpdir(), "demo-"));
    const { PATH = "" } = process.env;
    const run = Bun.spawnSync(["sh", join(root, "demo/00-preflight.sh")], {
      cwd: root,
      env: { PATH, DEMO_HOME: folder },
    });
    rmSync(folder, { recursive: true });
    expect(run.exitCode).not.toBe(0);
    expect(run.stderr.toString()).toContain("No server runs");
  });
});
