import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { JsonValue } from "#shared/json.ts";
import { judgeTool } from "./test-verdicts.ts";

/** Names that mean something to the language, and those that mean something to rules. */
const ownNames = ["toString", "valueOf", "toJSON", "__proto__", "constructor", "length", ""];
const readNames = [
  "command", "args", "argv", "arguments", "script", "lua", "query", "pipeline", "refspec", "pid", "dyno",
  "output", "kind", "auth_type", "value", "state", "body", "data", "filter", "policy", "url", "method",
  "sql", "path", "code", "input", "patch", "statement", "text", "options", "action", "force", "mode",
]; // prettier-ignore
const tools = [
  "redis/execute", "git/push", "kubernetes/get_resource", "heroku/scale", "process/kill", "mongodb/find",
  "some/update", "aws/put_policy", "ssh/terminal_input", "jupyter/run_cell", "http/request", "x/y",
]; // prettier-ignore

const hostile = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom("rm -rf /", "secret", "", "DROP TABLE a", "\ud800", "web=0", "+a:b"),
    fc.constantFrom(null, true, false, 0, -1, 1e308),
    fc.array(tie("value"), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.constantFrom(...ownNames, ...readNames), tie("value")), { maxLength: 5 })
      // As a parser makes it: `__proto__` is a member like any other.
      .map((members) => JSON.parse(`{${members.map(asMember).join(",")}}`) as JsonValue),
  ),
})).value;

function asMember([name, value]: readonly [string, JsonValue]): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
}

describe("M04 arguments that hold members of any name", () => {
  test("are judged without an exception, whatever they are given to", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...tools),
        fc.dictionary(fc.constantFrom(...readNames), hostile, { minKeys: 1, maxKeys: 4 }),
        (tool, input) => {
          const match = judgeTool(tool, input);
          expect(match === null || match.rule.includes(".")).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("are no text where one of them is called toString", () => {
    const list = [{ toString: 1, valueOf: 2 }, "FLUSHALL"];
    expect(judgeTool("redis/execute", { command: list })?.category).toBe("delete-data");
    expect(judgeTool("redis/execute", { command: "FLUSHALL", args: list })?.category).toBe(
      "delete-data",
    );
  });
});
