import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appendAnchor } from "./anchors.ts";
import { verifyFile } from "./read-archive.ts";

const root = join(import.meta.dir, "../../../..");
const vectors = join(root, "services/content/docs/audit-vectors.ndjson");
const verifier = join(root, "scripts/verify-audit.py");
const python = Bun.which("python3");
const folder = await mkdtemp(join(tmpdir(), "audit-vectors-"));
afterAll(() => rm(folder, { recursive: true }));

/** A signature takes Python milliseconds, and other tests have the cores. */
setDefaultTimeout(60_000);

const heads = [
  {
    writer: 1,
    sequence: 4,
    head: "5cbd51f09756a97cb872e4788713d87a146e8a84b792c50fb08698c78acd855f",
  },
  {
    writer: 2,
    sequence: 3,
    head: "b6849e153e76ac41f8c44972e7b9eb69109e1a3b161b29d887817841b3244717",
  },
];

async function runPython(...words: readonly string[]): Promise<{ ok: boolean; exit: number }> {
  const child = Bun.spawn([python ?? "", verifier, ...words], {
    env: {},
    stdout: "pipe",
    stderr: "inherit",
  });
  const text = await new Response(child.stdout).text();
  return { ok: (JSON.parse(text) as { ok: boolean }).ok, exit: await child.exited };
}

describe("M09 the published vectors", () => {
  test("verify here, up to the published heads", async () => {
    expect(await verifyFile(vectors, { anchors: heads })).toMatchObject({
      ok: true,
      rows: 7,
      seals: 9,
      heads,
    });
  });

  test.skipIf(python === null)(
    "verify by the independent program, with the same heads",
    async () => {
      const expected = join(folder, "heads.jsonl");
      for (const head of heads) await appendAnchor(expected, head, 0);
      expect(await runPython(vectors, "--expect", expected)).toEqual({ ok: true, exit: 0 });
      await appendAnchor(expected, { writer: 1, sequence: 2, head: "0".repeat(64) }, 0);
      expect(await runPython(vectors, "--expect", expected)).toEqual({ ok: false, exit: 1 });
    },
  );

  test.skipIf(python === null)(
    "are not anchored for the independent program by a file without heads",
    async () => {
      const expected = join(folder, "empty.jsonl");
      await writeFile(expected, "");
      expect(await runPython(vectors, "--expect", expected)).toEqual({ ok: false, exit: 1 });
      // Cut by a crash: the line before it counts.
      const [head] = heads;
      if (head !== undefined) await appendAnchor(expected, head, 0);
      await appendFile(expected, '{"at":"2026');
      expect(await runPython(vectors, "--expect", expected)).toEqual({ ok: true, exit: 0 });
    },
  );

  test.skipIf(python === null)(
    "are refused by the independent program with a line that no format has",
    async () => {
      const longer = join(folder, "longer.ndjson");
      await writeFile(longer, `${await Bun.file(vectors).text()}{"remark":{}}\n`);
      expect(await runPython(longer)).toEqual({ ok: false, exit: 1 });
    },
  );

  test.skipIf(python === null)("are refused by both as soon as one character differs", async () => {
    const text = await Bun.file(vectors).text();
    const changed = join(folder, "changed.ndjson");
    const places = [
      text.indexOf("Tab"),
      text.indexOf('"count":3') + 8,
      text.indexOf('"leaves":"', 3_000) + 12,
      text.indexOf('"signature":"') + 20,
      text.lastIndexOf('"signature":"') + 20,
      text.indexOf('"policy":"guard') + 12,
    ];
    for (const at of places) {
      const character = text[at] === "7" ? "6" : "7";
      await Bun.write(changed, text.slice(0, at) + character + text.slice(at + 1));
      expect(await runPython(changed)).toEqual({ ok: false, exit: 1 });
      expect((await verifyFile(changed)).ok).toBe(false);
    }
  });
});
