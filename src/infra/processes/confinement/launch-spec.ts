import { readSync } from "node:fs";
import { AppError } from "#shared/errors.ts";
import { isJsonObject } from "#shared/json.ts";
import type { ChildAccount } from "./account.ts";
import type { FilterPlan } from "./filter-program.ts";
import type { Sandbox } from "./landlock.ts";
import type { ResourceLimits } from "./resource-limits.ts";

/**
 * What the launcher is to become. It travels through standard input, ahead of the target's own
 * input: argv and the launcher's environment can be read by others, a pipe cannot.
 */
export interface LaunchSpec {
  /** Absolute path of the program; PATH was searched before. */
  readonly file: string;
  /** Begins with `file`: a shell's exec can pass no other name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** The launcher gives up when its parent is not this process any more. */
  readonly parentPid: number;
  readonly limits: ResourceLimits;
  /** Null only where the kernel has no Landlock. */
  readonly sandbox: Sandbox | null;
  /** What the filter of system calls leaves; null only where the kernel has no filter. */
  readonly filter: FilterPlan | null;
  /** Account to change to; possible only when the server runs as root. */
  readonly user: ChildAccount | null;
}

/** The launcher itself failed; the target never ran. 126 and 127 are the shell's words for exec. */
export const launchFailedExit = 125;

const lengthDigits = 8;
/** The kernel refuses more than 2 MiB of arguments and environment together. */
const specBytesMax = 4 * 1024 * 1024;

/** The length in eight hex digits, then the document: the reader never takes a byte too many. */
export function frame(document: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(document), "utf8");
  const head = body.length.toString(16).padStart(lengthDigits, "0");
  return Buffer.concat([Buffer.from(head, "latin1"), body]);
}

export function encodeLaunchSpec(spec: LaunchSpec): Buffer {
  return frame(spec);
}

/** Takes one framed document from the descriptor and leaves what follows it to the next reader. */
export function readFrame(descriptor: number): unknown {
  const length = Number.parseInt(readExactly(descriptor, lengthDigits).toString("latin1"), 16);
  if (!(length > 0 && length <= specBytesMax)) throw refused("its length is out of bounds");
  return JSON.parse(readExactly(descriptor, length).toString("utf8")) as unknown;
}

export function readLaunchSpec(descriptor: number): LaunchSpec {
  const value = readFrame(descriptor);
  if (!isLaunchSpec(value)) throw refused("it has not the expected members");
  return value;
}

/** The writer is this very executable, so the members are checked; a schema costs 25 ms a start. */
function isLaunchSpec(value: unknown): value is LaunchSpec {
  if (!isJsonObject(value)) return false;
  const { file, argv, env, cwd, parentPid, limits, sandbox, filter, user } = value;
  return (
    typeof file === "string" &&
    Array.isArray(argv) &&
    isJsonObject(env) &&
    typeof cwd === "string" &&
    typeof parentPid === "number" &&
    isJsonObject(limits) &&
    (sandbox === null || isJsonObject(sandbox)) &&
    (filter === null || isJsonObject(filter)) &&
    (user === null || isJsonObject(user))
  );
}

function readExactly(descriptor: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const read = readSync(descriptor, buffer, filled, length - filled, null);
    if (read === 0) throw refused("standard input ended early");
    filled += read;
  }
  return buffer;
}

function refused(why: string): AppError {
  return new AppError("INVALID_INPUT", `The launch specification is refused: ${why}.`);
}
