import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { isMissingFile } from "#infra/logging/missing-file.ts";
import type { Head } from "../format/seal.ts";

const privateMode = 0o600;
const dayMs = 24 * 3_600_000;
/** At a line each ten seconds this much is 8 MB; the days before are a line each. */
const daysWhole = 7;

interface Line extends Partial<Head> {
  readonly at?: unknown;
}

/**
 * Of the days before the last week only each writer's last head stays: it commits to those before
 * it. Else the file would grow by 400 MB a year. Rewrites nothing when all of it stays. What is not
 * a head of a known time is left alone.
 */
export async function thinAnchors(path: string, nowMs: number): Promise<void> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    if (isMissingFile(cause)) return "";
    throw cause;
  });
  const lines = text.split("\n");
  const kept = thinned(lines, nowMs - daysWhole * dayMs);
  if (kept.length === lines.length) return;
  const next = `${path}.next`;
  const file = await open(next, "w", privateMode);
  try {
    await file.write(kept.join("\n"));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(next, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function thinned(lines: readonly string[], beforeMs: number): readonly string[] {
  const lastOf = new Map<string, number>();
  const keys = lines.map((line) => oldDayOf(line, beforeMs));
  keys.forEach((key, place) => {
    if (key !== undefined) lastOf.set(key, place);
  });
  return lines.filter((_, place) => {
    const key = keys[place];
    return key === undefined || lastOf.get(key) === place;
  });
}

/** Writer and day of a head that is old enough to be one of many. */
function oldDayOf(text: string, beforeMs: number): string | undefined {
  const line = lineOf(text);
  if (typeof line?.at !== "string" || !Number.isSafeInteger(line.writer)) return undefined;
  const atMs = Date.parse(line.at);
  if (Number.isNaN(atMs) || atMs >= beforeMs) return undefined;
  return `${line.writer} ${Math.floor(atMs / dayMs)}`;
}

function lineOf(text: string): Line | null {
  try {
    return JSON.parse(text) as Line | null;
  } catch (error) {
    // A crash may have cut a line.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
