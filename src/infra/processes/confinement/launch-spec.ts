import { readSync } from "node:fs";
import { AppError } from "#shared/errors.ts";
import { type Static, strictObject, Type } from "#shared/schema.ts";
import { Value } from "@sinclair/typebox/value";

const paths = Type.Array(Type.String({ pattern: "^/" }));
const count = Type.Integer({ minimum: 0 });

/**
 * What the launcher is to become. It travels through standard input, ahead of the target's own
 * input: argv and the launcher's environment can be read by others, a pipe cannot.
 */
export const launchSpecSchema = strictObject({
  /** Absolute path of the program; PATH was searched before. */
  file: Type.String({ pattern: "^/" }),
  argv: Type.Array(Type.String(), { minItems: 1 }),
  env: Type.Record(Type.String(), Type.String()),
  cwd: Type.String({ pattern: "^/" }),
  /** The launcher gives up when its parent is not this process any more. */
  parentPid: count,
  limits: strictObject({
    memoryBytesMax: count,
    processesMax: count,
    openFilesMax: count,
  }),
  /** Null only where the kernel has no Landlock. */
  sandbox: Type.Union([
    Type.Null(),
    strictObject({
      execute: paths,
      read: paths,
      write: paths,
      connectPorts: Type.Array(Type.Integer({ minimum: 1, maximum: 65_535 })),
    }),
  ]),
  /** Account to change to; possible only when the server runs as root. */
  user: Type.Union([Type.Null(), strictObject({ uid: count, gid: count })]),
});

export type LaunchSpec = Static<typeof launchSpecSchema>;

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
  if (!Value.Check(launchSpecSchema, value)) throw refused("it does not match the schema");
  return value;
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
