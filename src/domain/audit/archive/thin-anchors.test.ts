import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { appendFile, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appendAnchor, keepAnchors, readAnchors } from "./anchors.ts";
import { thinAnchors } from "./thin-anchors.ts";

const nowMs = Date.UTC(2026, 10, 21, 12);
const hourMs = 3_600_000;
const head = (writer: number, sequence: number) => ({ writer, sequence, head: "a".repeat(64) });
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "anchors-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("M09 the server's own file of heads", () => {
  test("keeps of days before the last week each writer's last head, and all since", async () => {
    const path = join(folder, "two-writers.jsonl");
    for (let hour = 10 * 24; hour >= 0; hour -= 6) {
      for (const writer of [1, 2])
        await appendAnchor(path, head(writer, 1_000 - hour), nowMs - hour * hourMs);
    }
    const before = await readAnchors(path);
    await thinAnchors(path, nowMs);
    const after = await readAnchors(path);
    const isRecent = ({ sequence }: { sequence: number }) => sequence >= 1_000 - 7 * 24;
    expect(after.filter(isRecent)).toEqual(before.filter(isRecent));
    // Ten days ago from noon on, two whole days, and the morning seven days ago.
    const old = [1_000 - 9 * 24 - 18, 1_000 - 8 * 24 - 18, 1_000 - 7 * 24 - 18, 1_000 - 7 * 24 - 6];
    expect(after.filter((one) => !isRecent(one)).map(({ sequence }) => sequence)).toEqual(
      old.flatMap((sequence) => [sequence, sequence]),
    );
  });

  test("is not written anew when all of it stays, and no other file is left behind", async () => {
    const path = join(folder, "whole.jsonl");
    for (let hour = 3; hour >= 0; hour -= 1)
      await appendAnchor(path, head(1, 9 - hour), nowMs - hour * hourMs);
    const { ino } = await stat(path);
    await thinAnchors(path, nowMs);
    expect((await stat(path)).ino).toBe(ino);
    await thinAnchors(join(folder, "none.jsonl"), nowMs);
    expect((await readdir(folder)).toSorted()).toEqual(["two-writers.jsonl", "whole.jsonl"]);
  });

  test("is whole again after a crash that cut its last line, before more is added", async () => {
    const path = join(folder, "crashed.jsonl");
    await appendAnchor(path, head(1, 1), nowMs);
    await appendFile(path, '{"at":"2026-');
    const writer = { head: head(1, 2) };
    const onTrouble = (cause: unknown) => {
      throw cause;
    };
    const kept = { path, everyMs: hourMs, nowMs: () => nowMs, onTrouble };
    await keepAnchors(writer, kept).stop();
    expect(await readAnchors(path)).toEqual([head(1, 1), head(1, 2)]);
    // Somebody's editor took the last end of line alone.
    await Bun.write(path, (await Bun.file(path).text()).trimEnd());
    await keepAnchors({ head: head(1, 3) }, kept).stop();
    expect(await readAnchors(path)).toEqual([head(1, 1), head(1, 2), head(1, 3)]);
    await rm(path);
  });

  test("keeps a line that a crash cut, and its mode", async () => {
    const path = join(folder, "cut.jsonl");
    const old = nowMs - 30 * 24 * hourMs;
    await appendAnchor(path, head(1, 1), old);
    await appendAnchor(path, head(1, 2), old + 1);
    await Bun.write(path, `${await Bun.file(path).text()}{"at":"2026-`);
    await thinAnchors(path, nowMs);
    const lines = (await Bun.file(path).text()).split("\n");
    expect(lines.length).toBe(2);
    expect(lines[0]).toContain('"sequence":2');
    expect(lines[1]).toBe('{"at":"2026-');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test("is thinned by the server that appends to it", async () => {
    const path = join(folder, "served.jsonl");
    const old = nowMs - 30 * 24 * hourMs;
    for (let sequence = 1; sequence <= 5; sequence += 1) {
      await appendAnchor(path, head(1, sequence), old + sequence);
    }
    const troubles: unknown[] = [];
    const keeping = keepAnchors(
      { head: head(2, 7) },
      { path, everyMs: hourMs, nowMs: () => nowMs, onTrouble: (cause) => troubles.push(cause) },
    );
    await keeping.stop();
    expect(await readAnchors(path)).toEqual([head(1, 5), head(2, 7)]);
    expect(troubles).toEqual([]);
  });
});
