import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that is gone when the test leaves its block (`using folder = testFolder()`). */
export function testFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "systemprompt-test-"));
  return {
    path,
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
