import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "#shared/clock.ts";
import { ChildLog } from "./child-log.ts";

test("M03 the lines of a private key that a program writes are in neither log nor tail", () => {
  const folder = mkdtempSync(join(tmpdir(), "child-log-"));
  const path = join(folder, "child.log");
  const log = new ChildLog({ path, clock: systemClock, redact: (text) => text });
  const label = ["RSA", "PRIVATE", "KEY"].join(" ");
  const body = Array.from({ length: 40 }, (_, at) => Buffer.alloc(48, `${at}x`).toString("base64"));
  const key = [`-----BEGIN ${label}-----`, "Proc-Type: 4,ENCRYPTED", "", ...body, "AwEB=="];
  for (const line of ["before", ...key]) {
    log.write("stderr", line);
    log.write("stdout", "noise between");
  }
  log.write("stderr", `-----END ${label}-----`);
  log.write("stderr", "after the key");
  // One that breaks off.
  for (const line of [...key.slice(0, 5), "a sentence that is none of its lines"]) {
    log.write("stderr", line);
  }
  const kept = `${log.tail.join("\n")}\n${readFileSync(path, "utf8")}`;
  rmSync(folder, { recursive: true });
  for (const line of [...body, "AwEB=="]) expect(kept).not.toContain(line);
  for (const line of ["before", "noise between", "after the key", "a sentence that is none"]) {
    expect(kept).toContain(line);
  }
  expect(kept).toContain(`-----BEGIN ${label}-----`);
});
