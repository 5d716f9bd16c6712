import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bindCorrelation } from "#shared/principal.ts";
import type { ClientId, SessionId, UserId } from "#shared/ids.ts";
import { mintTraceId } from "#shared/ids.ts";
import { createLogger } from "./logger.ts";
import { LogFile } from "./log-file.ts";

const folder = mkdtempSync(join(tmpdir(), "log-"));
afterAll(() => rmSync(folder, { recursive: true }));

function capture(format: "json" | "text") {
  const lines: string[] = [];
  const clock = { nowMs: () => 1_700_000_000_000, monotonicMs: () => 0 };
  const logger = createLogger({ level: "info", clock, format, write: (line) => lines.push(line) });
  return { lines, logger };
}

describe("M14 logging", () => {
  const canary = ["canary", "value", "4711"].join("-");

  test.each([
    ["plain", canary],
    ["base64", Buffer.from(canary).toString("base64")],
    ["hex", Buffer.from(canary).toString("hex")],
    ["inside JSON", JSON.stringify({ deep: { text: `x${canary}y` } })],
  ])("masks a known value written %s, in message, field, list and error cause", (_, written) => {
    const { lines, logger } = capture("json");
    logger.redactor.add(canary);
    logger.warn(`saw ${written}`, {
      field: written,
      list: [written],
      error: new Error("outer", { cause: new Error(`inner ${written}`) }),
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain(written);
    expect(lines[0]).not.toContain(canary);
    expect(lines[0]).toContain("[redacted]");
  });

  test("masks what the search that it was given finds, everywhere, the last one given", () => {
    const { lines, logger } = capture("json");
    logger.redactor.searchBy((text) => text.replaceAll("first", "…"));
    logger.redactor.searchBy((text) => text.replaceAll("second", "…"));
    logger.error("first second", { list: ["second"], error: new Error("second") });
    expect(lines[0]).not.toContain("second");
    expect(lines[0]).toContain("first …");
  });

  test("masks by name what it has never seen", () => {
    const { lines, logger } = capture("text");
    logger.info("request", { headers: { Authorization: "Bearer abc", accept: "text/html" } });
    expect(lines[0]).toContain('"Authorization":"[redacted]"');
    expect(lines[0]).toContain("text/html");
  });

  test("carries all six correlation ids", () => {
    const { lines, logger } = capture("json");
    const correlation = bindCorrelation(
      { userId: "u" as UserId, sessionId: "s" as SessionId, clientId: "c" as ClientId },
      mintTraceId(),
    );
    logger.with(correlation).info("hello");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ ...correlation, message: "hello" });
  });

  test("keeps a hostile message on one line without control characters", () => {
    const { lines, logger } = capture("text");
    logger.info("a\nforged line\u001b[2J", {});
    expect(lines[0]).not.toMatch(/[\u0000-\u001f]/);
  });

  test("rotates at the bound and keeps five files, readable by the owner alone", () => {
    const file = new LogFile(join(folder, "a.log"), 100);
    for (let line = 0; line < 100; line++) file.write("x".repeat(30));
    file.close();
    const names = readdirSync(folder).sort();
    expect(names).toEqual(["a.log", "a.log.1", "a.log.2", "a.log.3", "a.log.4"]);
    for (const name of names) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });
});
