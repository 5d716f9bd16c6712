import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError, type JsonObject, type Tool, type ToolResult } from "#extension-api";
import fc from "fast-check";
import { deleteFileTool } from "./delete-file.ts";
import { limits } from "./limits.ts";
import { listFilesTool } from "./list-files.ts";
import { parsePath } from "./parse-path.ts";
import { readFileTool } from "./read-file.ts";
import { searchFilesTool } from "./search-files.ts";
import { writeFileTool } from "./write-file.ts";

const home = mkdtempSync(join(tmpdir(), "workspace-"));
const root = join(home, "inside");
const outside = join(home, "outside");
const list = listFilesTool(root);
const read = readFileTool(root);
const write = writeFileTool(root);
const search = searchFilesTool(root);
const remove = deleteFileTool(root);

beforeAll(async () => {
  mkdirSync(join(root, "folder"), { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(outside, "secret.txt"), "outside words");
  writeFileSync(join(root, "plain.txt"), "one\ntwo words\nthree");
  writeFileSync(join(root, "folder", "deep.txt"), "Deep WORDS here");
  writeFileSync(join(root, "binary"), Buffer.from([0xff, 0x00, 0xfe]));
  symlinkSync(join(outside, "secret.txt"), join(root, "link.txt"));
  symlinkSync(outside, join(root, "linked"));
  symlinkSync(".", join(root, "loop"));
  linkSync(join(outside, "secret.txt"), join(root, "hard.txt"));
  expect(await Bun.spawn(["mkfifo", join(root, "fifo")], { env: {} }).exited).toBe(0);
  socket = Bun.listen({ unix: join(root, "socket"), socket: { data() {} } });
  symlinkSync("/dev/zero", join(root, "zero"));
});
let socket: { stop(): void };

afterAll(() => {
  socket.stop();
  rmSync(home, { recursive: true, force: true });
});

async function run(tool: Tool, input: JsonObject): Promise<ToolResult> {
  return tool.run(input, { signal: new AbortController().signal });
}

async function textOf(tool: Tool, input: JsonObject): Promise<string> {
  const [first] = (await run(tool, input)).content;
  return first?.type === "text" ? first.text : "";
}

async function refusalOf(tool: Tool, input: JsonObject): Promise<string> {
  try {
    await run(tool, input);
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
  throw new Error("it was not refused");
}

const hostile: readonly (readonly [string, string])[] = [
  ["../outside/secret.txt", "leaves the workspace"],
  ["folder/../../outside/secret.txt", "leaves the workspace"],
  ["..", "leaves the workspace"],
  ["/etc/passwd", "absolute"],
  ["//etc/passwd", "absolute"],
  ["folder//deep.txt", "empty part"],
  ["folder/./deep.txt", "empty part"],
  ["..\\outside\\secret.txt", "backslash"],
  ["plain.txt\u0000.png", "control character"],
  ["plain\n.txt", "control character"],
  ["x".repeat(300), "255 bytes"],
  ["x/".repeat(600), "1024 characters"],
  ["x/".repeat(100), "32 folders"],
  ["\ud800", "surrogate"],
];

describe("workspace paths", () => {
  test.each(hostile)("that lead elsewhere are refused by every tool: %j", async (path, words) => {
    for (const tool of [read, remove, list, search]) {
      expect(await refusalOf(tool, { path, query: "x" })).toContain(words);
    }
    expect(await refusalOf(write, { path, content: "x" })).toContain(words);
  });

  test("never hold a part that could leave, whatever is typed", () => {
    const part = fc.oneof(fc.constantFrom("..", ".", "/", "\\", "\u0000", "a"), fc.string());
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        let names: readonly string[];
        try {
          names = parsePath(parts.join("/"));
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
          return;
        }
        for (const name of names) expect(name).not.toMatch(/^(|\.|\.\.)$|[/\\\u0000]/);
      }),
    );
  });
});

describe("workspace links and special files", () => {
  test.each([
    ["link.txt", "is a link"],
    ["linked/secret.txt", "is not a folder, or is a link"],
    ["loop/plain.txt", "is not a folder, or is a link"],
    ["hard.txt", "hard link"],
    ["fifo", "device, pipe or socket"],
    ["socket", "device, pipe or socket"],
    ["zero", "is a link"],
    ["folder", "is a folder"],
    ["plain.txt/below", "is not a folder, or is a link"],
  ])("are refused by reading, writing and deleting: %s", async (path, words) => {
    expect(await refusalOf(read, { path })).toContain(words);
    expect(await refusalOf(write, { path, content: "x" })).toContain(words);
    expect(await refusalOf(remove, { path })).toContain(words);
    expect(readFileSync(join(outside, "secret.txt"), "utf8")).toBe("outside words");
  });

  test("are shown as refused in lists and passed over in searches", async () => {
    const result = await run(list, { recursive: true });
    const { entries } = result.structuredContent as { entries: { path: string; type: string }[] };
    const refused = entries.filter(({ type }) => type === "refused").map(({ path }) => path);
    expect(refused).toEqual(["fifo", "hard.txt", "link.txt", "linked", "loop", "socket", "zero"]);
    expect(await textOf(search, { query: "outside" })).toBe("Nothing was found.");
  });

  test("that replace a folder in the middle of a call are never followed", async () => {
    const victim = join(root, "swap");
    const aside = join(root, "aside");
    mkdirSync(victim);
    const swapper = Bun.spawn(
      [
        "sh",
        "-c",
        `while :; do mv ${victim} ${aside}; ln -s ${outside} ${victim};
        rm ${victim}; mv ${aside} ${victim}; done`,
      ],
      { env: { PATH: "/usr/bin:/bin" }, stderr: "ignore" },
    );
    for (let round = 0; round < 400; round++) {
      try {
        await run(write, { path: "swap/planted.txt", content: "x" });
        await run(read, { path: "swap/secret.txt" });
        throw new Error("the file outside was read");
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
      }
    }
    swapper.kill("SIGKILL");
    await swapper.exited;
    expect(existsSync(join(outside, "planted.txt"))).toBe(false);
    for (const path of [victim, aside]) rmSync(path, { recursive: true, force: true });
  });
});

describe("workspace files", () => {
  test("are written with their folders, replaced whole and read back", async () => {
    await run(write, { path: "new/place/a.txt", content: "häßlich" });
    expect(await textOf(read, { path: "new/place/a.txt" })).toBe("häßlich");
    await run(write, { path: "new/place/a.txt", content: "b" });
    expect(await textOf(read, { path: "new/place/a.txt" })).toBe("b");
    expect(await textOf(list, { path: "new/place" })).toBe("new/place/a.txt (1 bytes)");
    expect(
      await refusalOf(write, { path: "new/place/a.txt", content: "c", create_only: true }),
    ).toContain("exists already");
  });

  test("that are not text need base64, both ways", async () => {
    expect(await refusalOf(read, { path: "binary" })).toContain("base64");
    expect(await textOf(read, { path: "binary", encoding: "base64" })).toBe("/wD+");
    await run(write, { path: "copy", content: "/wD+", encoding: "base64" });
    expect(readFileSync(join(root, "copy"))).toEqual(Buffer.from([0xff, 0x00, 0xfe]));
    expect(await refusalOf(write, { path: "copy", content: "/w", encoding: "base64" })).toContain(
      "not base64",
    );
  });

  test("over the limit are neither written nor read", async () => {
    const content = "x".repeat(limits.fileBytesMax + 1);
    expect(await refusalOf(write, { path: "large", content })).toContain("limit");
    writeFileSync(join(root, "large"), content);
    expect(await refusalOf(read, { path: "large" })).toContain("limit");
    unlinkSync(join(root, "large"));
  });

  test("are deleted; folders only when they are empty and named as such", async () => {
    await run(write, { path: "gone/a.txt", content: "x" });
    expect(await refusalOf(remove, { path: "gone", empty_folder: true })).toContain("not empty");
    await run(remove, { path: "gone/a.txt" });
    expect(await refusalOf(remove, { path: "gone" })).toContain("is a folder");
    await run(remove, { path: "gone", empty_folder: true });
    expect(existsSync(join(root, "gone"))).toBe(false);
    expect(await refusalOf(remove, { path: "gone" })).toContain("does not exist");
    expect(await refusalOf(remove, { path: "." })).toContain("the workspace itself");
  });

  test("are found by a literal text with their line, in either case when asked", async () => {
    expect(await textOf(search, { query: "words" })).toBe("plain.txt:2: two words");
    const both = await textOf(search, { query: "words", ignore_case: true });
    expect(both.split("\n")).toEqual([
      "folder/deep.txt:1: Deep WORDS here",
      "plain.txt:2: two words",
    ]);
    expect(await textOf(search, { query: ".*" })).toBe("Nothing was found.");
  });

  test("are listed up to the limit, and the answer says so", async () => {
    const many = join(root, "many");
    mkdirSync(many);
    for (let index = 0; index <= limits.listEntriesMax; index++)
      writeFileSync(join(many, `${index}`), "");
    const result = await run(list, { path: "many" });
    const found = result.structuredContent as { entries: unknown[]; truncated: boolean };
    expect(found.entries).toHaveLength(limits.listEntriesMax);
    expect(found.truncated).toBe(true);
    rmSync(many, { recursive: true });
  });

  test("keep the old content when the folder goes away while writing", async () => {
    await run(write, { path: "moved/a.txt", content: "old" });
    renameSync(join(root, "moved"), join(root, "renamed"));
    await run(write, { path: "moved/a.txt", content: "new" });
    expect(await textOf(read, { path: "renamed/a.txt" })).toBe("old");
    expect(await textOf(read, { path: "moved/a.txt" })).toBe("new");
  });
});
