import { appendFile, open, readFile, truncate } from "node:fs/promises";
import { isMissingFile } from "#infra/logging/missing-file.ts";
import { AppError, isAppError } from "#shared/errors.ts";
import { canonicalJson } from "../format/canonical-json.ts";
import type { Head } from "../format/seal.ts";
import { thinAnchors } from "./thin-anchors.ts";

const privateMode = 0o600;
const thinEveryMs = 24 * 3_600_000;
const headPattern = /^[0-9a-f]{64}$/;

/** Adds one line to the local file of heads, on disk when this returns. Copy it elsewhere. */
export async function appendAnchor(path: string, head: Head, nowMs: number): Promise<void> {
  const line = canonicalJson({ at: new Date(nowMs).toISOString(), ...head });
  const file = await open(path, "a", privateMode);
  try {
    await file.write(`${line}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
}

export interface AnchorKeeping {
  readonly path: string;
  readonly everyMs: number;
  readonly nowMs: () => number;
  readonly onTrouble: (cause: unknown) => void;
}

/**
 * Appends the writer's head every so often when it has moved, and thins the file daily; `stop`
 * appends the last one.
 */
export function keepAnchors(
  writer: { readonly head: Head },
  { path, everyMs, nowMs, onTrouble }: AnchorKeeping,
): { stop(): Promise<void> } {
  let written = "";
  const append = async () => {
    const { head } = writer;
    if (head.head === written) return;
    written = head.head;
    await appendAnchor(path, head, nowMs()).catch((cause: unknown) => {
      written = "";
      onTrouble(cause);
    });
  };
  let thinAtMs = nowMs();
  const tend = async () => {
    if (nowMs() >= thinAtMs) {
      thinAtMs = nowMs() + thinEveryMs;
      await thinAnchors(path, nowMs()).catch(onTrouble);
    }
    await append();
  };
  let last = endLine(path).catch(onTrouble).then(tend);
  const timer = setInterval(() => {
    last = last.then(tend);
  }, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await last;
      await append();
    },
  };
}

/** A line that a crash cut would spoil the next: `readAnchors` would refuse the whole file. */
async function endLine(path: string): Promise<void> {
  const file = Bun.file(path);
  if (!(await file.exists())) return;
  const { size } = file;
  const end = Buffer.from(await file.slice(Math.max(0, size - newestBytes)).arrayBuffer());
  const line = end.subarray(end.lastIndexOf("\n") + 1);
  if (line.length === 0 || line.length === newestBytes) return;
  if (anchorIn(line.toString()) === undefined) await truncate(path, size - line.length);
  else await appendFile(path, "\n");
}

/** Two thousand lines or so: hours of a busy server, and every writer of the last days. */
const newestBytes = 262_144;

/** The newest head of each writer that the end of a local file names; none where there is none. */
export async function readNewestAnchors(path: string): Promise<readonly Head[]> {
  const file = Bun.file(path);
  if (!(await file.exists())) return [];
  // The first line may be cut, and a crash may have cut the last.
  const text = await file.slice(Math.max(0, file.size - newestBytes)).text();
  const newest = new Map<number, Head>();
  for (const line of text.split("\n")) {
    const head = anchorIn(line);
    if (head !== undefined) newest.set(head.writer, head);
  }
  return [...newest.values()];
}

/** Reads such a file, or several put together. A line that is not an anchor is refused. */
export async function readAnchors(path: string): Promise<readonly Head[]> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new AppError("NOT_FOUND", "The file of expected heads cannot be read.", { cause });
  });
  // A crash may have cut the last line; what was cut was never relied on.
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  const heads = lines.flatMap((line, index) => (line === "" ? [] : [parseAnchor(line, index + 1)]));
  if (heads.length === 0) throw refuse("holds no heads");
  return heads;
}

/**
 * Reads the server's own file of heads; undefined when there is none. A line that a crash cut is
 * passed over: who would garble a line could as well remove it.
 */
export async function readLocalAnchors(path: string): Promise<readonly Head[] | undefined> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    if (isMissingFile(cause)) return undefined;
    throw new AppError("UNAVAILABLE", "The local file of heads cannot be read.", { cause });
  });
  return text?.split("\n").flatMap((line) => anchorIn(line) ?? []);
}

function anchorIn(line: string): Head | undefined {
  try {
    return parseAnchor(line, 1);
  } catch (error) {
    if (isAppError(error)) return undefined;
    throw error;
  }
}

function parseAnchor(line: string, number: number): Head {
  let value: Partial<Head> | null;
  try {
    value = JSON.parse(line) as Partial<Head> | null;
  } catch (cause) {
    throw refuse(`is not JSON on line ${number}`, cause);
  }
  const { writer, sequence, head } = value ?? {};
  const isWhole = Number.isSafeInteger(writer) && Number.isSafeInteger(sequence);
  if (!isWhole || typeof head !== "string" || !headPattern.test(head)) {
    throw refuse(`holds no head on line ${number}`);
  }
  return { writer: writer as number, sequence: sequence as number, head };
}

function refuse(problem: string, cause?: unknown): AppError {
  return new AppError("INVALID_INPUT", `The file of expected heads ${problem}.`, { cause });
}
