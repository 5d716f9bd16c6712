import { describe, expect, test } from "bun:test";
import { judgePowershell, judgeShell } from "../judge-shell.ts";
import { newEffort, type RuleContext } from "../rules/rule-context.ts";
import { judgeTool } from "../test-verdicts.ts";

/** Rules that a script meets, and what is left of the effort that a call may cost. */
function judge(
  text: string,
  read: (text: string, context: RuleContext) => void = judgeShell,
): { readonly rules: ReadonlySet<string>; readonly charactersLeft: number } {
  const rules = new Set<string>();
  const effort = newEffort();
  read(text, { cwd: "/home/dev/project", report: ({ rule }) => rules.add(rule), effort });
  return { rules, charactersLeft: effort.charactersLeft };
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** One level more would cost as many times more as it starts itself. */
const endless: readonly (readonly [string, string])[] = [
  ["starts itself eight times", `echo '${"sh f; ".repeat(8)}' > f; sh f`],
  ["starts itself by source", `echo '${". f; ".repeat(8)}' > f; . f`],
  ["starts another that starts it", "echo 'sh g;sh g;sh g' > f; echo 'sh f;sh f;sh f' > g; sh f"],
  ["starts itself by a program", `echo 'os.system("python f") '>f; python -c 'open("f","w").write("sh f; sh f; sh f; sh f")'; sh f`],
  ["is written to run at the start", `echo 'echo "sh f;sh f;sh f" > f; sh f; sh f' > ~/.bashrc; sh ~/.bashrc`],
  ["starts programs of many words", `${"docker exec a ".repeat(4_000)}rm -rf /`],
]; // prettier-ignore

describe("M04 a script that", () => {
  test.each(endless)("%s is judged within what a call may cost", (_how, script) => {
    const { rules, charactersLeft } = judge(script);
    expect([...rules]).toContain("opaque.too-much");
    // The last start goes over, and what waits behind each level asks once more.
    expect(charactersLeft).toBeGreaterThan(-1_000_000);
  });

  test("starts itself in PowerShell is judged within what a call may cost", () => {
    const { rules } = judge("'sh f; sh f; sh f; sh f; sh f' | tee f; sh f", judgePowershell);
    expect([...rules]).toContain("opaque.too-much");
  });

  test("swaps letters for longer texts is followed as far as a script may be long", () => {
    const swap = `sed 's/a/${"a".repeat(64)}/g'`;
    const { rules } = judge(`echo aaaaaaaa | ${Array(7).fill(swap).join(" | ")} | sh`);
    expect([...rules]).toEqual(["shell.pipe-to-shell"]);
    const value = `x=${"a".repeat(4_000)}; rm -rf /"\${x//a/${"b".repeat(4_000)}}"`;
    expect(judge(value).charactersLeft).toBeGreaterThan(0);
    expect([...judge("echo 'rm -xf /etc' | sed 's/x/r/g' | sh").rules]).toEqual([
      "shell.rm-recursive",
    ]);
  });

  test("is as long as scripts may be is read to its end, in a shell that a shell starts", () => {
    const long = `${"echo one more line of work\n".repeat(2_000)}rm -rf /etc`;
    for (const script of [
      long,
      `bash -c ${quoted(long)}`,
      `sudo sh -c ${quoted(`sh <<'E'\n${long}\nE`)}`,
    ]) {
      expect([...judge(script).rules]).toEqual(["shell.rm-recursive"]);
    }
  });
});

describe("M04 a call of many texts", () => {
  const rows = "SELECT name FROM users WHERE id = 4;\n".repeat(1_600);
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`part${at}`, { sql: rows }]));

  test("is read as far as one call may cost, and the rest of it counts as unreadable", () => {
    expect(judgeTool("some/run", many(2))).toBeNull();
    const match = judgeTool("some/run", many(40));
    expect(match?.rule).toBe("opaque.too-much");
    expect(match?.argument).toBe("/part3/sql");
  });
});
