import { open, readFile, rename, rm } from "node:fs/promises";
import { isMissingFile } from "#infra/logging/missing-file.ts";
import { ed25519Verifier, type SigningKey } from "#infra/security/ed25519.ts";
import { AppError } from "#shared/errors.ts";
import { isJsonObject, type JsonValue } from "#shared/json.ts";
import { canonicalJson } from "../format/canonical-json.ts";
import type { Progress } from "../verify/progress.ts";

const checkpointSpec = "systemprompt.checkpoint/1";
const privateMode = 0o600;
/** Between two writings; an interruption costs this much and the pieces under way. */
const everyMsByItself = 2_000;

/** Whose checkpoints are believed: those that this key signed, for this installation. */
export interface CheckpointKeys {
  readonly installation: string;
  readonly key: SigningKey;
}

export interface Checkpoint {
  readonly progress: Progress;
  /** When it was written, by the clock of the machine that wrote it. */
  readonly at: string;
}

/** Undefined when there is none yet. One that is not to be believed is refused, and left alone. */
export async function readCheckpoint(
  path: string,
  { installation, key }: CheckpointKeys,
): Promise<Checkpoint | undefined> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    if (isMissingFile(cause)) return undefined;
    throw refuse(path, "cannot be read", cause);
  });
  if (text === undefined) return undefined;
  const { body, signature } = parse(path, text);
  const { spec, progress, at } = body;
  if (spec !== checkpointSpec) throw refuse(path, `is not ${checkpointSpec}`);
  if (body["installation"] !== installation) throw refuse(path, "belongs to another installation");
  const isSigned = ed25519Verifier(key.publicKey);
  if (!isSigned(Buffer.from(canonicalJson(body)), Buffer.from(signature, "hex"))) {
    throw refuse(
      path,
      "was not signed with this installation's keys: it was made or edited by hand",
    );
  }
  return { progress: progress as unknown as Progress, at: at as string };
}

function parse(path: string, text: string) {
  try {
    const value = JSON.parse(text) as JsonValue;
    const { checkpoint, signature } = isJsonObject(value) ? value : {};
    if (checkpoint !== undefined && isJsonObject(checkpoint) && typeof signature === "string") {
      return { body: checkpoint, signature };
    }
  } catch (cause) {
    throw refuse(path, "is cut or no checkpoint", cause);
  }
  throw refuse(path, "is no checkpoint");
}

function refuse(path: string, problem: string, cause?: unknown): AppError {
  const remedy = "Keep it for whoever asks, and verify from the beginning with another file name.";
  return new AppError("CHECK_FAILED", `The checkpoint ${path} ${problem}. ${remedy}`, { cause });
}

/** Keeps the newest progress in a file, whole at any moment. */
export class CheckpointWriter {
  readonly #path: string;
  readonly #keys: CheckpointKeys;
  readonly #nowMs: () => number;
  readonly #everyMs: number;
  #writtenMs = -Infinity;
  #pending: Progress | undefined;

  constructor(
    path: string,
    keys: CheckpointKeys,
    { nowMs, everyMs = everyMsByItself }: { nowMs: () => number; everyMs?: number },
  ) {
    this.#path = path;
    this.#keys = keys;
    this.#nowMs = nowMs;
    this.#everyMs = everyMs;
  }

  async keep(progress: Progress): Promise<void> {
    this.#pending = progress;
    if (this.#nowMs() - this.#writtenMs >= this.#everyMs) await this.flush();
  }

  /** On disk when this returns. */
  async flush(): Promise<void> {
    const progress = this.#pending;
    if (progress === undefined) return;
    const nowMs = this.#nowMs();
    await this.#write(textOf(progress, this.#keys, nowMs));
    this.#pending = undefined;
    this.#writtenMs = nowMs;
  }

  async #write(text: string): Promise<void> {
    const partial = `${this.#path}.partial`;
    await rm(partial, { force: true });
    const file = await open(partial, "wx", privateMode).catch((cause: unknown) => {
      throw new AppError("INVALID_INPUT", `${this.#path} cannot be written.`, { cause });
    });
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, this.#path);
  }
}

function textOf(progress: Progress, { installation, key }: CheckpointKeys, nowMs: number): string {
  const at = new Date(nowMs).toISOString();
  const body = { at, installation, progress, spec: checkpointSpec } as unknown as JsonValue;
  const signature = Buffer.from(key.sign(Buffer.from(canonicalJson(body)))).toString("hex");
  return `${canonicalJson({ checkpoint: body, signature })}\n`;
}
