import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { length } from "../length.ts";

setDefaultTimeout(3_600_000);

/** One text takes milliseconds; on a machine that does much else a hundred times as long. */
const oneTextMsMax = 20_000;
const seeds = Array.from({ length: length(40, 2) }, (_, at) => at + 1);

/** Reads texts in a process of its own, which a text without an end cannot take with it. */
async function readTexts(kind: string, seed: number, count: number): Promise<string> {
  return runToEnd("read-texts.ts", [kind, String(seed), String(count)]);
}

async function runToEnd(name: string, words: readonly string[]): Promise<string> {
  const program = join(import.meta.dir, name);
  const child = Bun.spawn([process.execPath, program, ...words], {
    stdout: "pipe",
    stderr: "pipe",
  });
  const errors = new Response(child.stderr).text();
  let last = "";
  let timer = setTimeout(() => child.kill("SIGKILL"), oneTextMsMax);
  for await (const piece of child.stdout) {
    clearTimeout(timer);
    timer = setTimeout(() => child.kill("SIGKILL"), oneTextMsMax);
    last = Buffer.from(piece).toString().trim().split("\n").at(-1) ?? last;
  }
  clearTimeout(timer);
  const code = await child.exited;
  return code === 0
    ? "all read"
    : `ended by ${child.signalCode ?? code} in ${last}: ${await errors}`;
}

test.each(seeds)("M04 hostile commands are judged to their end, seed %d", async (seed) => {
  expect(await readTexts("commands", seed, length(20_000, 2_000))).toBe("all read");
});

test.each(seeds)(
  "M03 hostile texts are searched and masked to their end, seed %d",
  async (seed) => {
    expect(await readTexts("secrets", seed, length(20_000, 500))).toBe("all read");
  },
);

/** A pattern that tries each pair of places takes minutes for the longer one. */
const patternTextLength = length(131_072, 8_192);

test("M04 every pattern of the blocklist comes to the end of long texts made for it", async () => {
  expect(await runToEnd("read-patterns.ts", [String(patternTextLength)])).toBe("all read");
});
