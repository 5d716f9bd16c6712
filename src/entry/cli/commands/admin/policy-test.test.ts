import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededDraw } from "#domain/governance/secrets/draw.ts";
import { secretKinds } from "#domain/governance/secrets/kinds.ts";
import { AppError } from "#shared/errors.ts";
import type { CommandContext, ParsedArguments } from "#entry/cli/command.ts";
import { parseTextLine, policyTestVerb } from "./policy-test.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "policy-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function runOn(content: string): Promise<readonly string[]> {
  const file = join(folder, `${Bun.randomUUIDv7()}.jsonl`);
  await Bun.write(file, content);
  const printed: string[] = [];
  const unused = (): never => {
    throw new TypeError("the verb prints lines only");
  };
  const context: CommandContext = {
    flags: {
      format: "json",
      profile: undefined,
      quiet: false,
      verbose: false,
      color: false,
      yes: false,
    },
    out: { document: unused, table: unused, note: unused, line: (text) => void printed.push(text) },
    open: unused,
  };
  const parsed: ParsedArguments = {
    text: () => file,
    optionalText: () => file,
    integer: () => undefined,
    is: () => false,
    list: () => [],
  };
  await policyTestVerb.run(context, parsed);
  return printed;
}

describe("M03 admin policy test", () => {
  test("prints one line of findings for each line of input, in order", async () => {
    const secret = secretKinds[0]?.example(seededDraw(3)) ?? "";
    const lines = ["hello", `use ${secret}`, "bye"].map((text) => JSON.stringify({ text }));
    const printed = await runOn(`${lines.join("\n")}\n`);
    expect(printed.map((line): unknown => JSON.parse(line))).toEqual([
      { findings: [] },
      { findings: [{ kind: "github.pat", pointer: "/text", masked: "ghp_…(40)" }] },
      { findings: [] },
    ]);
  });

  test.each([
    ["{not json", "Line 3: not JSON."],
    ["[1]", "Line 3: not a JSON object."],
    ["null", "Line 3: not a JSON object."],
    ['{"txt":"a"}', 'Line 3: no string member "text".'],
    ['{"text":5}', 'Line 3: no string member "text".'],
  ])("refuses the line %s and names it", (line, message) => {
    expect(() => parseTextLine(line, 3)).toThrow(message);
  });

  test("fails with INVALID_INPUT on a bad line and does not repeat it", async () => {
    const failure = await runOn('{"text":"a"}\n{"text": sesame}\n').catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(AppError);
    expect(failure).toMatchObject({ code: "INVALID_INPUT", details: { line: 2 } });
    expect(String(failure)).not.toContain("sesame");
  });
});
