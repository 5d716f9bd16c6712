import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { isMissingFile } from "#infra/logging/missing-file.ts";
import type { Diagnostic } from "./yaml/diagnostic.ts";
import type { Located } from "./yaml/located.ts";
import { parseYaml, yamlBytesMax } from "./yaml/parse-yaml.ts";

/** Judges an opened file by its owner and mode; gives the reason to refuse it. */
export type TrustCheck = (path: string, stats: Stats) => string | undefined;

export interface YamlFile {
  /** Null when there are errors. */
  readonly root: Located | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly missing: boolean;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Reads, judges and parses one file; `shown` is its name in the diagnostics. */
export function readYamlFile(path: string, shown: string, trust: TrustCheck): YamlFile {
  const read = readTrusted(path, trust);
  if ("text" in read) return parseYamlText(read.text, shown);
  const diagnostic = { severity: "error", file: shown, line: 1, column: 1, path: "" } as const;
  const diagnostics = [{ ...diagnostic, message: read.problem }];
  return { root: null, missing: read.missing === true, diagnostics };
}

export function parseYamlText(text: string, shown: string): YamlFile {
  const { root, findings } = parseYaml(text);
  const diagnostics = findings.map((finding) => ({ file: shown, ...finding }));
  return { root: findings.length === 0 ? root : null, diagnostics, missing: false };
}

type Read = { readonly text: string } | { readonly problem: string; readonly missing?: true };

/** The file that was judged is the file that is read: one descriptor for both. */
function readTrusted(path: string, trust: TrustCheck): Read {
  let descriptor: number;
  try {
    // O_NONBLOCK: a named pipe in the folder must not hang the server.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (isMissingFile(error)) return { problem: "there is no such file", missing: true };
    return { problem: `cannot be read (${errorCode(error)})` };
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return { problem: "is not a regular file" };
    const problem = trust(path, stats);
    if (problem !== undefined) return { problem };
    return decode(descriptor);
  } catch (error) {
    return { problem: `cannot be read (${errorCode(error)})` };
  } finally {
    closeSync(descriptor);
  }
}

function decode(descriptor: number): Read {
  const buffer = Buffer.allocUnsafe(yamlBytesMax + 1);
  let length = 0;
  for (let count = -1; count !== 0 && length < buffer.length; length += count) {
    count = readSync(descriptor, buffer, length, buffer.length - length, null);
  }
  if (length > yamlBytesMax) return { problem: `is larger than ${yamlBytesMax} bytes` };
  try {
    return { text: decoder.decode(buffer.subarray(0, length)) };
  } catch (error) {
    if (error instanceof TypeError) return { problem: "is not UTF-8 text" };
    throw error;
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
