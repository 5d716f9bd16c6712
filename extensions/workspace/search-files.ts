import { closeSync, readFileSync } from "node:fs";
import { AppError, defineTool, strictObject, type Tool, type ToolCall, Type } from "#extension-api";
import { limits } from "./limits.ts";
import { openPlainFile, withFolder } from "./open-folder.ts";
import { parseFilePath, parsePath } from "./parse-path.ts";
import { walkFolder } from "./walk-folder.ts";

interface Match {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

interface Progress {
  readonly matches: Match[];
  bytes: number;
  skipped: number;
}

export function searchFilesTool(root: string): Tool {
  return defineTool({
    name: "search_files",
    title: "Search in files",
    description: `Finds lines that hold a text, literally, in all text files of the workspace or of one folder; at most ${limits.searchMatchesMax} lines. Files over ${limits.searchFileBytesMax} bytes and files that are not text are skipped and counted.`,
    annotations: { readOnlyHint: true, openWorldHint: false },
    input: strictObject({
      query: Type.String({ minLength: 1, maxLength: 500, description: "Text to find." }),
      path: Type.Optional(
        Type.String({ default: ".", description: "Folder relative to the workspace." }),
      ),
      ignore_case: Type.Optional(Type.Boolean({ default: false })),
    }),
    output: strictObject({
      matches: Type.Array(
        strictObject({ path: Type.String(), line: Type.Integer(), text: Type.String() }),
      ),
      truncated: Type.Boolean(),
      skipped: Type.Integer(),
    }),
    async run({ query, path, ignore_case }, call) {
      const fold = ignore_case === true ? (text: string) => text.toLowerCase() : same;
      const progress: Progress = { matches: [], bytes: 0, skipped: 0 };
      await search(root, parsePath(path ?? "."), fold(query), fold, progress, call);
      const { matches, skipped } = progress;
      const truncated = isFull(progress);
      const lines = matches.map((match) => `${match.path}:${match.line}: ${match.text}`);
      if (truncated) lines.push("(the search ended at its limit, narrow it)");
      return {
        content: [{ type: "text", text: lines.join("\n") || "Nothing was found." }],
        structuredContent: { matches: matches.map((match) => ({ ...match })), truncated, skipped },
      };
    },
  });
}

async function search(
  root: string,
  names: readonly string[],
  query: string,
  fold: (text: string) => string,
  progress: Progress,
  call: ToolCall,
): Promise<void> {
  for (const entry of walkFolder(root, names)) {
    if (entry.type !== "file") continue;
    if (call.signal.aborted) throw new AppError("REQUEST_TIMEOUT", "The search was cancelled.");
    searchFile(root, entry.path, query, fold, progress);
    if (isFull(progress)) return;
    // Other calls of this process get their turn between two files.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function searchFile(
  root: string,
  path: string,
  query: string,
  fold: (text: string) => string,
  progress: Progress,
): void {
  const text = readText(root, path);
  if (text === null) {
    progress.skipped++;
    return;
  }
  progress.bytes += text.length;
  text.split("\n").forEach((line, index) => {
    const at = fold(line).indexOf(query);
    if (at === -1 || progress.matches.length >= limits.searchMatchesMax) return;
    const start = Math.max(0, at - limits.searchLineCharactersMax / 2);
    const cut = line.slice(start, start + limits.searchLineCharactersMax).toWellFormed();
    progress.matches.push({ path, line: index + 1, text: cut });
  });
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Null for what a search skips: too large, not text, gone or refused since it was listed. */
function readText(root: string, path: string): string | null {
  const { folders, name } = parseFilePath(path);
  try {
    return withFolder(root, folders, { create: false }, (folder) => {
      const { descriptor, stats } = openPlainFile(folder.entry(name), path);
      try {
        if (stats.size > limits.searchFileBytesMax) return null;
        const text = decoder.decode(readFileSync(descriptor));
        return text.includes("\u0000") ? null : text;
      } finally {
        closeSync(descriptor);
      }
    });
  } catch (error) {
    if (error instanceof AppError || error instanceof TypeError) return null;
    throw error;
  }
}

function isFull(progress: Progress): boolean {
  return (
    progress.matches.length >= limits.searchMatchesMax || progress.bytes >= limits.searchBytesMax
  );
}

function same(text: string): string {
  return text;
}
